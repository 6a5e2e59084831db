"""The page says what the result says, alone, in Korean, whatever the names are."""

import re
from html.parser import HTMLParser

import pytest

from ppuri.reports.format import kpi_value
from ppuri.reports.html import render
from ppuri.reports.types import ReportMachine, ReportResult
from tests.reports.builder import bare, individuals, make, profile

COLOURS = re.compile("빨간|빨강|붉은|파란|파랑|푸른|주황|노란|노랑|초록|녹색|보라|회색|검은|색깔|색상")


class Page(HTMLParser):
    """What a reader sees, and what programs read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.data: list[tuple[dict[str, str | None], str]] = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "data":
            self.data.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                continue

    def handle_data(self, data: str) -> None:
        if {"style", "script"} & set(self._open):
            return
        self.words.append(data)
        if self._open and self._open[-1] == "data":
            self.data[-1] = (self.data[-1][0], data)


@pytest.fixture(scope="module")
def page() -> str:
    return render(make())


def test_every_kpi_stands_in_the_page_to_the_last_digit(page: str) -> None:
    result = make()
    read = {
        (a["data-kpi"], a.get("data-machine-id")): (float(a["value"] or "nan"), text) for a, text in Page(page).data
    }
    wanted = [row for row in (*result.kpis, *result.machine_kpis) if row.value is not None]
    assert len(wanted) > 5
    for row in wanted:
        assert read[(row.kpi, row.grain.get("machine_id"))] == (row.value, kpi_value(row)), row.kpi


def test_card_sentence_and_table_of_one_kpi_agree(page: str) -> None:
    shown = [text for a, text in Page(page).data if a["data-kpi"] == "scrap_ratio" and "data-machine-id" not in a]
    assert shown == ["1.09 %"] * 3  # card, table and grounds
    assert "1.09 %" in make().headline[0].text
    assert "3.37 %" in make().headline[0].text


def test_denominators_are_printed(page: str) -> None:
    assert "16,540 가운데 181" in page
    assert "181 ÷ 16,540" in page


@pytest.mark.parametrize("result", [make(), bare()], ids=["full", "bare"])
def test_nothing_is_fetched(result: ReportResult) -> None:
    text = render(result)
    # The name of the SVG namespace is no address.
    assert not re.findall(r"https?://", text.replace('"http://www.w3.org/2000/svg"', ""))
    assert not [tag for tag, _ in Page(text).tags if tag in ("link", "img", "iframe")]
    assert [attrs for tag, attrs in Page(text).tags if tag == "script"] == [{}]  # its own, inside
    assert not re.search(r"@import|url\((?!#)", text)


def test_the_page_is_korean(page: str) -> None:
    assert '<html lang="ko">' in page
    assert "월간 공정 KPI 보고서" in page
    assert "2026년 10월" in page


def test_charts_have_names_for_screen_readers_and_own_ids(page: str) -> None:
    read = Page(page)
    charts = [attrs for tag, attrs in read.tags if tag == "svg"]
    assert len(charts) == 12
    assert all(c["role"] == "img" for c in charts)
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(part in ids for c in charts for part in (c["aria-labelledby"] or "").split())
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)


def test_each_chart_has_a_table(page: str) -> None:
    assert page.count("<figure") == page.count("<details>") > 5


def test_no_word_names_a_colour(page: str) -> None:
    assert not COLOURS.search(" ".join(Page(page).words))


def test_hostile_names_are_text() -> None:
    evil = '<script>alert("x")</script>&'
    whole = make()
    machine = ReportMachine(machine_id="dc3", name=evil, process="casting", run_count=1)
    chart = individuals().model_copy(update={"group": evil, "subject": evil})
    assert whole.stops is not None
    loss = whole.stops.model_copy(
        update={"bars": tuple(b.model_copy(update={"label": evil}) for b in whole.stops.bars)}
    )
    quality = whole.quality.model_copy(
        update={"coverage": tuple(c.model_copy(update={"label": evil}) for c in whole.quality.coverage)}
    )
    text = render(
        make(
            firm_name=evil,
            machines=(machine, whole.machines[1]),
            charts=(chart,),
            stops=loss,
            quality=quality,
            profiles=(profile().model_copy(update={"machine": evil}),),
            notes=(evil,),
        )
    )
    assert text.count("<script") == 1
    assert "&lt;script&gt;" in text
    assert 'alert("x")' not in text.replace("&lt;", "<").split("<main>")[0]


def test_a_firm_without_anything_gets_a_page_that_says_so() -> None:
    text = render(bare())
    for said in (
        "이 기간의 자료가 없습니다",
        "정지</b> 자료가 없습니다",
        "불량</b> 자료가 없습니다",
        "찾은 것이 없습니다",
        "시각 없음",
        "이 기간에 쓴 파일이 없습니다",
    ):
        assert said in text, said
    assert "<svg" not in text


def test_the_same_result_gives_the_same_bytes(page: str) -> None:
    assert render(make()) == page


def test_the_hash_tells_contents_and_not_the_hour() -> None:
    result = make()
    assert make(as_of=result.as_of.replace(hour=5)).content_hash == result.content_hash
    assert make(firm_name="다른 회사").content_hash != result.content_hash


def test_cut_values_are_marked() -> None:
    points = list(individuals().points)
    points[10] = points[10].model_copy(update={"value": 1449.0, "rules": ("1",)})
    text = render(make(charts=(individuals().model_copy(update={"points": tuple(points)}),), profiles=(profile(),)))
    assert "1점은 가장자리에 잘라 그리고 실제 값을 적었습니다" in text
    assert "실제 1,449" in text
    assert "가장자리에 ×로 잘라 그렸습니다" in text
