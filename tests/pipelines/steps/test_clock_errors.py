"""A machine's clock that was wrong for a while: declared once, corrected in what is stored and in what comes."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.steps.declare import declare
from pipelines.steps.hold import answer
from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import export, opened, runs, shot, stored
from tests.pipelines.steps.lake_rows import inputs

ERROR = '{{ from = "{}", to = "{}", offset = "{}" }}'
WRONG = ERROR.format("2026-10-05 08:31", "2026-10-05 08:51", "+720:00:00")


def errors(scope: Scope, *declared: str, yes: bool = False) -> dict[str, list[str]]:
    """Declare errors of the clock of the last machine, and return the months that move."""
    page = scope.home / "hub.toml"
    kept = [line for line in page.read_text(encoding="utf-8").splitlines() if not line.startswith("clock_errors")]
    page.write_text("\n".join([*kept, f"clock_errors = [{', '.join(declared)}]\n"]), encoding="utf-8")
    return declare(scope.home, None, yes=yes).moved


def receipt(scope: Scope, file_id: str) -> Receipt:
    record = Ledger(scope.home).file(scope.firm_id, file_id)
    assert record is not None
    return Receipt.model_validate_json(record.receipt_json or "")


def same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for table, frame in one.items():
        assert_frame_equal(frame, other[table])


def test_a_declared_error_corrects_what_is_stored_and_what_comes(tmp_path: Path) -> None:
    first = export(tmp_path / "a.csv", [shot(number) for number in range(1, 41)])
    second = export(tmp_path / "b.csv", [shot(number) for number in range(41, 81)])
    late, early, never = (opened(tmp_path / name) for name in ("late", "early", "never"))
    (one,) = stored(late, [first])
    plain = inputs(late)
    with pytest.raises(UsageError, match="2026-10"):
        errors(late, WRONG)
    same(inputs(late), plain)
    assert errors(late, WRONG, yes=True) == {"hanbit/dc3": ["2026-10"]}
    (found,) = (f for f in receipt(late, one.file_id).findings if f.code == "clock-corrected")
    assert (found.count, receipt(late, one.file_id).accepted) == (10, 40)
    assert runs(late)["month"].value_counts().sort("month").rows() == [("2026-10", 30), ("2026-11", 10)]
    stored(late, [second])
    errors(early, WRONG)
    stored(early, [first, second])
    same(inputs(late), inputs(early))
    assert runs(late)["month"].value_counts().sort("month").rows() == [("2026-10", 60), ("2026-11", 20)]
    assert verify(late.home, late.firm_id).ok
    errors(late, yes=True)
    stored(never, [first, second])
    same(inputs(late), inputs(never))


def test_the_same_declaration_twice_changes_nothing(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 41)])])
    errors(scope, WRONG, yes=True)
    versions = Ledger(scope.home).published(scope.firm_id)
    assert errors(scope, WRONG) == {}
    assert Ledger(scope.home).published(scope.firm_id) == versions


def test_an_error_of_another_month_moves_nothing(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 41)])])
    before = inputs(scope)
    assert errors(scope, ERROR.format("2026-07-01 00:00", "2026-07-02 00:00", "-01:00")) == {}
    same(inputs(scope), before)


def test_a_file_held_for_its_clock_is_stored_once_the_error_is_declared(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    lost = export(tmp_path / "a.csv", [shot(number).replace("2026-10-05", "1999-12-31", 1) for number in range(1, 41)])
    (held,) = stored(scope, [lost])
    assert (held.status, [hold.key for hold in held.holds]) == ("held", ["time_range"])
    errors(scope, ERROR.format("1999-12-31 00:00", "2000-01-02 00:00", "+234576:00:00"))
    assert receipt(scope, held.file_id).status == "committed"
    assert runs(scope)["month"].unique().to_list() == ["2026-10"]


def test_impossible_stamps_are_kept_where_a_person_says_so(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    lost = export(tmp_path / "a.csv", [shot(number).replace("2026-10-05", "1999-12-31", 1) for number in range(1, 41)])
    (held,) = stored(scope, [lost])
    assert answer(scope, held.file_id, {"time_range": "as-written"}).accepted == 40


@pytest.mark.parametrize(
    "declared",
    [
        ERROR.format("2026-10-05 08:00", "2026-10-05 08:00", "+01:00"),
        ERROR.format("2026-10-05 08:00", "2026-10-06 08:00", "+00:00"),
        ERROR.format("2026-10-05 08:00", "2026-10-06 08:00", "1 hour"),
        ERROR.format("2026-10-05T08:00:00+09:00", "2026-10-06T08:00:00+09:00", "+01:00"),
        ERROR.format("0001-01-01 00:00", "2026-10-06 08:00", "+01:00"),
        f"{WRONG}, {WRONG}",
    ],
    ids=["empty", "of zero", "in words", "zoned", "of all time", "overlapping"],
)
def test_an_error_that_says_nothing_definite_is_refused(tmp_path: Path, declared: str) -> None:
    with pytest.raises(UsageError, match="clock_errors"):
        errors(opened(tmp_path / "home"), declared)


def test_a_day_in_a_file_name_and_a_start_can_be_answered(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    lines = [shot(number).partition(" ")[2] for number in range(1, 41)]
    named = export(tmp_path / "20261005_dc3.csv", lines)
    (one,) = stored(scope, [named])
    assert (one.status, [(a.key, a.value) for a in one.assumptions if a.key == "date"]) == ("committed", [("date", "2026-10-05")])  # fmt: skip
    moved = answer(scope, one.file_id, {"date": "2026-10-06"})
    assert moved.from_ts is not None
    assert f"{moved.from_ts:%Y-%m-%d %H:%M}" == "2026-10-05 23:01"
    (asked,) = stored(scope, [export(tmp_path / "shots.csv", [*lines, lines[-1].replace("41", "42", 1)])])
    assert (asked.status, [hold.key for hold in asked.holds]) == ("held", ["date"])
    assert answer(scope, asked.file_id, {"date": "2026-10-07"}).status == "committed"
