"""Findings of a receipt in at most twenty groups: a person reads twenty lines, not two hundred."""

from collections import Counter
from collections.abc import Sequence

from ppuri.core.findings import Finding, finding

MOST = 20
_SHOWN = 3


def folded(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, those of one code made one where there are more than twenty; the commonest code first.

    Args:
        findings: Of one file, in their order.
    """
    kept = list(findings)
    while len(kept) > MOST:
        (code, often), *_ = Counter(each.code for each in kept).most_common(1)
        if often == 1:
            break
        kept = _one_of(code, kept)
    return kept


def _one_of(code: str, findings: list[Finding]) -> list[Finding]:
    """Fold the findings of a code into the first of them."""
    alike = [each for each in findings if each.code == code]
    columns = list(dict.fromkeys(each.column for each in alike if each.column))
    more = f" 외 {len(columns) - _SHOWN}개" if len(columns) > _SHOWN else ""
    places = [(place.row, place.value) for each in alike for place in each.places]
    first = alike[0]
    facts = {
        name: fact if all(each.facts.get(name) == fact for each in alike) else "…" for name, fact in first.facts.items()
    }
    tables = {each.table_no for each in alike}
    one = finding(
        code,
        table_no=first.table_no if len(tables) == 1 else None,
        column=", ".join(columns[:_SHOWN]) + more if columns else None,
        count=sum(each.count for each in alike),
        places=places,
        file_name=first.file_name,
        **facts,
    )
    at = findings.index(first)
    return [*findings[:at], one, *(each for each in findings[at + 1 :] if each.code != code)]
