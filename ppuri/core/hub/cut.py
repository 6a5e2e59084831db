"""Taking one firm out of the text of a hub file, comments and order of the others as they were."""

import re
import tomllib
from contextlib import suppress
from pathlib import Path

from ppuri.core.errors import UsageError

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\- ]+?)\s*\]\]?\s*(#.*)?$")


def without_firm(text: str, firm_id: str, place: Path) -> str:
    """Return the text of a hub file without a firm; the same text where it does not declare it.

    Args:
        text: A hub file in TOML.
        firm_id: The firm.
        place: Where the text stands, for the message.

    Raises:
        UsageError: When the firm is not written as a `[[firms]]` of its own.
    """
    content = tomllib.loads(text)
    firms = content.get("firms", [])
    kept = [firm for firm in firms if firm.get("id") != firm_id]
    if len(kept) == len(firms):
        return text
    lines = text.splitlines(keepends=True)
    gone = {
        number for at, firm in zip(_blocks(lines), firms, strict=False) if firm.get("id") == firm_id for number in at
    }
    left = "".join(line for number, line in enumerate(lines) if number not in gone)
    wanted = {**content, "firms": kept} if kept else {key: value for key, value in content.items() if key != "firms"}
    with suppress(tomllib.TOMLDecodeError):
        if tomllib.loads(left) == wanted:
            return left
    raise UsageError(
        f"{place} 에서 기업 {firm_id} 부분을 가려낼 수 없습니다. 그 부분을 직접 지운 뒤 다시 실행해 주세요.",
        f"the part of firm {firm_id} in {place} cannot be told apart; delete it there by hand and run this again",
    )


def _blocks(lines: list[str]) -> list[range]:
    """Lines of each `[[firms]]` with all that belongs to it and the comment right above it."""
    headers = [(number, found[1], found[2]) for number, line in enumerate(lines) if (found := _HEADER.match(line))]
    blocks = []
    for place, (number, bracket, name) in enumerate(headers):
        if (bracket, name) != ("[[", "firms"):
            continue
        after = [at for at, _, other in headers[place + 1 :] if not other.startswith("firms.")]
        blocks.append(range(_above(lines, number), _above(lines, after[0]) if after else len(lines)))
    return blocks


def _above(lines: list[str], number: int) -> int:
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number
