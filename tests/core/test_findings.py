"""Every finding code has its texts in both languages, and templates fill."""

import re

import pytest

from ppuri.core.errors import InternalError
from ppuri.core.findings import catalogue, finding

KEYS = {"severity", "title_ko", "title_en", "reason_ko", "reason_en", "fix_ko", "fix_en"}


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_code_is_complete(code: str) -> None:
    entry = catalogue()[code]
    assert set(entry) == KEYS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert entry["severity"] in ("error", "warning", "notice")
    for key in ("title_ko", "reason_ko", "fix_ko"):
        assert re.search("[가-힣]", entry[key]), key
    for key in ("title_en", "reason_en", "fix_en"):
        assert not re.search("[가-힣]", entry[key].replace("합계", "").replace("소계", "")), key


def test_an_unknown_code_is_our_fault() -> None:
    with pytest.raises(InternalError):
        finding("no-such-code")


def test_places_are_bounded_and_the_first_is_the_place() -> None:
    code = next(iter(sorted(c for c, e in catalogue().items() if not facts(e))))
    found = finding(code, column="온도", count=9, places=[(n, "x" * 300) for n in range(3, 12)])
    assert (found.row, len(found.places), len(found.value or "")) == (3, 5, 200)


def facts(entry: dict[str, str]) -> set[str]:
    texts = " ".join(entry[key] for key in ("reason_ko", "reason_en", "fix_ko", "fix_en"))
    return set(re.findall(r"{(\w+)", texts)) - {"column", "count", "row", "value"}
