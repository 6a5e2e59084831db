"""A file taken back leaves no trace: not in rows, counts or corrections, and not in what others were understood by."""

from pathlib import Path

import pytest

from pipelines.steps.hold import answer
from pipelines.steps.undo import undo
from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import export, opened, runs, shot, stored
from tests.pipelines.steps.lake_rows import lake_rows


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home")


def right(scope: Scope) -> None:
    checks = verify(scope.home, scope.firm_id).checks
    assert [(check.name, check.faults) for check in checks if not check.ok] == []


def files(folder: Path) -> list[Path]:
    """Three weeks that overlap; the second corrects a few values of the first and one of its rows cannot be read."""
    lines = [shot(number) for number in range(1, 151)]
    second = [*lines[40:45], *(shot(number, warmer=2.0) for number in range(46, 50)), *lines[49:110]]
    second[2] = second[2].replace("2026-10-05", "2026-13-45")
    return [
        export(folder / "a.csv", lines[:80]),
        export(folder / "b.csv", second),
        export(folder / "c.csv", lines[70:]),
    ]


def told(receipt: Receipt) -> tuple[int, ...]:
    return (receipt.rows_in, receipt.accepted, receipt.quarantined, receipt.duplicate, receipt.changed)


@pytest.mark.parametrize("gone", [0, 1, 2], ids=["the first", "the one that corrects", "the last"])
def test_the_lake_is_as_if_the_file_had_never_come(tmp_path: Path, gone: int) -> None:
    paths = files(tmp_path)
    never, undone = opened(tmp_path / "never"), opened(tmp_path / "undone")
    kept = [path for number, path in enumerate(paths) if number != gone]
    for path in kept:
        stored(never, [path])
    given = [stored(undone, [path])[0] for path in paths]
    taken = undo(undone, given[gone].file_id[:8])
    assert (taken.status, *told(taken)) == ("undone", 0, 0, 0, 0, 0)
    one, other = lake_rows(never), lake_rows(undone)
    assert one.keys() == other.keys()
    assert all(one[table].equals(other[table]) for table in one)
    ledgers = [Ledger(each.home) for each in (never, undone)]
    receipts = [
        {
            record.file_id: told(Receipt.model_validate_json(record.receipt_json or ""))
            for record in ledger.files("hanbit", status="committed")
        }
        for ledger in ledgers
    ]
    assert receipts[0] == receipts[1]
    right(undone)


def test_twice_changes_nothing_and_the_same_bytes_again_bring_it_back(scope: Scope, tmp_path: Path) -> None:
    paths = files(tmp_path)
    given = [stored(scope, [path])[0] for path in paths]
    before = lake_rows(scope)
    undo(scope, given[1].file_id)
    versions = Ledger(scope.home).published(scope.firm_id)
    assert undo(scope, given[1].file_id).status == "undone"
    assert Ledger(scope.home).published(scope.firm_id) == versions
    (again,) = stored(scope, [paths[1]])
    assert (again.status, told(again)) == ("committed", told(given[1]))
    after = lake_rows(scope)
    assert all(before[table].equals(after[table]) for table in before)
    right(scope)
    said = [version.status for version in Ledger(scope.home).versions(scope.firm_id, given[1].file_id)]
    assert said == ["committed", "undone", "committed"]


def test_the_only_file_of_a_machine_leaves_nothing(scope: Scope, tmp_path: Path) -> None:
    (given,) = stored(scope, [files(tmp_path)[0]])
    undo(scope, given.file_id)
    assert lake_rows(scope) == {}
    assert Ledger(scope.home).taught(scope.firm_id, given.file_id) == set()
    assert Ledger(scope.home).last_mapping(scope.firm_id, "dc3") is None
    right(scope)


def test_what_a_file_taught_leaves_with_it(tmp_path: Path) -> None:
    """One file says what 1 means; alone, the other would have been understood by itself."""
    header = "일시,쇼트번호,용탕온도(℃),passorfail"
    lines = [f"2026-10-05 08:{number:02}:00,{number},660,{int(number in (3, 44))}" for number in range(60)]
    teaching = export(tmp_path / "a.csv", lines[:30], header=header)
    taught = export(tmp_path / "b.csv", lines[30:], header=header)
    never, undone = opened(tmp_path / "never"), opened(tmp_path / "undone")
    stored(never, [taught])
    (first,) = stored(undone, [teaching])
    answer(undone, first.file_id, {"label:passorfail": "0=scrap"})
    stored(undone, [taught])
    assert runs(undone).filter(result="good")["cycle_counter"].to_list() == [3, 44]
    undo(undone, first.file_id)
    one, other = lake_rows(never), lake_rows(undone)
    assert all(one[table].equals(other[table]) for table in one)
    right(undone)


def test_a_file_that_waits_may_be_taken_back_and_an_unknown_one_is_wrong_usage(scope: Scope, tmp_path: Path) -> None:
    header = "쇼트번호,용탕온도(℃)"
    (asked,) = stored(scope, [export(tmp_path / "a.csv", [f"{n},650" for n in range(60)], header=header)])
    assert asked.status == "held"
    assert undo(scope, asked.file_id).status == "undone"
    assert Ledger(scope.home).files(scope.firm_id, status="held") == []
    with pytest.raises(UsageError):
        undo(scope, "ffff")
