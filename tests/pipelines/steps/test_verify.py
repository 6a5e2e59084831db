"""The audit notices what was tampered with, and says where."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from sqlalchemy import update

from pipelines.steps import verify as step
from pipelines.steps.auditing.audit import WHOLE, Share
from pipelines.steps.auditing.stored import lake_files, raw_files
from pipelines.steps.refresh import refresh
from pipelines.steps.verify import Order, verify
from ppuri.core.errors import UsageError
from ppuri.core.hub import open_scope
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger, schema
from ppuri.core.ledger.alarms import alarms
from ppuri.core.raw import raw_path
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from ppuri.core.sums import known
from tests.effort import LONG, examples
from tests.integration.lake_state import table_hashes
from tests.pipelines.steps.home import aside, export, opened, runs, shot, stored


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    scope = opened(folder / "home")
    lines = [shot(number) for number in range(1, 31)]
    lines[3] = lines[3].replace("2026-10-05", "2026-13-45")
    stored(scope, [export(folder / "a.csv", lines)])
    return scope.home


@pytest.fixture
def scope(sound: Path, tmp_path: Path) -> Scope:
    shutil.copytree(sound, tmp_path / "home")
    return open_scope(tmp_path / "home", "hanbit")


def faults(scope: Scope) -> list[str]:
    return [check.name for check in verify(scope.home, scope.firm_id).checks if not check.ok]


def change_raw(scope: Scope) -> None:
    raw_path(scope, Ledger(scope.home).files("hanbit")[0].sha256).write_bytes(b"x")


def lose_raw(scope: Scope) -> None:
    raw_path(scope, Ledger(scope.home).files("hanbit")[0].sha256).unlink()


def link_a_lake_file(scope: Scope) -> None:
    (path, *_) = Lake(scope).files("run", Ledger(scope.home).published("hanbit")["run"])
    os.link(path, scope.home / "elsewhere.parquet")


def lose_a_lake_file(scope: Scope) -> None:
    (path, *_) = Lake(scope).files("run", Ledger(scope.home).published("hanbit")["run"])
    Path(path).unlink()


def change_a_receipt(scope: Scope) -> None:
    ledger = Ledger(scope.home)
    (record,) = ledger.files("hanbit")
    receipt = Receipt.model_validate_json(record.receipt_json or "")
    wrong = receipt.model_copy(update={"accepted": receipt.accepted - 1, "duplicate": receipt.duplicate + 1})
    with ledger.transaction() as connection:
        connection.execute(update(schema.file).values(receipt_json=wrong.model_dump_json()))


def publish_rows_twice(scope: Scope) -> None:
    ledger = Ledger(scope.home)
    with ledger.lease("hanbit") as held:
        again = Lake(scope).read("run", ledger.published("hanbit")["run"])
        version = Lake(scope).commit("run", again.head(1), replace=None, transaction="twice")
        ledger.publish(held, {"run": version}, changes=[])


def publish_a_version_that_is_gone(scope: Scope) -> None:
    ledger = Ledger(scope.home)
    with ledger.lease("hanbit") as held:
        ledger.publish(held, {"run": 99}, changes=[])


TAMPERED: dict[str, tuple[Callable[[Scope], None], list[str]]] = {
    "raw bytes changed": (change_raw, ["raw"]),
    "raw file lost": (lose_raw, ["raw"]),
    "hard link to a lake file": (link_a_lake_file, ["files"]),
    "lake file lost": (lose_a_lake_file, ["files"]),
    "receipt changed": (change_a_receipt, ["totals"]),
    "a row twice": (publish_rows_twice, ["totals", "keys", "rebuilt"]),
    "published version gone": (publish_a_version_that_is_gone, ["files"]),
}


def test_a_sound_home_passes_and_says_so_in_both_languages(scope: Scope) -> None:
    result = verify(scope.home)
    assert result.ok
    assert [check.name for check in result.checks] == [
        *("ledger", "files", "raw", "orphans"),
        *("counts", "lineage", "totals", "keys", "rebuilt"),
    ]
    assert all("맞음" in check.text_ko and "right" in check.text_en for check in result.checks)
    assert result.model_dump(mode="json")["ok"] is True


@pytest.mark.parametrize(("tamper", "named"), list(TAMPERED.values()), ids=list(TAMPERED))
def test_what_was_tampered_with_is_noticed(scope: Scope, tamper: Callable[[Scope], None], named: list[str]) -> None:
    tamper(scope)
    assert faults(scope) == named


def change_a_value(scope: Scope) -> None:
    ledger = Ledger(scope.home)
    with ledger.lease("hanbit") as held:
        rows = Lake(scope).read("run", ledger.published("hanbit")["run"])
        wrong = rows.with_columns(pl.col("melt_temp_c") + 0.5)
        version = Lake(scope).commit("run", wrong, replace=[("dc3", "2026-10")], transaction="warmer")
        ledger.publish(held, {"run": version}, changes=[])


def lose_a_log(scope: Scope) -> None:
    for entry in (Lake(scope).path("run") / "_delta_log").iterdir():
        entry.unlink()


def lose_the_quarantine(scope: Scope) -> None:
    (path, *_) = Lake(scope).files("quarantine", Ledger(scope.home).published("hanbit")["quarantine"])
    Path(path).unlink()


MENDABLE = [
    lose_a_lake_file,
    publish_rows_twice,
    publish_a_version_that_is_gone,
    change_a_value,
    lose_a_log,
    lose_the_quarantine,
]


@pytest.mark.parametrize("tamper", MENDABLE if LONG else MENDABLE[::2], ids=lambda tamper: tamper.__name__)
def test_what_the_archive_has_is_built_again(scope: Scope, tamper: Callable[[Scope], None]) -> None:
    before, apart = runs(scope), aside(scope, "quarantine")
    tamper(scope)
    assert not verify(scope.home).ok
    assert alarms(Ledger(scope.home))
    result = verify(scope.home, repair=True)
    assert result.ok
    assert result.repaired
    assert runs(scope).equals(before)
    assert aside(scope, "quarantine").equals(apart)
    assert alarms(Ledger(scope.home)) == []


@pytest.mark.parametrize("tamper", [change_raw, lose_raw])
def test_what_the_archive_has_lost_is_an_alarm(scope: Scope, tamper: Callable[[Scope], None]) -> None:
    tamper(scope)
    result = verify(scope.home, repair=True)
    assert (result.ok, result.repaired) == (False, [])
    (alarm,) = alarms(Ledger(scope.home), "hanbit")
    assert alarm.check_name == "raw"
    assert "a.csv" in alarm.text_ko
    since = alarm.raised_ts
    verify(scope.home)
    assert [one.raised_ts for one in alarms(Ledger(scope.home))] == [since]


def test_damaged_marts_are_computed_again(scope: Scope) -> None:
    refresh(scope)
    before = table_hashes(scope.home, "hanbit")
    mart = "mart_machine__shift"
    (path, *_) = Lake(scope).files(mart, Ledger(scope.home).published("hanbit")[mart])
    flip(Path(path), 200)
    assert faults(scope) == ["files"]
    assert verify(scope.home, repair=True).ok
    assert table_hashes(scope.home, "hanbit") == before


def flip(path: Path, place: int) -> None:
    """Turn one bit of a file."""
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << place % 8
    path.write_bytes(content)


def test_every_flipped_bit_of_lake_and_archive_is_found(scope: Scope) -> None:
    chance = Random(22)
    sums = {
        str(Lake(scope).path(table) / name)
        for table in ("run", "quarantine")
        for name in known(Lake(scope).path(table))
    }
    archived = [str(path) for path in scope.raw.glob("??/*")]
    places = sorted(path for path in sums if Path(path).exists()) + archived
    audited = lambda: [*lake_files(scope, Ledger(scope.home), WHOLE).faults, *raw_files(scope, records, WHOLE).faults]  # noqa: E731
    records = Ledger(scope.home).files("hanbit")
    assert audited() == []
    for _ in range(examples(300 if LONG else 60)):
        path = Path(chance.choice(places))
        whole, where = path.read_bytes(), chance.randrange(10**9)
        flip(path, where)
        assert audited() != []
        path.write_bytes(whole)
    assert audited() == []


def test_shares_together_look_at_everything(scope: Scope, tmp_path: Path) -> None:
    stored(
        scope, [export(tmp_path / f"{day}.csv", [shot(1440 * day + number) for number in range(9)]) for day in (2, 3)]
    )
    names = [record.sha256 for record in Ledger(scope.home).files("hanbit")]
    shares = [Share(number, 5) for number in range(5)]
    assert all(sum(share.has(name) for share in shares) == 1 for name in names)
    change_raw(scope)
    found = [verify(scope.home, order=Order(share=share, sample=0)) for share in shares]
    assert [result.ok for result in found].count(False) == 1
    assert len(alarms(Ledger(scope.home))) == 1
    quiet = next(share for share, result in zip(shares, found, strict=True) if result.ok)
    verify(scope.home, order=Order(share=quiet, sample=0))
    assert len(alarms(Ledger(scope.home))) == 1


def test_bytes_without_a_record_are_named_after_a_day(scope: Scope) -> None:
    stray = scope.raw / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    assert faults(scope) == []
    os.utime(stray, (0, 0))
    assert faults(scope) == ["orphans"]


def test_a_publication_in_between_is_no_fault(scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file list is read before another file is stored, the lake after it."""
    whole, late = step.raw_files, [export(tmp_path / "late.csv", [shot(number) for number in range(100, 130)])]

    def slow(*given: Any) -> Any:
        if late:
            stored(scope, [late.pop()])
        return whole(*given)

    monkeypatch.setattr(step, "raw_files", slow)
    assert verify(scope.home).ok


def test_a_firm_that_is_not_declared_is_wrong_usage(scope: Scope) -> None:
    with pytest.raises(UsageError, match="nobody"):
        verify(scope.home, "nobody")


def test_the_audit_changes_nothing(scope: Scope) -> None:
    before = runs(scope)
    verify(scope.home)
    assert runs(scope).equals(before)
