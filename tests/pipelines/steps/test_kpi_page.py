from __future__ import annotations

import pytest

from pipelines.steps.kpi_page import PAGE, kpi_page
from pipelines.steps.kpis import kpi_names


def test_the_page_is_what_the_descriptions_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == kpi_page()


@pytest.mark.parametrize("name", kpi_names())
def test_every_kpi_has_its_section(name: str) -> None:
    assert f"\n## {name}\n" in kpi_page()
