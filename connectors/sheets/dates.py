"""Days, months and years that people write around a table: in its title, beside it, on the sheet's tab, in the file's name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_FULL = re.compile(
    r"(?<!\d)((?:19|20)?\d{2})\s*(?:년|[-./])\s*(\d{1,2})\s*(?:월|[-./])\s*(\d{1,2})\s*(?:일|(?!\d))"
    r"|(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH = re.compile(
    r"(?<!\d)((?:19|20)?\d{2})\s*(?:년도?|[-./_])\s*(\d{1,2})\s*(?:월|(?=\D|$))|(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?!\d)"
)
_MONTH_ALONE = re.compile(r"(?<![\d년.\-/])(?<!년 )(\d{1,2})\s*월")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:년|(?=\D|$))")
_DAY = re.compile(r"^(\d{1,2})\s*(?:일)?\s*(?:\(?[월화수목금토일]\)?)?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*(?:[-/.]|월)\s*(\d{1,2})\s*일?\s*(?:\(?[월화수목금토일]\)?)?$")
_DAY_TAB = re.compile(r"일|^\d{1,2}$|^\d{1,2}[-./]\d{1,2}$")
# Dates that are not the day of the work.
_OTHER = re.compile(r"작성|출력|인쇄|개정|제정|승인|결재|문서|양식|배포|print", re.IGNORECASE)


@dataclass(frozen=True)
class When:
    """What is known of the time of a sheet.

    Attributes:
        days: Full dates, each once, in their order.
        year, month: Where they are told.
        ground: `sheet`, `tab` or `file`: where it was found.
    """

    days: tuple[date, ...] = ()
    year: int | None = None
    month: int | None = None
    ground: str = "sheet"

    @property
    def day(self) -> date | None:
        """The one date, where there is one."""
        return self.days[0] if len(self.days) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def days_in(text: str) -> list[date]:
    """Return the full dates of a text."""
    found = []
    for match in _FULL.finditer(text):
        year, month, day = (int(part) for part in match.groups() if part)
        made = _date(year, month, day)
        if made is not None:
            found.append(made)
    return found


def _told(texts: list[str], ground: str) -> When:
    days = tuple(dict.fromkeys(day for text in texts for day in days_in(text)))
    year = month = None
    for text in texts:
        found = _MONTH.search(text)
        if found and 1 <= int(found[2] or found[4]) <= 12:
            year, month = int(found[1] or found[3]), int(found[2] or found[4])
            year = year + 2000 if year < 100 else year
            break
        alone, named = _MONTH_ALONE.search(text), _YEAR.search(text)
        month = month or (int(alone[1]) if alone and 1 <= int(alone[1]) <= 12 else None)
        year = year or (int(named[1]) if named else None)
    if days and len({(day.year, day.month) for day in days}) == 1:
        year, month = days[0].year, days[0].month
    return When(days, year, month, ground)


def when(around: Iterable[str], tab: str | None, file: str | None) -> When:
    """Return what is known of a sheet's time; what stands in the sheet counts before its tab, the tab before the file's name.

    Args:
        around: Texts above the table.
        tab: Name of the sheet.
        file: Name of the file.
    """
    texts = [text for text in around if not _OTHER.search(text)]
    stem = (file or "").rpartition(".")[0] or (file or "")
    steps = [_told(texts, "sheet"), _told([tab or ""], "tab"), _told([stem], "file")]
    days = next((each for each in steps if each.days), None)
    year = next((each for each in steps if each.year), None)
    month = next((each for each in steps if each.month), None)
    grounds = [each.ground for each in (days, year, month) if each is not None]
    weakest = max(grounds, key=("sheet", "tab", "file").index, default="sheet")
    tab_day = day_of(tab or "") if days is None and year and month and _DAY_TAB.search(tab or "") else None
    if tab_day is not None and (named := dated(tab_day, year.year if year else None, month.month if month else None)):
        return When((named,), named.year, named.month, weakest if weakest == "file" else "tab")
    if days is not None:
        return When(days.days, days.year or days.days[0].year, days.month, days.ground)
    return When((), year.year if year else None, month.month if month else None, weakest)


Day = tuple[int | None, int | None, int]


def day_of(text: str) -> Day | None:
    """Return (year or None, month or None, day) of a header or cell such as `5`, `5일`, `10/5`, `10월 5일(월)`; None where it is none."""
    word = text.strip()
    full = days_in(word)
    if len(full) == 1 and len(word) <= len("2026년 10월 25일 (월) 00:00:00"):
        return full[0].year, full[0].month, full[0].day
    found = _MONTH_DAY.match(word)
    if found and 1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 31:
        return None, int(found[1]), int(found[2])
    found = _DAY.match(word)
    return (None, None, int(found[1])) if found and 1 <= int(found[1]) <= 31 else None


def dated(day: Day, year: int | None, month: int | None) -> date | None:
    """Return the date of a day, with year and month from around it; None where it is not told or there is no such day."""
    year, month = day[0] or year, day[1] or month
    return _date(year, month, day[2]) if year and month else None
