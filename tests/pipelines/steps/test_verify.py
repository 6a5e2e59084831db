"""The audit notices what was tampered with, and says where."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger, schema
from ppuri.core.raw import raw_path
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import export, opened, runs, shot, stored


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    scope = opened(tmp_path / "home")
    lines = [shot(number) for number in range(1, 31)]
    lines[3] = lines[3].replace("2026-10-05", "2026-13-45")
    stored(scope, [export(tmp_path / "a.csv", lines)])
    return scope


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
    "a row twice": (publish_rows_twice, ["totals", "keys"]),
    "published version gone": (publish_a_version_that_is_gone, ["files"]),
}


def test_a_sound_home_passes_and_says_so_in_both_languages(scope: Scope) -> None:
    result = verify(scope.home)
    assert result.ok
    assert [check.name for check in result.checks] == ["files", "raw", "counts", "lineage", "totals", "keys"]
    assert all("맞음" in check.text_ko and "right" in check.text_en for check in result.checks)
    assert result.model_dump(mode="json")["ok"] is True


@pytest.mark.parametrize(("tamper", "named"), list(TAMPERED.values()), ids=list(TAMPERED))
def test_what_was_tampered_with_is_noticed(scope: Scope, tamper: Callable[[Scope], None], named: list[str]) -> None:
    tamper(scope)
    assert faults(scope) == named


def test_a_firm_that_is_not_declared_is_wrong_usage(scope: Scope) -> None:
    with pytest.raises(UsageError, match="nobody"):
        verify(scope.home, "nobody")


def test_the_audit_changes_nothing(scope: Scope) -> None:
    before = runs(scope)
    verify(scope.home)
    assert runs(scope).equals(before)
