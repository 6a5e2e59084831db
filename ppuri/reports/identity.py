"""What a delivered document says of itself: firm, period, what it compares with, and the hash of its content."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from ppuri.reports.types import ReportResult

_MARK = "ppuri-report:"
_FORM = re.compile(rb"ppuri-report:([\w.-]{1,80})/(\d{4}-\d{2}|unknown)/([0-9-]{0,10})/([0-9a-f]{64})")
_MOST_BYTES = 1 << 26


@dataclass(frozen=True)
class Identity:
    """A delivered report.

    Attributes:
        firm_id: Firm.
        period: Month.
        compare: What it is compared with, or None.
        content_hash: Of its result.
    """

    firm_id: str
    period: str
    compare: str | None
    content_hash: str


def identity_of(result: ReportResult) -> Identity:
    """Return what a result's documents say of themselves."""
    found = result.comparison
    compare = None
    if found is not None:
        compare = f"{found.event:%Y-%m-%d}" if found.event is not None else f"{found.before[0]:%Y-%m}"
    return Identity(result.firm_id, result.period, compare, result.content_hash)


def marked(result: ReportResult) -> str:
    """Return the same as one line, to stand in a document."""
    told = identity_of(result)
    return f"{_MARK}{told.firm_id}/{told.period}/{told.compare or ''}/{told.content_hash}"


def read_identity(content: bytes) -> Identity | None:
    """Return what a document says of itself; None where it is none of ours.

    Args:
        content: A page, a PDF, a workbook or the JSON of a result.
    """
    if content[:2] == b"PK":
        content = _properties(content)
    elif content.lstrip()[:1] == b"{":
        try:
            return identity_of(ReportResult.model_validate_json(content))
        except ValueError:
            return None
    found = _FORM.search(content)
    if found is None:
        return None
    firm_id, period, compare, digest = (part.decode() for part in found.groups())
    return Identity(firm_id, period, compare or None, digest)


def _properties(content: bytes) -> bytes:
    """Return the part of a workbook that holds its properties."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as book:
            told = book.getinfo("docProps/core.xml")
            return book.read(told) if told.file_size < _MOST_BYTES else b""
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return b""
