"""The page opened from a file in a real browser: tables copy, charts save, links open what they name."""

from collections.abc import Iterator
from pathlib import Path
from struct import unpack

import pytest
from playwright.sync_api import Page

from ppuri.reports.html import render
from tests.portal.chromium import browser, missing
from tests.reports.builder import make

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(render(make()), encoding="utf-8")
    faults: list[str] = []
    with browser() as found:
        opened = found.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(file.as_uri())
        yield opened
    assert faults == []


def test_a_table_is_copied(page: Page) -> None:
    tools = page.locator("table.kpis").locator("xpath=preceding-sibling::p[1]/button")
    tools.click()
    assert tools.inner_text() == "복사했습니다"


def saved(page: Page, name: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).first.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_bytes()


def test_a_chart_is_saved_twice_as_large_and_as_a_drawing(page: Page, tmp_path: Path) -> None:
    drawing = saved(page, "SVG 저장", tmp_path).decode()
    shape = page.locator("figure svg").first.evaluate("d => [d.viewBox.baseVal.width, d.viewBox.baseVal.height]")
    assert drawing.startswith("<svg")
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawing
    png = saved(page, "PNG 저장", tmp_path)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert list(unpack(">II", png[16:24])) == [2 * side for side in shape]


def test_the_page_is_whole_without_its_script(page: Page, tmp_path: Path) -> None:
    found = page.context.browser
    assert found is not None
    quiet = found.new_context(java_script_enabled=False).new_page()
    file = tmp_path / "quiet.html"
    file.write_text(render(make()), encoding="utf-8")
    quiet.goto(file.as_uri())
    assert quiet.locator("button").count() == 0
    assert quiet.locator("details.trace").count() > 4
    grounds = quiet.locator("#t-scrap_ratio")
    assert not grounds.locator("code").is_visible()
    grounds.locator("summary").click()
    assert "ppuri trace --kpi scrap_ratio" in grounds.locator("code").inner_text()
    quiet.context.close()
