"""The workbook to mend, fetched from the receipt page and handed in through the upload form."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from openpyxl import load_workbook

from pipelines.steps.kpis import kpi_rows
from ppuri.core.hub import open_scope
from tests.portal.browser import TestClient
from tests.portal.homes import shots
from tests.portal.test_uploads import NO_TIME, kept, send


def link(page: str) -> str:
    found = re.search(r'href="([^"]+fix\.xlsx[^"]*)"[^>]*>(?:고칠 파일 받기|문제 행만 엑셀로 받기)<', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_workbook_is_fetched_mended_and_handed_in_again(client: TestClient, home: Path) -> None:
    answer = kept(client, send(client, ("10월 쇼트.csv", shots(60, bad=2))))
    fetched = client.get(link(answer.text))
    assert fetched.status_code == 200
    assert "고칠 파일_10월 쇼트.xlsx" in unquote(fetched.headers["content-disposition"])
    book = load_workbook(BytesIO(fetched.content))
    sheet = book["고칠 행"]
    assert sheet.max_row == 3
    sheet["D2"] = "2026-10-01 06:58:00"
    changed = BytesIO()
    book.save(changed)
    mended = send(client, ("고칠 파일.xlsx", changed.getvalue()))
    assert mended.status_code == 200
    assert "2행 중 1행을 저장했습니다." in mended.text
    rows = kpi_rows(open_scope(home, "hanbit"), names=["run_count"])
    assert [row.value for row in rows] == [59]


def test_a_file_without_faults_has_no_such_link(client: TestClient) -> None:
    answer = kept(client, send(client, ("a.csv", shots(60))))
    assert "고칠 파일 받기" not in answer.text
    found = re.search(r"/uploads/[0-9a-f]{16}", str(answer.url))
    assert found is not None
    assert client.get(f"{found[0]}/fix.xlsx").status_code == 404


def test_a_question_is_answered_in_the_workbook(client: TestClient) -> None:
    answer = send(client, ("a.csv", NO_TIME))
    book = load_workbook(BytesIO(client.get(link(answer.text)).content))
    sheet = book["답변"]
    sheet["D2"] = sheet["G2"].value
    changed = BytesIO()
    book.save(changed)
    assert send(client, ("fix.xlsx", changed.getvalue())).status_code == 200
    assert "2행 중 2행을 저장했습니다." in client.get(answer.url.path).text


def test_an_unknown_file_has_no_workbook(client: TestClient) -> None:
    assert client.get("/uploads/0123456789abcdef/fix.xlsx").status_code == 404
