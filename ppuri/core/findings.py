"""Findings: what Ppuri says about a user's data, as objects with a stable code.

The texts of all codes live in `catalogue/*.toml`, one file per subject; adding a code is adding a table there.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ppuri.core.errors import InternalError
from ppuri.core.language import text

Severity = Literal["error", "warning", "notice"]
MAX_PLACES = 5


class Place(BaseModel):
    """One place in a file: the row as Excel counts it (1 = first line) and the text that stood there."""

    model_config = ConfigDict(frozen=True)
    row: int | None = None
    value: str | None = None


class Finding(BaseModel):
    """One remark on a file, grouped: equal code and column are one finding with a count.

    Attributes:
        code: Stable kebab-case code, a key of the catalogue.
        severity: `error` (rows or the file could not be used), `warning` (cells or meaning), `notice`.
        file_name: Label of the file, where there is one.
        table_no: Number of the table (sheet) in the file, from 1.
        row: First row concerned, as Excel counts it.
        column: Header as it stands in the file.
        value: First text concerned.
        count: How many rows or cells are concerned.
        places: The first places.
        reason_ko: Why this is a problem, in Korean. `reason_en`, `fix_ko`, `fix_en` likewise.
        facts: What filled the templates beside count, row and value; never part of a stored or printed finding.
    """

    model_config = ConfigDict(frozen=True)
    code: str
    severity: Severity
    file_name: str | None = None
    table_no: int | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    count: int = 1
    places: tuple[Place, ...] = ()
    reason_ko: str
    reason_en: str
    fix_ko: str
    fix_en: str
    facts: dict[str, Any] = Field(default_factory=dict, exclude=True, repr=False)

    @property
    def message(self) -> str:
        """Reason and fix in the language in force."""
        return f"{text(self.reason_ko, self.reason_en)} {text(self.fix_ko, self.fix_en)}"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every finding code with its severity and texts.

    Raises:
        InternalError: When two files of the catalogue define one code.
    """
    codes: dict[str, dict[str, str]] = {}
    for page in sorted(files("ppuri.core").joinpath("catalogue").iterdir(), key=lambda p: p.name):
        if not page.name.endswith(".toml"):
            continue
        for code, entry in tomllib.loads(page.read_text(encoding="utf-8")).items():
            if code in codes:
                raise InternalError(f"발견 코드 {code}가 두 번 정의됐습니다.", f"finding code {code} is defined twice")
            codes[code] = entry
    return codes


def finding(
    code: str,
    *,
    table_no: int | None = None,
    column: str | None = None,
    count: int = 1,
    places: list[tuple[int | None, str | None]] | None = None,
    file_name: str | None = None,
    **facts: Any,
) -> Finding:
    """Make a finding from the catalogue; `facts` fill the templates' `{names}`.

    Args:
        code: Key of the catalogue.
        table_no: Number of the table in the file, from 1.
        column: Header as it stands in the file.
        count: Rows or cells concerned.
        places: (row, text) pairs; the first five are kept.
        file_name: Label of the file.
        facts: Values for the templates; `column`, `count`, `row`, `value` are always there.

    Raises:
        InternalError: When the code is not in the catalogue.
    """
    entry = catalogue().get(code)
    if entry is None:
        raise InternalError(f"발견 코드 {code}가 목록에 없습니다.", f"finding code {code} is not in the catalogue")
    kept = tuple(Place(row=r, value=None if v is None else v[:200]) for r, v in (places or [])[:MAX_PLACES])
    first = kept[0] if kept else Place()
    names = {"column": column, "count": count, "row": first.row, "value": first.value, **facts}
    texts = {key: entry[key].format(**names) for key in ("reason_ko", "reason_en", "fix_ko", "fix_en")}
    return Finding(
        code=code,
        severity=entry["severity"],
        file_name=file_name,
        table_no=table_no,
        row=first.row,
        column=column,
        value=first.value,
        count=count,
        places=kept,
        facts=facts,
        **texts,
    )


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Make one finding of those that several parts of one table give: counts added, the first places kept.

    Args:
        findings: In the order of the parts.
    """
    alike: dict[tuple[str, int | None, str | None, str], list[Finding]] = {}
    for each in findings:
        alike.setdefault((each.code, each.table_no, each.column, repr(sorted(each.facts.items()))), []).append(each)
    return [_one(group) for group in alike.values()]


def _one(group: list[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    places = [(place.row, place.value) for each in group for place in each.places]
    return restated(group[0], count=sum(each.count for each in group), places=places)


def restated(found: Finding, *, count: int, places: list[tuple[int | None, str | None]]) -> Finding:
    """Return a finding with another count and other places, its texts written anew."""
    known: dict[str, Any] = {"table_no": found.table_no, "column": found.column, "file_name": found.file_name}
    return finding(found.code, count=count, places=places, **known, **found.facts)
