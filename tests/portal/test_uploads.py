import re
from pathlib import Path

import pytest
from httpx import Response

from pipelines.steps.kpis import kpi_rows
from ppuri.core.hub import open_scope
from tests.portal.browser import TestClient, browse
from tests.portal.homes import shots

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
NO_TIME = "쇼트번호,금형온도(℃)\n1,200.5\n2,201.5\n".encode()


def send(client: TestClient, *files: tuple[str, bytes], machine: str = "dc3", firm: str = "hanbit") -> Response:
    parts = [("files", (name, content, "text/csv")) for name, content in files]
    return client.post(f"/upload?firm={firm}", data={"machine": machine}, files=parts)


def test_a_good_file_leads_to_its_receipt_and_kpis(client: TestClient, home: Path) -> None:
    answer = send(client, ("10월.csv", shots(60, bad=1)))
    assert answer.status_code == 200
    assert re.fullmatch(r"/uploads/[0-9a-f]{16}", answer.url.path)
    assert "60행 중 59행을 저장했습니다. 1행은 따로 보관했습니다." in answer.text
    assert "2026-13-02" in answer.text
    rows = kpi_rows(open_scope(home, "hanbit"), names=["run_count"])
    assert [row.value for row in rows] == [59]


def test_the_same_file_again_says_so_and_changes_nothing(client: TestClient) -> None:
    first = send(client, ("10월.csv", shots()))
    again = send(client, ("다른 이름.csv", shots()))
    assert again.url.path == first.url.path
    assert "같은 파일을 이미 받았습니다." in again.text
    assert "60행 중 60행을 저장했습니다." in again.text


def test_several_files_lead_to_a_list(client: TestClient) -> None:
    answer = send(client, ("a.csv", shots()), ("b.csv", shots(30, start="2026-10-02 06:00:00")))
    assert answer.url.path == "/uploads"
    assert "방금 올린 파일" in answer.text
    assert answer.text.count("● 저장") == 4


def test_a_pdf_named_csv_is_refused_with_reason_and_fix(client: TestClient) -> None:
    answer = send(client, ("shots.csv", PDF))
    assert "이 파일은 저장하지 못했습니다." in answer.text
    assert "PDF" in answer.text
    assert "✕ 받지 못함" in client.get("/").text


def test_a_held_file_asks_and_is_stored_once_answered(client: TestClient) -> None:
    asked = send(client, ("order.csv", NO_TIME))
    assert "아직 저장하지 않았습니다." in asked.text
    form = re.search(r'<form method="post" action="([^"]+/answer[^"]*)"', asked.text)
    assert form
    answered = client.post(form[1].replace("&amp;", "&"), data={"time": "order"})
    assert answered.url.path == asked.url.path
    assert "2행 중 2행을 저장했습니다." in answered.text


def test_an_answer_that_is_no_choice_is_explained(client: TestClient) -> None:
    asked = send(client, ("order.csv", NO_TIME))
    answered = client.post(f"{asked.url.path}/answer?firm=hanbit", data={"time": "yesterday"})
    assert answered.status_code == 400
    assert "아직 저장하지 않았습니다." in answered.text


@pytest.mark.parametrize(
    "name",
    [
        "../../hub.toml",
        "<script>alert(1)</script>.csv",
        "a\u202eb.csv",
        "'; drop table file;--.csv",
        "가" * 200 + ".csv",
        "{{7*7}}.csv",
    ],
    ids=["climbing", "script", "direction", "sql", "long", "template"],
)
def test_a_hostile_name_is_only_a_label(client: TestClient, home: Path, name: str) -> None:
    before = (home.parent / "hub.toml").read_bytes()
    answer = send(client, (name, shots()))
    assert answer.status_code == 200
    assert "60행 중 60행을 저장했습니다." in answer.text
    assert "<script" not in answer.text
    assert "49.csv" not in answer.text
    assert "\u202e" not in answer.text
    assert (home.parent / "hub.toml").read_bytes() == before
    assert not any((home / "incoming").iterdir())


def test_a_cell_that_looks_like_markup_is_shown_as_text(client: TestClient) -> None:
    lines = shots().decode("cp949").splitlines()
    lines[5] = "<img src=x onerror=alert(1)>" + lines[5][lines[5].index(",") :]
    answer = send(client, ("a.csv", "\n".join(lines).encode("cp949")))
    assert "<img" not in answer.text
    assert "&lt;img" in answer.text


def test_what_is_too_large_is_refused_before_it_is_stored(home: Path) -> None:
    small = browse(home, limit_mb=1)
    answer = send(small, ("a.csv", b"1,2\n" * 500_000))
    assert answer.status_code == 413
    assert "1 MB까지" in answer.text
    assert not (home / "raw" / "hanbit").exists()


def test_a_body_without_a_length_is_cut_at_the_limit(home: Path) -> None:
    small = browse(home, limit_mb=1)
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    body = (part for part in [head, *[b"1,2\n" * 25_000] * 40])
    answer = small.post(
        "/upload?firm=hanbit", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("machine", "files", "sentence"),
    [
        ("", [("a.csv", shots())], "설비를 고르지 않았습니다."),
        ("dc3", [], "파일을 고르지 않았습니다."),
        ("dc9", [("a.csv", shots())], "dc9"),
    ],
    ids=["no machine", "no file", "unknown machine"],
)
def test_an_incomplete_form_comes_back_with_a_sentence(
    client: TestClient, machine: str, files: list[tuple[str, bytes]], sentence: str
) -> None:
    answer = (
        send(client, *files, machine=machine)
        if files
        else client.post("/upload?firm=hanbit", data={"machine": machine}, files={"note": ("", b"")})
    )
    assert answer.status_code == 400
    assert "올리지 못했습니다." in answer.text
    assert sentence in answer.text


def test_an_unknown_firm_or_file_is_not_found(client: TestClient) -> None:
    assert send(client, ("a.csv", shots()), firm="nobody").status_code == 404
    assert client.get("/uploads/0000000000000000").status_code == 404
    assert client.get("/uploads/0000000000000000?firm=nobody").status_code == 404


def test_a_form_of_another_site_stores_nothing(client: TestClient, home: Path) -> None:
    answer = client.post(
        "/upload?firm=hanbit",
        data={"machine": "dc3"},
        files={"files": ("a.csv", shots())},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert not (home / "raw" / "hanbit").exists()
