"""Many at once: the same file from many hands, files of one batch in one commit, and two years of late days."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import refresh
from pipelines.steps.report_result import collect
from ppuri.core.errors import TransientError
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.results import KpiRow
from ppuri.core.scope import Scope
from ppuri.reports.types import ReportResult
from tests.effort import LONG, examples
from tests.pipelines.steps.home import dated, export, opened, runs, shot, stored
from tests.pipelines.steps.lake_rows import digest, lake_rows

SMALL = 2_000 if LONG else 40


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home", ["dc3", "dc4"])


def test_the_same_file_from_eight_hands_is_stored_once(scope: Scope, tmp_path: Path) -> None:
    """F10 of the reliability programme."""
    for turn in range(examples(1)):
        path = export(tmp_path / f"{turn}.csv", [shot(turn * 100 + number) for number in range(1, 41)])
        with ThreadPoolExecutor(8) as hands:
            given = [receipts[0] for receipts in hands.map(lambda _, p=path: stored(scope, [p]), range(8))]
        assert sorted(receipt.status for receipt in given) == ["committed", *["duplicate"] * 7]
        assert len({receipt.file_id for receipt in given}) == 1
        assert runs(scope).height == (turn + 1) * 40


def test_files_of_one_batch_are_one_commit_per_table_and_one_publication(scope: Scope, tmp_path: Path) -> None:
    """The first file of a layout goes ahead, because the others are understood by what it teaches."""
    stored(scope, [export(tmp_path / "first.csv", [shot(number) for number in range(1, 6)])])
    ledger, lake = Ledger(scope.home), Lake(scope)
    seq, version = ledger.last_seq(scope.firm_id), lake.version("run")
    assert version is not None
    paths = [
        export(tmp_path / f"{at:04}.csv", [shot(100 + at * 10 + number) for number in range(10)]) for at in range(SMALL)
    ]
    receipts = stored(scope, paths)
    assert {receipt.status for receipt in receipts} == {"committed"}
    assert runs(scope).height == 5 + SMALL * 10
    assert lake.version("run") == version + 1
    assert {change.seq for change in ledger.changes_since(scope.firm_id, seq)} == {seq + 1}
    assert len(lake.files("run", version + 1)) <= 4


def test_a_marts_publication_of_who_lost_the_lease_is_refused(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F09 for marts: another process stored and computed while this one stood still."""
    stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 41)])])
    publish = Ledger.publish
    overtaken: list[dict[str, int]] = []

    def stands_still(self: Ledger, held: object, versions: dict[str, int], **named: object) -> int:
        if not overtaken and any(table.startswith("mart_") for table in versions):
            overtaken.append(versions)
            with self.transaction() as connection:
                connection.exec_driver_sql("update lease set expires_s = 0")
            stored(scope, [export(tmp_path / "b.csv", [shot(number) for number in range(41, 61)])])
        return publish(self, held, versions, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "publish", stands_still)
    with pytest.raises(TransientError):
        refresh(scope)
    assert overtaken
    assert not any(table.startswith("mart_") for table in Ledger(scope.home).published(scope.firm_id))
    refresh(scope)
    grown = digest(lake_rows(scope))
    refresh(scope, full=True)
    assert digest(lake_rows(scope)) == grown


@pytest.mark.parametrize("turn", range(examples(1)))
def test_days_that_come_up_to_two_years_late_in_any_order(scope: Scope, tmp_path: Path, turn: int) -> None:
    """F18 of the reliability programme."""
    chance = Random(turn)
    for at, first in enumerate(chance.sample(range(-1_051_200, 1_440, 1_440), 3)):
        stored(scope, [export(tmp_path / f"{at}.csv", [dated(first + number) for number in range(30)])])
        refresh(scope)
    grown = digest(lake_rows(scope))
    refresh(scope, full=True)
    assert digest(lake_rows(scope)) == grown
    assert runs(scope).height == 90


def test_a_report_is_of_one_moment(scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two of its questions a file is stored and computed."""
    stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 41)])])
    refresh(scope)
    before = collect(scope, "2026-10")
    between: list[bool] = []

    def interrupted(*given: Any, **named: Any) -> list[KpiRow]:
        if between:
            return kpi_rows(*given, **named)
        between.append(True)
        rows = kpi_rows(*given, **named)
        with ThreadPoolExecutor(1) as other:
            path = export(tmp_path / "b.csv", [shot(number) for number in range(41, 81)])
            other.submit(lambda: (stored(scope, [path]), refresh(scope))).result()
        return rows

    monkeypatch.setattr("pipelines.steps.report_result.kpi_rows", interrupted)
    during = collect(scope, "2026-10")
    assert runs(scope).height == 80
    assert values(during) == values(before)
    assert values(collect(scope, "2026-10")) != values(before)


def values(result: ReportResult) -> list[tuple[Any, ...]]:
    return [(row.kpi, row.subject, row.mode, tuple(row.grain.values()), row.value, row.n) for row in result.kpis]
