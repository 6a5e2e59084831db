"""The clerk's whole way in a real browser: with and without scripts, by keyboard, enlarged, without a foreign word."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.portal.chromium import browser, listening, missing, picture
from tests.portal.homes import found, shots

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))
# Terms that people on the shop floor use as they are; units; names of file kinds.
KNOWN = {
    "CP949",
    "CSV",
    "TXT",
    "xls",
    "xlsx",
    "zip",
    "UTF",
    "MB",
    "OEE",
    "OK",
    "NG",
    "PDF",
    "Ppuri",
    "GB",
    "KPI",
    "ASCII",
    "CP932",
    "CP1252",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    home = tmp_path / "home"
    monkeypatch.setenv("PPURI_HOME", str(home))
    found(home)
    with listening(home) as place:
        yield place


def export(tmp_path: Path, name: str = "10월 쇼트.csv", bad: int = 2) -> Path:
    path = tmp_path / name
    path.write_bytes(shots(120, bad=bad))
    return path


def foreign_words(page: Page) -> set[str]:
    """Latin words that a clerk sees on a page, those of her own file left out."""
    text = page.locator("body").evaluate(
        "body => { const copy = body.cloneNode(true); copy.querySelectorAll('code, .value, pre, h1, datalist, script').forEach(e => e.remove()); return copy.innerText }"
    )
    return set(re.findall(r"[A-Za-z][A-Za-z0-9]{2,}", text)) - KNOWN


def test_upload_look_store_mend_and_take_back(chromium: Browser, address: str, tmp_path: Path) -> None:
    page = chromium.new_page(viewport={"width": 1180, "height": 900})
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{address}/upload")
    picture(page, "1-upload")
    page.set_input_files("#files", export(tmp_path))
    page.get_by_role("button", name="올리기", exact=True).click()
    expect(page.get_by_text("아직 저장하지 않았습니다.")).to_be_visible(timeout=60_000)
    picture(page, "2-review")
    assert foreign_words(page) == set()
    page.get_by_role("button", name="118행 저장하고 2행은 따로 보관").click()
    expect(page.get_by_text("120행 중 118행을 저장했습니다. 2행은 따로 보관했습니다.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("이 파일로 바뀐 지표")).to_be_visible(timeout=60_000)
    picture(page, "3-result")
    assert foreign_words(page) == set()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="고칠 파일 받기").click()
    book = load_workbook(BytesIO(Path(fetched.value.path()).read_bytes()))
    book["고칠 행"]["D2"] = "2026-10-01 07:58:00"
    mended = tmp_path / "고칠 파일.xlsx"
    book.save(mended)
    page.goto(f"{address}/upload")
    page.set_input_files("#files", mended)
    page.get_by_role("button", name="올리기", exact=True).click()
    expect(page.get_by_text("2행 중 1행을 저장했습니다.")).to_be_visible(timeout=60_000)
    page.goto(f"{address}/uploads")
    page.get_by_role("link", name="10월 쇼트.csv").first.click()
    expect(page.get_by_text("120행 중 119행을 저장했습니다.")).to_be_visible()
    page.get_by_text("이 파일 되돌리기").click()
    page.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("이 파일은 되돌렸습니다. 지표에 들어 있지 않습니다.")).to_be_visible(timeout=60_000)
    assert faults == []
    page.close()


def test_the_way_of_a_file_is_shown_and_may_be_stopped(chromium: Browser, address: str, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/upload")
    page.set_input_files("#files", export(tmp_path))
    page.route(
        "**/upload?firm=hanbit", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("button", name="올리기", exact=True).click()
    expect(page.get_by_text("연결이 끊겼습니다.")).to_be_visible()
    expect(page.get_by_role("button", name="올리기", exact=True)).to_be_enabled()
    page.unroute("**/upload?firm=hanbit")
    page.get_by_role("button", name="올리기", exact=True).click()
    expect(page.get_by_text("아직 저장하지 않았습니다.")).to_be_visible(timeout=60_000)
    page.close()


def test_without_scripts_and_by_keyboard(chromium: Browser, address: str, tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/upload")
    page.set_input_files("#files", export(tmp_path, bad=0))
    page.get_by_role("button", name="올리기", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("아직 저장하지 않았습니다.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="120행 저장하기").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("120행 중 120행을 저장했습니다.")).to_be_visible(timeout=60_000)
    context.close()


@pytest.mark.parametrize("place", ["/", "/upload", "/uploads", "/quarantine", "/insights", "/reports", "/ops", "/help"])
def test_pages_speak_korean_and_fit_when_enlarged(chromium: Browser, address: str, place: str) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    page.goto(address + place)
    assert foreign_words(page) == set()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1
    picture(page, f"400-{place.strip('/') or 'home'}")
    page.close()
