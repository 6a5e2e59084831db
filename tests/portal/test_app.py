import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.portal.browser import TestClient, browse
from tests.portal.homes import shots

PAGES = ["/", "/upload", "/upload?firm=hanbit", "/uploads", "/uploads?firm=hanbit", "/nothing"]


class Shape(HTMLParser):
    """Collects what a page may not hold and what its inputs are called."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.inputs: set[str] = set()
        self.labelled: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.tags.append(tag)
        self.addresses += [facts[name] or "" for name in ("href", "src", "action") if name in facts]
        if tag in ("input", "select") and facts.get("type") != "radio":
            self.inputs.add(facts.get("id") or "")
        if tag == "label" and facts.get("for"):
            self.labelled.add(facts["for"] or "")


def shape(text: str) -> Shape:
    found = Shape()
    found.feed(text)
    return found


SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)


@pytest.mark.parametrize("address", PAGES)
def test_pages_run_no_script_of_their_own_and_fetch_nothing_from_outside(client: TestClient, address: str) -> None:
    answer = client.get(address)
    page = shape(answer.text)
    assert not {"iframe", "object", "style"} & set(page.tags)
    assert all(re.fullmatch(r'<script src="/static/[^"]+" defer></script>', one) for one in SCRIPT.findall(answer.text))
    assert not re.search(r"\son[a-z]+=", answer.text)
    assert all(one.startswith(("/", "data:,")) for one in page.addresses)
    assert "style=" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("address", PAGES)
def test_every_input_has_a_label(client: TestClient, address: str) -> None:
    page = shape(client.get(address).text)
    assert page.inputs <= page.labelled


def test_an_empty_installation_says_what_to_do(client: TestClient) -> None:
    assert "아직 올린 파일이 없습니다." in client.get("/").text


def test_without_any_firm_the_pages_still_answer(tmp_path: Path) -> None:
    empty = browse(tmp_path / "empty")
    for address in ("/", "/upload", "/uploads"):
        answer = empty.get(address)
        assert answer.status_code == 200
    assert "아직 등록된 기업이 없습니다" in empty.get("/").text


def test_healthz(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_foreign_host_name_is_refused(home: Path) -> None:
    rebound = browse(home, address="http://evil.example")
    assert rebound.get("/").status_code == 400


def test_the_style_sheet_is_there_under_its_digest(client: TestClient) -> None:
    address = re.search(r'href="(/static/portal\.css\?v=[0-9a-f]{12})"', client.get("/").text)
    assert address
    assert client.get(address[1]).headers["content-type"].startswith("text/css")


def test_a_fault_of_ours_is_a_sentence_with_a_record(home: Path) -> None:
    broken = browse(home, raise_faults=False)
    broken.post("/upload?firm=hanbit", data={"machine": "dc3"}, files={"files": ("a.csv", shots())})
    (home / "ledger.db").write_bytes(b"not a ledger" * 1000)
    answer = broken.get("/")
    assert answer.status_code in (500, 503)
    assert "Traceback" not in answer.text
    assert re.search(r"이미 받은 자료는 그대로 있습니다|장부", answer.text)
