"""The page of all KPIs, written from their descriptions: `python -m pipelines.steps.kpi_page` writes `docs/kpis.md`."""

from pathlib import Path
from typing import Any

from pipelines.steps.kpis import kpi_names
from ppuri.core.sqlfiles import describe

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kpis.md"
_HEAD = """# KPIs

Written from `sql/kpis/*.yml` by `python -m pipelines.steps.kpi_page`; a test fails where the two differ. `ppuri kpi --explain NAME` prints the same with the SQL.
Names ending in `_all` include trial runs. Ratios are 0..1. Numbers of a worked example stand in the yml of each KPI and are tested.

| name | 지표 | KPI | formula | unit | better |
|---|---|---|---|---|---|
"""


def kpi_page() -> str:
    """Return the page: a table of all KPIs, then one section each."""
    pages = {name: describe(f"kpi_{name}") for name in kpi_names()}
    rows = [
        f"| [{name}](#{name}) | {page['name_ko']} | {page['name_en']} | {_cell(page['formula'])} | {page['unit']} | {page['direction']} |"
        for name, page in pages.items()
    ]
    return _HEAD + "\n".join(rows) + "\n\n" + "\n".join(_section(name, page) for name, page in pages.items())


def _section(name: str, page: dict[str, Any]) -> str:
    lines = [
        f"## {name}",
        "",
        f"{page['name_ko']} · {page['name_en']}. {page['description']}",
        "",
        f"- formula: {page['formula']}",
        f"- unit {page['unit']}, range {page['range']}, better: {page['direction']}",
        f"- scope: {page['scope']}; timing: {page['timing']}; formula version {page['formula_version']}",
        f"- source: {page['source']}",
    ]
    if page.get("iso22400"):
        lines.append(f"- ISO 22400-2: {page['iso22400']}")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(kpi_page(), encoding="utf-8", newline="\n")
