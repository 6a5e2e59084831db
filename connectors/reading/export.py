"""The door of the reader: a path or bytes in, the file's tables out."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors.reading.container import detect
from connectors.reading.kinds import NESTED, refusal
from connectors.reading.markup import GARBLED, read_markup
from connectors.reading.members import RefusedError, members
from connectors.reading.parquet import read_parquet
from connectors.reading.text import TextRead, read_text
from connectors.reading.workbook import BookRead, read_workbook
from connectors.types import Export, Table
from ppuri.core.findings import Finding, finding
from ppuri.core.results import Hold

ARCHIVES = ("zip", "gzip")


def read_export(
    source: str | Path | bytes,
    *,
    file_name: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
) -> Export:
    """Read one factory export: text, workbook, web page, Parquet, or an archive of such; no settings needed.

    Args:
        source: Path, or the bytes themselves.
        file_name: Label of the file; never used to decide.
        encoding: Codec of a text, where a person names it.
        delimiter: Delimiter of a text, where a person names it.
        header_row: Row of the column names as Excel counts it, where a person names it; 0: the text has none.
        sheet: Only this sheet of a workbook.

    Returns:
        The export: its tables with every cell as text, or none and a finding that refuses it. Of an archive the tables of all members,
        one after the other, with the member in their names.
    """
    path = None if isinstance(source, bytes) else Path(source)
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    label = file_name or (path.name if path is not None else "bytes")
    named: dict[str, Any] = {"encoding": encoding, "delimiter": delimiter, "header_row": header_row, "sheet": sheet}
    container, refused = detect(content)
    if refused is not None:
        return _export(label, content, BookRead(container, findings=(refused,)))
    if container in ARCHIVES:
        return _export(label, content, _read_members(content, container, named))
    return _export(label, content, _read(content, container, label, **named))


def _export(label: str, content: bytes, read: BookRead) -> Export:
    digest = hashlib.sha256(content).hexdigest()
    tables = tuple(replace(_with_damage(table), source=table.source or label) for table in read.tables)
    return Export(label, read.container, digest, len(content), tables, read.findings, read.holds)


def _with_damage(table: Table) -> Table:
    """Say which column names hold bytes that the encoding does not have; rows with such bytes are set apart already."""
    names = [name for name in table.records.columns if GARBLED in name]
    notes = (finding("garbled-header", table_no=table.table_no, column=name) for name in names)
    return replace(table, findings=(*table.findings, *notes)) if names else table


def _read(
    content: bytes,
    container: str,
    label: str,
    *,
    encoding: str | None,
    delimiter: str | None,
    header_row: int | None,
    sheet: str | None,
) -> BookRead:
    if container in ("xlsx", "xls"):
        return read_workbook(content, sheet, header_row, container=container, file_name=label)
    if container == "markup":
        return read_markup(content, encoding=encoding, sheet=sheet, header_row=header_row)
    if container == "parquet":
        return read_parquet(content)
    read: TextRead = read_text(content, encoding=encoding, delimiter=delimiter, header_row=header_row)
    return BookRead(container, read.tables, read.findings, read.holds)


def _read_members(content: bytes, container: str, named: dict[str, Any]) -> BookRead:
    """Read every member of an archive as a file of its own."""
    try:
        found = members(content)
    except RefusedError as error:
        return BookRead(error.kind.name, findings=(refusal(error.kind),))
    tables: list[Table] = []
    findings: list[Finding] = []
    holds: list[Hold] = []
    for member in found:
        inner, refused = detect(member.content)
        if inner in ARCHIVES:
            refused = refusal(NESTED)
        read = BookRead(inner, findings=(refused,)) if refused else _read(member.content, inner, member.name, **named)
        findings += [each.model_copy(update={"file_name": member.name}) for each in read.findings]
        holds += [_asked_of(member.name, hold) for hold in read.holds]
        for table in read.tables:
            tables.append(_renumbered(table, len(tables) + 1, member.name))
    if not found:
        findings.append(finding("archive-empty"))
    return BookRead(container, tuple(tables), tuple(findings), tuple(holds))


def _renumbered(table: Table, number: int, member: str) -> Table:
    facts = {"table_no": number, "file_name": member}
    return replace(
        table,
        table_no=number,
        name=member if table.name is None else f"{member}/{table.name}",
        findings=tuple(each.model_copy(update=facts) for each in table.findings),
    )


def _asked_of(member: str, hold: Hold) -> Hold:
    said = {"question_ko": f"[{member}] {hold.question_ko}", "question_en": f"[{member}] {hold.question_en}"}
    return hold.model_copy(update=said)
