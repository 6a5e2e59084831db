"""The door of the reader: a path or bytes in, the file's tables out."""

import hashlib
from pathlib import Path

from connectors.reading.container import detect
from connectors.reading.text import read_text
from connectors.reading.workbook import read_workbook
from connectors.types import Export


def read_export(
    source: str | Path | bytes,
    *,
    file_name: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
) -> Export:
    """Read one factory export: delimited text or a workbook, no settings needed.

    Args:
        source: Path, or the bytes themselves.
        file_name: Label of the file; never used to decide.
        encoding: Codec of a text, where a person names it.
        delimiter: Delimiter of a text, where a person names it.
        header_row: Row of the column names as Excel counts it, where a person names it.
        sheet: Only this sheet of a workbook.

    Returns:
        The export: its tables with every cell as text, or none and a finding that refuses it.
    """
    path = None if isinstance(source, bytes) else Path(source)
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    label = file_name or (path.name if path is not None else "bytes")
    digest = hashlib.sha256(content).hexdigest()
    container, refused = detect(content)
    if refused is not None:
        return Export(label, container, digest, len(content), (), (refused,))
    if container == "xlsx":
        book = read_workbook(content, sheet, header_row)
        return Export(label, book.container, digest, len(content), book.tables, book.findings)
    read = read_text(content, encoding=encoding, delimiter=delimiter, header_row=header_row)
    return Export(label, container, digest, len(content), read.tables, read.findings, read.holds)
