"""The workbook to mend, for a clerk in Excel. Every cell is written as text, so that no text is ever run as a formula."""

import json
from io import BytesIO
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.steps.mending import wording
from pipelines.steps.mending.contents import Group, Page, Question
from pipelines.steps.mending.marks import ANSWERS, BOOK_MARK, FORM, GUIDE, PRINT, SPARE, fingerprint, own_names, plain

FONT = "맑은 고딕"
LEADING = 3
LONGEST_CELL = 32_000
_ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)], " ")
_LIST_LETTERS = 255
Formats = dict[str, Any]


def write(
    firm_id: str, file_id: str, file_name: str, pages: list[Page], asked: list[Question], found: list[Group]
) -> bytes:
    """Return the workbook.

    Args:
        firm_id: Firm of the original.
        file_id: Id of the original.
        file_name: Its label.
        pages: Rows to mend, by table.
        asked: Questions and assumptions.
        found: Groups of faults, for the guide.
    """
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as book:
        book.set_properties({"title": f"고칠 파일: {_text(file_name)[:200]}", "author": "Ppuri"})
        book.set_custom_property(BOOK_MARK, file_id, "text")
        formats = _formats(book)
        _guide(book.add_worksheet(GUIDE), formats, file_name, pages, found)
        for page in pages:
            _rows(book.add_worksheet(page.sheet), formats, page)
        if asked:
            _answers(book.add_worksheet(ANSWERS), formats, asked)
        _mark(book.add_worksheet(BOOK_MARK), firm_id, file_id, pages, asked)
    return target.getvalue()


def _formats(book: Workbook) -> Formats:
    base = {"font_name": FONT, "font_size": 10, "num_format": "@", "valign": "top"}
    wrapped = {**base, "text_wrap": True}
    return {
        "cell": book.add_format({**base, "border": 1, "border_color": "#D5DDE5"}),
        "bad": book.add_format({**base, "border": 1, "border_color": "#C8400A", "bg_color": "#FBD9CC", "bold": True}),
        "head": book.add_format({**wrapped, "bold": True, "bg_color": "#1F5FA8", "font_color": "#FFFFFF", "border": 1}),
        "ours": book.add_format({**wrapped, "bg_color": "#EEF2F6", "border": 1, "border_color": "#D5DDE5"}),
        "ours_head": book.add_format({**wrapped, "bold": True, "bg_color": "#3F4C5A", "font_color": "#FFFFFF", "border": 1}),
        "ask": book.add_format({**wrapped, "bg_color": "#FFF3BF", "border": 1}),
        "plain": book.add_format(wrapped),
        "title": book.add_format({**base, "font_size": 16, "bold": True}),
        "count": book.add_format({**base, "num_format": "#,##0", "border": 1, "border_color": "#D5DDE5"}),
        "small": book.add_format({**wrapped, "border": 1, "border_color": "#D5DDE5"}),
    }  # fmt: skip


def _text(value: str | None) -> str:
    return (value or "").translate(_ILLEGAL).replace("\ufffe", " ").replace("\uffff", " ")[:LONGEST_CELL]


def _guide(sheet: Worksheet, formats: Formats, file_name: str, pages: list[Page], found: list[Group]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, 3, 60)
    sheet.write_string(0, 0, f"고칠 파일: {_text(file_name)}", formats["title"])
    for number, line in enumerate(wording.GUIDE_LINES, start=1):
        sheet.merge_range(number + 1, 0, number + 1, 3, "", formats["plain"])
        sheet.write_string(number + 1, 0, f"{number}. {line}", formats["plain"])
    top = len(wording.GUIDE_LINES) + 3
    left_out = sum(page.left_out for page in pages)
    if left_out:
        line = f"행이 많아 {left_out:,}행은 이 파일에 넣지 못했습니다. 이 파일을 올린 뒤 다시 받아 주세요."
        sheet.write_string(top, 0, line, formats["plain"])
        top += 2
    if not found:
        return
    for at, name in enumerate(("무엇이 문제인가", "열", "곳", "고치는 법")):
        sheet.write_string(top, at, name, formats["ours_head"])
    for row, group in enumerate(found, start=top + 1):
        sheet.write_string(row, 0, group.title, formats["small"])
        sheet.write_string(row, 1, _text(group.columns), formats["small"])
        sheet.write_number(row, 2, group.count, formats["count"])
        sheet.write_string(row, 3, group.how, formats["small"])


def _rows(sheet: Worksheet, formats: Formats, page: Page) -> None:
    width, spare = len(page.headers), page.ragged
    names = [*own_names(page.headers), *page.headers, *([SPARE] if spare else []), PRINT]
    for at, name in enumerate(names):
        sheet.write_string(
            0, at, _text(name), formats["ours_head" if at < LEADING or at >= LEADING + width else "head"]
        )
    place = {header: at for at, header in enumerate(page.headers)}
    for row, (row_no, cells) in enumerate(page.rows.items(), start=1):
        spots = page.spots[row_no]
        shown = _fitted(cells, width, page, spare)
        bad = {place[spot.column] for spot in spots if spot.column in place}
        whole = not bad
        sheet.write_number(row, 0, row_no, formats["count"])
        sheet.write_string(
            row,
            1,
            _text("\n".join(dict.fromkeys(wording.reason(s.code, s.column, s.value) for s in spots))),
            formats["ours"],
        )
        sheet.write_string(
            row,
            2,
            "\n".join(dict.fromkeys(wording.how(s.code, page.mapping, s.column) for s in spots)),
            formats["ours"],
        )
        for at, cell in enumerate(shown):
            sheet.write_string(row, LEADING + at, cell, formats["bad" if whole or at in bad else "cell"])
        sheet.write_string(row, LEADING + len(shown), fingerprint(row_no, shown))
    _dressed(sheet, page, names, spare)


def _fitted(cells: list[str], width: int, page: Page, spare: bool) -> list[str]:
    """Cells of one row as wide as the sheet; what stands beyond the last column goes into one cell behind it."""
    shown = [_text(cell) for cell in [*cells[:width], *[""] * (width - len(cells))]]
    return [*shown, _text(" | ".join(cell for cell in cells[width:] if cell.strip()))] if spare else shown


def _dressed(sheet: Worksheet, page: Page, names: list[str], spare: bool) -> None:
    sheet.freeze_panes(1, LEADING)
    sheet.autofilter(0, 0, len(page.rows), len(names) - 2)
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 2, 38)
    for at, header in enumerate(page.headers):
        sheet.set_column(LEADING + at, LEADING + at, min(max(len(header) * 1.6, 12), 26))
    if spare:
        sheet.set_column(LEADING + len(page.headers), LEADING + len(page.headers), 30)
    sheet.set_column(len(names) - 1, len(names) - 1, None, None, {"hidden": True})
    for at, header in enumerate(page.headers):
        known = wording.labels(page.mapping, header)
        if known and len(",".join(known)) <= _LIST_LETTERS and not any("," in text for text in known):
            rule = {"validate": "list", "source": known, "error_type": "warning"}
            sheet.data_validation(1, LEADING + at, len(page.rows), LEADING + at, rule)


def _answers(sheet: Worksheet, formats: Formats, asked: list[Question]) -> None:
    sheet.hide_gridlines(2)
    for at, (name, wide) in enumerate((("번호", 6), ("질문", 70), ("지금 값", 24), ("답", 34), ("예", 50))):
        sheet.set_column(at, at, wide)
        sheet.write_string(0, at, name, formats["ours_head"])
    # What a list of choices needs beyond the letters that a drop-down takes stands to the right, out of sight.
    sheet.set_column(6, 60, None, None, {"hidden": True})
    for row, question in enumerate(asked, start=1):
        sheet.write_number(row, 0, row, formats["count"])
        sheet.write_string(row, 1, _text(question.text), formats["small"])
        sheet.write_string(row, 2, "" if question.now is None else wording.choice(question.now), formats["small"])
        sheet.write_blank(row, 3, None, formats["ask"])
        sheet.write_string(row, 4, _text("\n".join(question.preview)), formats["small"])
        if not question.choices:
            continue
        for at, value in enumerate(question.choices[:50], start=6):
            sheet.write_string(row, at, _text(wording.choice(value)))
        last = _letters(5 + min(len(question.choices), 50))
        rule = {
            "validate": "list",
            "source": f"=$G${row + 1}:${last}${row + 1}",
            "error_title": "답",
            "error_message": "목록에서 골라 주세요.",
        }
        sheet.data_validation(row, 3, row, 3, rule)
    sheet.freeze_panes(1, 0)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _mark(sheet: Worksheet, firm_id: str, file_id: str, pages: list[Page], asked: list[Question]) -> None:
    """What the way back needs, out of sight: form, firm, file, tables with their columns, keys of the questions."""
    told: dict[str, Any] = {"form": FORM, "firm": firm_id, "file": file_id}
    for row, (key, value) in enumerate(told.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    row = len(told)
    for page in pages:
        for header in page.headers:
            for at, value in enumerate(("column", page.sheet, str(page.table_no), json.dumps(header))):
                sheet.write_string(row, at, value)
            row += 1
    for question in asked:
        for at, value in enumerate(("question", plain(question.text), "", json.dumps(question.key))):
            sheet.write_string(row, at, value)
        row += 1
    sheet.very_hidden()
