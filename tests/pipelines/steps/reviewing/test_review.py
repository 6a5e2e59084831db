"""A file that a person looks at first: nothing is stored before she says so, and what she is shown is what happens then."""

from pathlib import Path

import pytest

from pipelines.steps.hold import answer, held
from pipelines.steps.quarantine import quarantine
from pipelines.steps.reap import reap
from pipelines.steps.replay import replay
from pipelines.steps.reviewing.hand_in import hand_in
from pipelines.steps.reviewing.look_again import look_again
from pipelines.steps.undo import undo
from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW, SAVE
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import export, opened, runs, shot, stored

BAD = shot(5).replace("2026-10-05", "2026-13-45")


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home")


def waiting(scope: Scope, path: Path) -> Receipt:
    """Hand a file in and let the next worker read it."""
    (record,) = hand_in(scope, [path], machine_id="dc3")
    assert record.status == "received"
    (receipt,) = reap(scope)
    return receipt


def test_nothing_is_stored_before_it_is_looked_at(scope: Scope, tmp_path: Path) -> None:
    shown = waiting(scope, export(tmp_path / "a.csv", [shot(1), shot(2), BAD]))
    assert (shown.status, [hold.key for hold in shown.holds]) == ("held", [REVIEW])
    assert Ledger(scope.home).published(scope.firm_id) == {}
    assert shown.review is not None
    (table,) = shown.review.tables
    assert (table.rows_in, table.accepted, table.quarantined, table.header_rows) == (3, 2, 1, (1,))
    assert table.columns[0].examples[0].startswith("2026-10-05")
    assert held(scope) == [shown]


def test_saving_does_what_was_shown(scope: Scope, tmp_path: Path) -> None:
    stored(scope, [export(tmp_path / "a.csv", [shot(1), shot(2), shot(3)])])
    shown = waiting(scope, export(tmp_path / "b.csv", [shot(2), shot(3, warmer=1.0), shot(4), BAD]))
    assert shown.review is not None
    kept = answer(scope, shown.file_id, {REVIEW: SAVE})
    assert kept.status == "committed"
    counts = ("rows_in", "accepted", "quarantined", "duplicate", "changed")
    assert {name: shown.review.total(name) for name in counts} == {name: getattr(kept, name) for name in counts}
    assert (kept.accepted, kept.duplicate, kept.changed, kept.quarantined) == (2, 1, 1, 1)
    assert kept.review is None
    assert kept.holds == []
    assert [check.faults for check in verify(scope.home).checks if not check.ok] == []


def test_a_file_may_be_read_otherwise_before_it_is_stored(scope: Scope, tmp_path: Path) -> None:
    shown = waiting(scope, export(tmp_path / "a.csv", [shot(1), shot(2)]))
    assert shown.review is not None
    header = shown.review.tables[0].columns[2].header
    again = look_again(scope, shown.file_id, columns={header: "drop"})
    assert again.status == "held"
    assert again.review is not None
    assert next(c.status for c in again.review.tables[0].columns if c.header == header) == "dropped"
    back = look_again(scope, shown.file_id, columns={header: ""})
    assert back.review == shown.review
    assert Ledger(scope.home).published(scope.firm_id) == {}
    with pytest.raises(UsageError):
        look_again(scope, shown.file_id, columns={header: "no_such_channel"})
    with pytest.raises(UsageError, match="그렇게는 읽을 수 없어"):
        look_again(scope, shown.file_id, reading={"delimiter": ";"})
    assert held(scope) == [back]


def test_other_questions_are_asked_beside_it(scope: Scope, tmp_path: Path) -> None:
    timeless = tmp_path / "order.csv"
    timeless.write_text("쇼트번호,금형온도(℃)\n1,200.5\n2,201.5\n", encoding="utf-8")
    asked = waiting(scope, timeless)
    assert {hold.key for hold in asked.holds} == {"time", REVIEW}
    still = answer(scope, asked.file_id, {"time": "order"})
    assert [hold.key for hold in still.holds] == [REVIEW]
    assert answer(scope, asked.file_id, {REVIEW: SAVE}).accepted == 2


def test_what_differs_from_what_is_stored_is_asked_at_once(scope: Scope, tmp_path: Path) -> None:
    stored(scope, [export(tmp_path / "a.csv", [shot(n) for n in range(1, 60)])])
    asked = waiting(scope, export(tmp_path / "b.csv", [shot(n, warmer=9.0) for n in range(1, 60)]))
    assert [hold.key for hold in asked.holds] == ["overlap", REVIEW]
    done = answer(scope, asked.file_id, {"overlap": "correction", REVIEW: SAVE})
    assert (done.status, done.changed) == ("committed", 59)


def test_a_file_that_is_not_wanted_leaves_nothing_and_may_come_again(scope: Scope, tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", [shot(1), shot(2)])
    shown = waiting(scope, path)
    assert undo(scope, shown.file_id).status == "undone"
    assert held(scope) == []
    again = waiting(scope, path)
    assert [hold.key for hold in again.holds] == [REVIEW]
    assert answer(scope, again.file_id, {REVIEW: SAVE}).accepted == 2
    assert runs(scope).height == 2


def test_bytes_that_came_before_are_not_asked_about_again(scope: Scope, tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", [shot(1)])
    (first,) = stored(scope, [path])
    (known,) = hand_in(scope, [path], machine_id="dc3")
    assert (known.file_id, known.status) == (first.file_id, "committed")
    assert reap(scope) == []


def test_ingest_of_a_folder_asks_nobody(scope: Scope, tmp_path: Path) -> None:
    (receipt,) = stored(scope, [export(tmp_path / "a.csv", [shot(1)])])
    assert (receipt.status, receipt.review) == ("committed", None)
    with pytest.raises(UsageError):
        look_again(scope, receipt.file_id, reading={"delimiter": ";"})


def test_what_another_file_taught_and_took_back_is_shown_anew_and_never_stored_unasked(
    scope: Scope, tmp_path: Path
) -> None:
    (first,) = stored(scope, [export(tmp_path / "a.csv", [shot(1), shot(2)])])
    shown = waiting(scope, export(tmp_path / "b.csv", [shot(3), shot(4)]))
    undo(scope, first.file_id)
    assert [receipt.file_id for receipt in held(scope)] == [shown.file_id]
    assert runs(scope).height == 0
    assert answer(scope, shown.file_id, {REVIEW: SAVE}).accepted == 2


def test_a_mended_workbook_stores_its_original_without_a_further_look(scope: Scope, tmp_path: Path) -> None:
    shown = waiting(scope, export(tmp_path / "a.csv", [shot(1), shot(2), BAD]))
    made = quarantine(scope, shown.file_id)
    assert made.content is not None
    assert (made.rows, made.questions) == (1, 0)
    book = tmp_path / "fix.xlsx"
    book.write_bytes(made.content)
    (mended,) = hand_in(scope, [book], machine_id="dc3")
    assert mended.answers == {}
    reap(scope)
    original = Ledger(scope.home).file(scope.firm_id, shown.file_id)
    assert original is not None
    assert original.status == "committed"
    assert runs(scope).height == 2
    assert replay(scope)
    assert runs(scope).height == 2
