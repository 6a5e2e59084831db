"""The report of a published firm: its numbers are those of the KPIs, and it stands with whatever the firm has."""

import json
import re
from pathlib import Path

import pytest

from pipelines.steps.kpis import kpi_rows
from pipelines.steps.report import collect, report
from ppuri.core.errors import UsageError
from ppuri.core.scope import Scope
from ppuri.reports.types import ReportResult
from tests.pipelines.steps.report_home import SHA, opened, publish, shots


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    made = opened(tmp_path_factory.mktemp("report"))
    publish(made, shots("dc3", 12))
    return made


def test_the_newest_month_is_the_default(scope: Scope) -> None:
    path = report(scope)
    assert path == scope.reports / "2026-10.html"
    assert sorted(p.name for p in path.parent.iterdir()) == ["2026-10.html", "2026-10.json", "results"]


def test_every_kpi_of_the_month_stands_in_the_page(scope: Scope) -> None:
    result = collect(scope, "2026-10")
    page = report(scope, "2026-10").read_text(encoding="utf-8")
    rows = kpi_rows(scope, from_date=result.from_date, to_date=result.to_date)
    assert result.kpis == tuple(rows)
    read = set(re.findall(r'<data data-kpi="(\w+)" value="([^"]+)">', page))
    wanted = {(r.kpi, repr(r.value)) for r in rows if r.value is not None and r.subject is None}
    assert len(wanted) > 8
    assert wanted <= read


def test_counts_are_those_of_the_shots(scope: Scope) -> None:
    result = collect(scope, "2026-10")
    found = {row.kpi: row for row in result.kpis if row.subject is None}
    # 2026-10-01 to 2026-10-10 in Seoul: shots 288 to 1727.
    month = range(288, 1728)
    assert found["run_count"].value == len(month)
    assert found["produced_count"].value == sum(i % 100 != 99 for i in month)
    assert found["scrap_count"].value == sum(i % 40 == 0 for i in month)
    assert result.machines[0].run_count == len(month)
    assert sum(cell.run_count for cell in result.hours[0].cells) == len(month)
    assert result.machines[1].time_basis is None
    assert result.defects is not None
    assert [(b.label, b.value) for b in result.defects.bars] == [("기공", 18.0), ("원인 미입력", 18.0)]


def test_parts_of_the_month(scope: Scope) -> None:
    result = collect(scope, "2026-10")
    assert [t.subject for t in result.trends] == ["비스킷"]
    assert (result.trends[0].lower_spec, result.trends[0].upper_spec) == (20, 60)
    assert len(result.cycle_times[0].days) == 10
    assert result.charts[0].point_count == 10
    assert result.quality.coverage_ratio == 1.0
    assert result.quality.cells_nulled == 3
    assert result.quality.assumptions[0].assumption.key == "unit:biscuit"
    assert [(s.sha256, s.accepted) for s in result.sources] == [(SHA, 1728)]


def test_the_month_before_is_compared_where_it_has_data(scope: Scope) -> None:
    october = next(c for c in collect(scope, "2026-10").cards if c.row and c.row.kpi == "scrap_ratio")
    september = next(c for c in collect(scope, "2026-09").cards if c.row and c.row.kpi == "scrap_ratio")
    assert october.before is not None
    assert october.before.value == september.row.value  # type: ignore[union-attr]
    assert september.before is None


def test_names_of_the_hub_are_text(scope: Scope) -> None:
    page = report(scope, "2026-10").read_text(encoding="utf-8")
    assert "한빛&lt;b&gt;금속" in page
    assert "한빛<b>" not in page


def test_the_json_is_the_result_and_repeats(scope: Scope) -> None:
    path = report(scope, "2026-10")
    first, page = path.with_suffix(".json").read_bytes(), path.read_bytes()
    result = ReportResult.model_validate(json.loads(first))
    assert result.content_hash in page.decode()
    assert report(scope, "2026-10").read_bytes() == page
    assert path.with_suffix(".json").read_bytes() == first


def test_into_a_folder_the_firm_is_in_the_name(scope: Scope, tmp_path: Path) -> None:
    assert report(scope, "2026-10", tmp_path / "new").name == "hanbit-2026-10.html"


@pytest.mark.parametrize(("period", "said"), [("2026-12", "2026-09, 2026-10"), ("10월", "2026-10처럼")])
def test_a_wrong_period_is_said(scope: Scope, period: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        report(scope, period)


def test_a_firm_without_data_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="아직 자료가 없습니다"):
        report(opened(tmp_path, "empty"))


def test_runs_without_an_instant_still_give_a_report(tmp_path: Path) -> None:
    bare = opened(tmp_path)
    publish(bare, shots("dc3", 2, clock=False))
    result = collect(bare)
    assert (result.period, result.time_basis) == ("unknown", "order")
    page = report(bare).read_text(encoding="utf-8")
    assert "시각 없음" in page
    assert "시각 없는 자료" in page
    assert {row.kpi: row.value for row in result.kpis}["run_count"] == 288
