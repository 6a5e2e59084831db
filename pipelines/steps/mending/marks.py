"""What a workbook to mend is known by, and how a row of it is recognised as untouched."""

import hashlib
import re
from collections.abc import Iterable

BOOK_MARK = "ppuri_mend"
FORM = "1"
GUIDE, ANSWERS, ROWS = "안내", "답변", "고칠 행"
ROW_NO, REASON, HOW, SPARE, PRINT = "원본 행", "사유", "고치는 법", "남은 칸", "확인 번호"
# Key of a file's `override` in the ledger: the id of the file that a workbook mends.
MENDS = "mends"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ufeff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")


def plain(text: str | None) -> str:
    """Return a cell without what a spreadsheet may change on the way: outer blanks, line ends, unseen letters."""
    return " ".join(_UNSEEN.sub(" ", _ESCAPED.sub(" ", text or "")).split())


def fingerprint(row_no: int, cells: Iterable[str | None]) -> str:
    """Return the number of a row and 16 hex digits that change with any of its cells."""
    return f"{row_no}:{hashlib.sha256(chr(31).join(map(plain, cells)).encode()).hexdigest()[:16]}"


def own_names(headers: Iterable[str]) -> tuple[str, str, str]:
    """Return the names of our three leading columns, apart from those of the file."""
    taken = {plain(header) for header in headers}
    first, second, third = (name if name not in taken else f"{name} (Ppuri)" for name in (ROW_NO, REASON, HOW))
    return first, second, third
