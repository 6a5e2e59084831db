"""The review page's values: how a file was read, what its columns mean, what saving will do."""

from typing import Any
from urllib.parse import quote, urlencode

from ppuri.core.hub import Firm
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW, Review, ReviewColumn, ReviewTable
from ppuri.portal.meaning import OWN
from ppuri.portal.meanings import choices, unit_word, units_of, word_of
from ppuri.portal.receipt import proportions_of
from ppuri.portal.records import process_of

ENCODINGS = {
    "utf-8": "UTF-8",
    "ascii": "영문(ASCII)",
    "cp949": "한글(CP949)",
    "cp932": "일본어(CP932)",
    "cp1252": "서유럽(CP1252)",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
DELIMITERS = {",": "쉼표", ";": "쌍반점(;)", "\t": "탭", "|": "세로줄(|)", "  ": "빈칸 여러 개"}
OFFERED = ("cp949", "utf-8", "cp932", "cp1252")
SURE = 0.9
TIMES = ("ts", "ended_ts", "started_ts", "inspected_ts", "work_date")


def review_view(firm: Firm, receipt: Receipt, shown: Review) -> dict[str, Any]:
    """Return what the template of one file shows that waits to be looked at.

    Args:
        firm: Firm of the file.
        receipt: As stored, with its questions.
        shown: What storing it would do.
    """
    process, kind = process_of(firm, receipt.machine_id)
    base, query = f"/uploads/{quote(receipt.file_id, safe='')}", urlencode({"firm": firm.id})
    kept, apart = shown.total("accepted"), shown.total("quarantined")
    return {
        "review": shown,
        "read_as": [_read_as(table) for table in shown.tables],
        "sheets": [_sheet(number, table, process, kind) for number, table in enumerate(shown.tables)],
        "meanings": list(choices(process, kind)),
        "encodings": [(code, ENCODINGS[code]) for code in OFFERED],
        "delimiters": [(sign, word) for sign, word in DELIMITERS.items() if sign != "  "],
        "is_text": any(table.encoding for table in shown.tables),
        "overlap": _overlap(shown),
        "asked": [hold for hold in receipt.holds if hold.key != REVIEW],
        "button": _button(kept, apart),
        "bar": proportions_of(kept, shown.total("duplicate"), apart),
        "look_address": f"{base}/look?{query}",
        "undo_address": f"{base}/undo?{query}",
    }


def _read_as(table: ReviewTable) -> str:
    """Say how a table was read, in one line."""
    parts = [f"{table.rows_in:,}행", f"{len(table.columns)}열"]
    if table.encoding:
        parts.append(f"{ENCODINGS.get(table.encoding, table.encoding)}로 읽음")
    if table.delimiter:
        parts.append(f"구분자 {DELIMITERS.get(table.delimiter, table.delimiter)}")
    if table.header_rows:
        parts.append("머리글 " + "·".join(str(row) for row in table.header_rows) + "행")
    return (f"{table.name}: " if table.name else "") + " · ".join(parts)


def _sheet(number: int, table: ReviewTable, process: str, kind: str | None) -> dict[str, Any]:
    return {
        "name": table.name,
        "columns": [_column(f"{number}.{place}", column, process, kind) for place, column in enumerate(table.columns)],
    }


def _column(key: str, column: ReviewColumn, process: str, kind: str | None) -> dict[str, Any]:
    fixed = column.column in TIMES
    units = units_of(column.channel, process, kind)
    return {
        "key": key,
        "header": column.header,
        "examples": column.examples,
        "empty": f"{column.empty_ratio:.0%} 빈칸" if column.empty_ratio >= 0.5 else "",
        "fixed": OWN.get(column.column or "", "") if fixed else "",
        "word": word_of(column.channel or _own(column), column.status, process, kind),
        "units": [(unit, unit_word(unit)) for unit in units] if len(units) > 1 else [],
        "unit": column.unit,
        "unit_word": unit_word(column.unit),
        "chip": _chip(column),
        # What is sure needs no words; what is not says why.
        "reason": "" if column.status == "mapped" and column.confidence >= SURE else column.reason_ko,
    }


def _own(column: ReviewColumn) -> str | None:
    """A column that is no channel but has its own place, such as a result or a tool."""
    return column.column if column.status == "mapped" and column.column in OWN else None


def _chip(column: ReviewColumn) -> tuple[str, str]:
    """Return weight and word of how sure the meaning is."""
    if column.status == "dropped":
        return "notice", "원본에는 보관"
    if column.status == "unconfirmed":
        return "warning", "단위 확인"
    if column.status == "suggested":
        return "warning", "확인 필요"
    if column.status == "extra":
        return "", "뜻 모름"
    word = f"{column.confidence:.0%}"
    return ("committed", f"✓ {word}") if column.confidence >= SURE else ("warning", word)


def changes(firm: Firm, receipt: Receipt, said: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return what a form says of columns in the words of a mapping file, and the words that nothing stands for.

    Args:
        firm: Firm of the file.
        receipt: The file as it was shown.
        said: `word-<key>` and `unit-<key>` as the form sent them.
    """
    process, kind = process_of(firm, receipt.machine_id)
    known = choices(process, kind)
    told: dict[str, str] = {}
    strange: list[str] = []
    for number, table in enumerate(receipt.review.tables if receipt.review else ()):
        for place, column in enumerate(table.columns):
            now = _column(f"{number}.{place}", column, process, kind)
            word = said.get(f"word-{now['key']}", now["word"]).strip()
            unit = said.get(f"unit-{now['key']}", column.unit or "")
            if word == now["word"] and unit == (column.unit or ""):
                continue
            channel = known.get(word) if word != now["word"] else column.channel or _own(column)
            if channel is None:
                strange.append(word)
                continue
            fits = unit in units_of(channel, process, kind)
            told[column.header] = f"{channel} [{unit}]" if unit and fits else channel
    return told, strange


def _overlap(shown: Review) -> str:
    """Say what the file repeats and changes of what is stored."""
    repeated, changed = shown.total("duplicate"), shown.total("changed")
    said = [f"{repeated:,}행은 이미 받은 것과 같아 한 번만 저장합니다."] if repeated else []
    if changed:
        said.append(f"{changed:,}행은 먼저 받은 값과 달라 새 값으로 고칩니다. 먼저 값도 보관합니다.")
    return " ".join(said)


def _button(kept: int, apart: int) -> str:
    """Say on the last button what it does."""
    return f"{kept:,}행 저장하고 {apart:,}행은 따로 보관" if apart else f"{kept:,}행 저장하기"
