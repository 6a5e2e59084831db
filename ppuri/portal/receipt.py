"""The receipt page's values: sentences, proportions, steps, findings by weight, first figures."""

from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

from pipelines.steps.quarantine import has_work
from ppuri.core.assumed import assumed_lines
from ppuri.core.hub import Firm
from ppuri.core.ledger import FileRecord
from ppuri.core.results import Receipt, TableReceipt
from ppuri.portal import words
from ppuri.portal.meaning import meaning
from ppuri.portal.records import Records, fix_address, machine_names, process_of

STEPS = ("① 파일 선택", "② 읽기·확인", "③ 저장", "④ 결과 보기")
COLOURS = ("#1f5fa8", "#9aabbd", "#c8400a")


def receipt_view(records: Records, firm: Firm, receipt: Receipt) -> dict[str, Any]:
    """Return what the template of one receipt shows.

    Args:
        records: The installation.
        firm: Firm of the file.
        receipt: As stored.
    """
    stored = receipt.status == "committed"
    computing = stored and records.is_computing(firm)
    process, kind = process_of(firm, receipt.machine_id)
    weights: Counter[str] = Counter(finding.severity for finding in receipt.findings)
    return {
        "receipt": receipt,
        "firm_name": firm.name,
        "machine_name": machine_names(firm).get(receipt.machine_id or "", "설비 미정"),
        "sentences": words.sentences(receipt),
        "assumed": assumed_lines(receipt.assumptions),
        "bar": proportions(receipt),
        "steps": steps(receipt, computing=computing),
        "computing": computing,
        "severities": [(word, weights[word]) for word in words.SEVERITY if weights[word]],
        "tables": [_table(table, process, kind) for table in receipt.tables if table.columns or table.unmapped],
        "fix_address": fix_address(receipt) if has_work(receipt) else None,
        "answer_address": f"/uploads/{quote(receipt.file_id, safe='')}/answer?{urlencode({'firm': firm.id})}",
    }


def _table(table: TableReceipt, process: str, kind: str | None) -> dict[str, Any]:
    return {
        "name": table.name or table.table_no,
        "columns": [(header, meaning(column, process, kind)) for header, column in table.columns.items()],
        "unmapped": table.unmapped,
    }


def proportions(receipt: Receipt) -> list[dict[str, Any]]:
    """Return the rows of a receipt as parts of a bar."""
    return proportions_of(receipt.accepted, receipt.duplicate, receipt.quarantined)


def proportions_of(*counts: int) -> list[dict[str, Any]]:
    """Return accepted, repeated and set apart rows as parts of a bar 1000 wide; what is there is always visible."""
    total = max(sum(counts), 1)
    least = [8.0 if count else 0.0 for count in counts]
    free = 1000.0 - sum(least)
    widths = [smallest + free * count / total for smallest, count in zip(least, counts, strict=True)]
    starts = (0.0, widths[0], widths[0] + widths[1])
    return [
        {"x": f"{x:.1f}", "width": f"{width:.1f}", "colour": colour}
        for x, width, colour in zip(starts, widths, COLOURS, strict=True)
    ]


def waiting_steps(record: FileRecord) -> list[tuple[str, str]]:
    """Return the four steps of an upload that is being worked on: read first, stored once a person said so."""
    reached = 1 if record.status == "received" else 2
    return [
        (name, "done" if place < reached else "now" if place == reached else "") for place, name in enumerate(STEPS)
    ]


def steps(receipt: Receipt, *, computing: bool) -> list[tuple[str, str]]:
    """Return the four steps of an upload with the state of each: done, now, or nothing yet."""
    reached = {"held": 1, "rejected": 1, "undone": 4, "duplicate": 4}.get(receipt.status, 3 if computing else 4)
    return [
        (name, "done" if place < reached else "now" if place == reached else "") for place, name in enumerate(STEPS)
    ]
