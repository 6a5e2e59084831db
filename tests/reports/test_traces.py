"""Every number of the page leads to its formula, its parts and the command that lists files and rows."""

import re
import shlex

import pytest

from ppuri.reports.format import kpi_value, plain
from ppuri.reports.html import render
from ppuri.reports.traces import traces
from tests.reports.builder import bare, make


def test_every_link_leads_to_grounds_on_the_page() -> None:
    page = render(make())
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert {"t-scrap_ratio", "t-run_count", "t-cycle_time_median", "files"} <= linked
    assert linked <= set(re.findall(r' id="([^"]+)"', page))


def test_the_parts_of_a_trace_are_those_of_the_kpi() -> None:
    found = {one.definition.kpi: one for one in traces(make())}
    rows = [row for row in (*make().kpis, *make().machine_kpis) if row.kpi == "scrap_ratio"]
    assert [re.sub("<[^>]+>", "", row[2]) for row in found["scrap_ratio"].values.rows] == [kpi_value(r) for r in rows]
    assert found["scrap_ratio"].values.rows[0][3:5] == (plain(181), plain(16540))
    assert "oee" not in found
    assert traces(bare()) == []


@pytest.mark.parametrize("kpi", ["scrap_ratio", "run_count"])
def test_the_command_is_one_that_there_is(kpi: str) -> None:
    from typer.main import get_command

    from ppuri.cli.app import app

    (one,) = [one for one in traces(make()) if one.definition.kpi == kpi]
    program, name, *options = shlex.split(one.command)
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    read = command.make_context(name, options)
    assert (program, read.params["name"], read.params["firm"]) == ("ppuri", kpi, "hanbit")


def test_sql_is_text() -> None:
    result = make()
    told = result.definitions[0].model_copy(update={"sql": "SELECT 1 WHERE a < b AND '<b>' = c"})
    page = render(result.model_copy(update={"definitions": (told, *result.definitions[1:])}))
    assert "a &lt; b AND &#39;&lt;b&gt;&#39; = c" in page
