"""The further rooms: help, what was set apart, what was found, reports, the board."""

import re
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from ppuri.core.findings import catalogue
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.overview import last_files
from tests.portal.browser import TestClient, browse
from tests.portal.homes import shots
from tests.portal.test_uploads import PDF, kept, send


def visible(page: str) -> str:
    """The text of a page."""
    return re.sub(r"<[^>]+>", " ", page)


def test_every_finding_has_a_page_without_placeholders(client: TestClient) -> None:
    listed = client.get("/help").text
    for code, entry in catalogue().items():
        assert f'href="/help/{code}"' in listed
        page = visible(client.get(f"/help/{code}").text)
        assert "{" not in page
        assert entry["fix_ko"].split("{")[0][:10] in page
    assert client.get("/help/no-such-code").status_code == 404


def test_help_is_searched(client: TestClient) -> None:
    found = client.get("/help", params={"q": "시각"}).text
    assert 'href="/help/bad-timestamp"' in found
    assert len(found) < len(client.get("/help").text)
    assert "맞는 도움말이 없습니다" in client.get("/help", params={"q": "<zzz>"}).text


def test_a_finding_leads_to_its_help(client: TestClient) -> None:
    shown = send(client, ("a.csv", shots(60, bad=1)))
    assert 'href="/help/bad-timestamp"' in shown.text


def test_rows_set_apart_are_grouped_with_their_workbooks(client: TestClient) -> None:
    assert "따로 보관한 행이 없습니다" in client.get("/quarantine?firm=hanbit").text
    kept(client, send(client, ("a.csv", shots(60, bad=2))))
    kept(client, send(client, ("b.csv", shots(60, start="2026-10-02 06:00:00", bad=3))))
    page = client.get("/quarantine?firm=hanbit").text
    assert "5행" in visible(page)
    assert page.count("고칠 파일 받기") == 2
    assert client.get("/quarantine?firm=nobody").status_code == 404


def test_insights_say_when_there_are_none(client: TestClient) -> None:
    assert "아직 찾아낸 것이 없습니다" in client.get("/insights?firm=hanbit&kind=drift").text


def test_a_report_is_written_on_request_and_served_harmlessly(client: TestClient) -> None:
    assert "아직 쓴 보고서가 없습니다" in client.get("/reports?firm=hanbit").text
    refused = client.post("/reports?firm=hanbit", data={"period": ""})
    assert refused.status_code == 200
    assert 'role="alert"' in refused.text
    kept(client, send(client, ("a.csv", shots(200))))
    listed = client.post("/reports?firm=hanbit", data={"period": "2026-10"})
    assert "2026년 10월" in listed.text
    for kind, mark in (("html", b"<!doctype html>"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        answer = client.get(f"/reports/2026-10.{kind}?firm=hanbit")
        assert answer.content[:15].lower().startswith(mark.lower())
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["2026-11.html", "2026-10.json", "..%2f..%2fhub.toml", "2026-10.exe"])
def test_nothing_but_documents_is_served(client: TestClient, name: str) -> None:
    kept(client, send(client, ("a.csv", shots(60))))
    assert client.get(f"/reports/{name}?firm=hanbit").status_code == 404


def test_the_board_shows_each_machine_and_what_needs_a_person(client: TestClient) -> None:
    assert "첫 파일 대기" in client.get("/ops").text
    kept(client, send(client, ("a.csv", shots(60, bad=1))))
    page = visible(client.get("/ops").text)
    assert "● 정상" in page
    assert re.search(r"59\s+1\s+● 정상", page)
    send(client, ("b.csv", shots(30, start="2026-10-02 06:00:00")))
    assert "▲ 질문 1개" in visible(client.get("/ops").text)
    send(client, ("c.csv", PDF))
    assert "✕ 받지 못함" in visible(client.get("/ops").text)


def test_last_files_are_those_of_each_machine(client: TestClient, home: Path) -> None:
    for day in range(1, 6):
        kept(client, send(client, (f"{day}.csv", shots(20, start=f"2026-10-0{day} 06:00:00"))))
    ledger = Ledger(home)
    known = ledger.files("hanbit")
    (one,) = last_files(ledger, 3).values()
    assert one.statuses == ["committed"] * 3
    assert (one.newest_id, one.last_ts, one.accepted) == (known[-1].file_id, known[-1].received_ts, 20)


def test_the_board_of_many_firms_asks_the_ledger_no_more_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("PPURI_HOME", str(home))
    asked: list[int] = []
    reading = Ledger.reading

    def counted(ledger: Ledger) -> AbstractContextManager[Connection]:
        asked.append(1)
        return reading(ledger)

    monkeypatch.setattr(Ledger, "reading", counted)
    counts = []
    for firms in (2, 200):
        page = "\n".join(
            f'[[firms]]\nid = "f{n}"\nname = "기업 {n}"\n[[firms.sites]]\nid = "s"\nname = "공장"\n[[firms.sites.lines]]\nid = "l"\nname = "라인"\n'
            f'process = "casting"\n[[firms.sites.lines.machines]]\nid = "m"\nname = "1호기"'
            for n in range(firms)
        )
        (tmp_path / "hub.toml").write_text(page, encoding="utf-8")
        apply_hub(home, tmp_path / "hub.toml")
        client = browse(home)
        asked.clear()
        assert client.get("/ops").text.count("첫 파일 대기") == firms
        counts.append(len(asked))
    assert counts[0] == counts[1] < 8


def test_no_page_shows_another_firms_documents(client: TestClient, home: Path) -> None:
    assert client.get("/reports/2026-10.html?firm=other").status_code == 404
    assert open_scope(home, "hanbit").reports.parent == home / "reports"
