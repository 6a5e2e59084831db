"""Every folder of a layout holds the same files, and its sample reads, maps and types to its expected.json."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import connectors.layouts
from connectors import read_export
from connectors.layouts import GENERIC, layouts, recognise
from connectors.reading.counter import count_records
from connectors.reading.encoding import decode
from connectors.reading.head import head_rows
from tests.connectors.layouts.summary import summary

HOME = Path(connectors.layouts.__file__).parent
FAMILIES = sorted(folder.name for folder in HOME.iterdir() if (folder / "layout.toml").is_file())


def sample(family: str) -> Path:
    found = list((HOME / family).glob("sample.*"))
    assert len(found) == 1
    return found[0]


def expected(family: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((HOME / family / "expected.json").read_text(encoding="utf-8"))
    return read


def test_the_registry_is_the_folders() -> None:
    assert sorted(layouts()) == FAMILIES
    assert len(FAMILIES) >= 13


@pytest.mark.parametrize("family", FAMILIES)
def test_every_folder_holds_the_same_files(family: str) -> None:
    names = {path.name for path in (HOME / family).iterdir()}
    assert names == {"README.md", "layout.toml", "expected.json", sample(family).name}
    assert layouts()[family].ko
    assert layouts()[family].en


@pytest.mark.parametrize("family", FAMILIES)
def test_the_sample_reads_to_its_expectation(family: str) -> None:
    said = expected(family)
    read = summary(sample(family), said.pop("machine"), said.pop("answers"))
    assert json.loads(json.dumps(read)) == said


@pytest.mark.parametrize("family", FAMILIES)
def test_a_sample_proves_its_own_family_and_no_other(family: str) -> None:
    said = expected(family)["tables"][0]
    assert said["family"] == (None if family == GENERIC else family)
    body = decode(sample(family).read_bytes(), None).body
    assert body is not None
    rows = head_rows(body, count_records(body, said["delimiter"], quoted=True), said["delimiter"], quoted=True, start=0)
    head = "\n".join("\t".join(cell.strip().strip('"') for cell in row.cells) for row in rows)
    proved = [
        name
        for name, layout in layouts().items()
        if any(all(line.search(head) for line in each.lines) for each in layout.signature)
    ]
    assert proved == ([] if family == GENERIC else [family])


@pytest.mark.parametrize("family", ["graphtec", "hioki", "wincc", "panasonic", "shot_log"])
def test_the_family_is_recognised_in_a_workbook_too(family: str, tmp_path: Path) -> None:
    """A clerk opens the text in Excel and saves it as xlsx: cells stay text where they were text."""
    text = read_export(sample(family)).tables[0]
    body = decode(sample(family).read_bytes(), None).body or b""
    rows = head_rows(
        body, count_records(body, text.delimiter or ",", quoted=True), text.delimiter or ",", quoted=True, start=0
    )
    path = tmp_path / "saved.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in rows:
            for column, cell in enumerate(row.cells):
                sheet.write_string(row.line - 1, column, cell.strip())
    table = read_export(path).tables[0]
    assert (table.family, table.layout) == (family, text.layout)
    assert table.records.columns == text.records.columns
    assert (table.units, table.labels) == (text.units, text.labels)
    assert (table.start_text, table.interval_text) == (text.start_text, text.interval_text)
    assert table.records.height == text.records.height


def test_a_table_of_no_maker_has_no_family() -> None:
    assert recognise([["일시", "온도"], ["2026-05-12 08:00:00", "71.4"]]) is None
    assert read_export("일시,온도\n2026-05-12 08:00,71.4\n2026-05-12 08:01,71.5\n".encode()).tables[0].family is None


@pytest.mark.parametrize("family", FAMILIES)
def test_the_readme_says_how_to_export_in_both_languages(family: str) -> None:
    page = (HOME / family / "README.md").read_text(encoding="utf-8")
    korean, _, english = page.partition("\n## How to export\n")
    for part, heads in (
        (korean, ("## 내보내는 방법", "### 엑셀로 다시 저장하지 마십시오", "### 이렇게 읽습니다")),
        (english, ("### Do not save it through Excel", "### How it is read", "Source of the layout: ")),
    ):
        assert [head for head in heads if f"\n{head}" not in f"\n{part}"] == []
    assert not any("가" <= letter <= "힣" for letter in english.replace("`용탕온도`", ""))
