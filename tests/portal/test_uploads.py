import re
import time
from pathlib import Path

import pytest
from httpx import Response

from pipelines.steps.kpis import kpi_rows
from ppuri.core.hub import open_scope
from ppuri.portal.app import create_app
from tests.portal.browser import ADDRESS, TestClient, browse
from tests.portal.homes import shots

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
NO_TIME = "쇼트번호,금형온도(℃)\n1,200.5\n2,201.5\n".encode()


def send(client: TestClient, *files: tuple[str, bytes], machine: str = "dc3", firm: str = "hanbit") -> Response:
    parts = [("files", (name, content, "text/csv")) for name, content in files]
    answer: Response = client.post(f"/upload?firm={firm}", data={"machine": machine}, files=parts)
    return answer


def kept(client: TestClient, shown: Response, **answers: str) -> Response:
    """Press the last button of a review page."""
    form = re.search(r'<form method="post" action="([^"]+/answer[^"]*)"', shown.text)
    assert form
    answer: Response = client.post(form[1].replace("&amp;", "&"), data={"review": "save", **answers})
    return answer


def test_a_good_file_leads_to_its_receipt_and_kpis(client: TestClient, home: Path) -> None:
    shown = send(client, ("10월.csv", shots(60, bad=1)))
    assert "아직 저장하지 않았습니다." in shown.text
    assert "59행 저장하고 1행은 따로 보관" in shown.text
    assert not any(row.value for row in kpi_rows(open_scope(home, "hanbit"), names=["run_count"]))
    answer = kept(client, shown)
    assert answer.status_code == 200
    assert re.fullmatch(r"/uploads/[0-9a-f]{16}", answer.url.path)
    assert "60행 중 59행을 저장했습니다. 1행은 따로 보관했습니다." in answer.text
    assert "2026-13-02" in answer.text
    rows = kpi_rows(open_scope(home, "hanbit"), names=["run_count"])
    assert [row.value for row in rows] == [59]


def test_the_same_file_again_says_so_and_changes_nothing(client: TestClient) -> None:
    first = kept(client, send(client, ("10월.csv", shots())))
    again = send(client, ("다른 이름.csv", shots()))
    assert again.url.path == first.url.path
    assert "같은 파일을 이미 받았습니다." in again.text
    assert "60행 중 60행을 저장했습니다." in again.text


def test_several_files_lead_to_a_list(client: TestClient) -> None:
    answer = send(client, ("a.csv", shots()), ("b.csv", shots(30, start="2026-10-02 06:00:00")))
    assert answer.url.path == "/uploads"
    assert "방금 올린 파일" in answer.text
    assert "읽은 대로 2개 모두 저장하기" in answer.text
    ids = re.findall(r'name="file" value="([0-9a-f]{16})"', answer.text)
    stored = client.post("/uploads/save?firm=hanbit", data={"file": ids})
    assert len(set(ids)) == 2
    assert stored.text.count("● 저장</span>") == 4


def test_a_pdf_named_csv_is_refused_with_reason_and_fix(client: TestClient) -> None:
    answer = send(client, ("shots.csv", PDF))
    assert "이 파일은 저장하지 못했습니다." in answer.text
    assert "PDF" in answer.text
    assert "✕ 받지 못함" in client.get("/").text


def test_a_held_file_asks_then_shows_and_is_stored_once_both_are_answered(client: TestClient) -> None:
    asked = send(client, ("order.csv", NO_TIME))
    assert "아직 저장하지 않았습니다." in asked.text
    assert "답하고 이어서 읽기" in asked.text
    form = re.search(r'<form method="post" action="([^"]+/answer[^"]*)"', asked.text)
    assert form
    assert not re.search("order|rebuilt", re.sub(r"<[^>]+>", "", asked.text.replace("order.csv", "")))
    shown = client.post(form[1].replace("&amp;", "&"), data={"time": "order"})
    assert shown.url.path == asked.url.path
    assert "2행 저장하기" in shown.text
    answered = kept(client, shown)
    assert answered.url.path == asked.url.path
    assert "2행 중 2행을 저장했습니다." in answered.text


def test_an_answer_that_is_no_choice_is_explained(client: TestClient) -> None:
    asked = send(client, ("order.csv", NO_TIME))
    answered = client.post(f"{asked.url.path}/answer?firm=hanbit", data={"time": "yesterday"})
    assert "가운데 하나를" in answered.text
    assert "아직 저장하지 않았습니다." in answered.text
    assert "가운데 하나를" not in client.get(f"{asked.url.path}?firm=hanbit").text


def test_a_column_is_given_another_meaning_before_it_is_stored(client: TestClient) -> None:
    shown = send(client, ("a.csv", shots()))
    look = f"{shown.url.path}/look?firm=hanbit"
    changed = client.post(look, data={"word-0.2": "용탕온도", "unit-0.2": "degC"})
    assert 'value="용탕온도"' in changed.text
    wrong = client.post(look, data={"word-0.2": "그런 뜻은 없다"})
    assert "‘그런 뜻은 없다’에 맞는 뜻이 없습니다." in wrong.text
    left = client.post(look, data={"word-0.2": "쓰지 않음"})
    assert "원본에는 보관" in left.text
    assert "60행 중 60행을 저장했습니다." in kept(client, left).text


def test_a_file_is_read_otherwise_or_stays_as_it_was(client: TestClient) -> None:
    shown = send(client, ("a.csv", shots()))
    again = client.post(f"{shown.url.path}/look?firm=hanbit", data={"delimiter": ";"})
    assert "그렇게는 읽을 수 없어 그대로 두었습니다." in again.text
    assert "구분자 쉼표" in again.text


def test_a_stored_file_is_taken_back_and_may_come_again(client: TestClient, home: Path) -> None:
    stored = kept(client, send(client, ("a.csv", shots())))
    gone = client.post(f"{stored.url.path}/undo?firm=hanbit")
    assert "이 파일은 되돌렸습니다." in gone.text
    assert not any(row.value for row in kpi_rows(open_scope(home, "hanbit"), names=["run_count"]))
    assert "60행 저장하기" in send(client, ("a.csv", shots())).text


def test_a_file_that_is_not_wanted_is_not_stored(client: TestClient, home: Path) -> None:
    shown = send(client, ("a.csv", shots()))
    assert "이 파일은 되돌렸습니다." in client.post(f"{shown.url.path}/undo?firm=hanbit").text
    assert not (home / "lake" / "hanbit" / "run").exists()


def test_what_is_stored_says_what_it_changed(client: TestClient) -> None:
    stored = kept(client, send(client, ("a.csv", shots())))
    assert "이 파일로 바뀐 지표" in stored.text
    assert "2026년 10월" in stored.text
    assert "자료가 있는 날" in stored.text
    assert "10/1" in stored.text


def test_a_script_is_told_where_to_go(client: TestClient) -> None:
    headers = {"Accept": "application/json"}
    parts = [("files", ("a.csv", shots(), "text/csv"))]
    told = client.post("/upload?firm=hanbit", data={"machine": "dc3"}, files=parts, headers=headers)
    assert re.fullmatch(r"/uploads/[0-9a-f]{16}\?firm=hanbit", told.json()["address"])
    refused = client.post("/upload?firm=hanbit", data={"machine": ""}, files=parts, headers=headers)
    assert (refused.status_code, list(refused.json())) == (400, ["problem"])


def test_what_is_still_being_read_says_so_and_is_found_read_later(home: Path) -> None:
    hasty = TestClient(create_app(home, patience_s=0.0), base_url=ADDRESS)
    seen = send(hasty, ("a.csv", shots(5000)))
    assert "이제 창을 닫으셔도 됩니다." in seen.text
    assert 'hx-trigger="every 1s"' in seen.text
    address, until = f"{seen.url.path}?firm=hanbit", time.monotonic() + 60
    while "5,000행 저장하기" not in (later := hasty.get(address)).text and time.monotonic() < until:
        time.sleep(0.1)
    assert "5,000행 저장하기" in later.text
    assert "hx-trigger" not in later.text


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
    answer = kept(client, send(client, (name, shots())))
    assert answer.status_code == 200
    assert "60행 중 60행을 저장했습니다." in answer.text
    assert "alert(1)" not in answer.text.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")
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
