"""Counts of a run as Prefect artifacts: ids and numbers, never a file's name or a value."""

from collections.abc import Sequence

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from ppuri.core.results import Receipt


def short(file_id: str) -> str:
    """Return the first 8 characters of a file id."""
    return file_id[:8]


def show_receipts(firm_id: str, machine_id: str, receipts: Sequence[Receipt]) -> None:
    """Publish one row of counts per file.

    Args:
        firm_id: Firm of the run.
        machine_id: Machine of the run, part of the artifact's key.
        receipts: What became of each file.
    """
    create_table_artifact(
        key=key("receipts", firm_id, machine_id),
        table=[
            {
                "file": short(receipt.file_id),
                "status": receipt.status,
                "rows_in": receipt.rows_in,
                "accepted": receipt.accepted,
                "quarantined": receipt.quarantined,
                "duplicate": receipt.duplicate,
                "changed": receipt.changed,
                "findings": len(receipt.findings),
                "questions": len(receipt.holds),
            }
            for receipt in receipts
        ],
    )


def show_counts(step: str, firm_id: str, counts: dict[str, int]) -> None:
    """Publish named counts of one step as a small table.

    Args:
        step: Name of the step, part of the artifact's key.
        firm_id: Firm of the run.
        counts: What was counted.
    """
    lines = [f"| {name} | {count:,} |" for name, count in counts.items()]
    create_markdown_artifact(key=key(step, firm_id), markdown="\n".join(["| | count |", "|---|---:|", *lines]))


def key(*parts: str) -> str:
    """Return an artifact's key: lower case letters, digits and dashes only."""
    return "-".join("".join(c if c.isascii() and c.isalnum() else "-" for c in part.lower()) for part in parts)
