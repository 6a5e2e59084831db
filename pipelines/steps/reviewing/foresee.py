"""What storing a file would do, put before a person with the question whether it is to be done."""

from dataclasses import replace

from pipelines.steps.prepared import Prepared, PreparedTable
from pipelines.steps.publish import foreseen
from pipelines.steps.receipt import Counts
from ppuri.core.ledger import Ledger
from ppuri.core.results import Hold
from ppuri.core.review import REVIEW, SAVE, Review, ReviewTable
from ppuri.core.scope import Scope

ASKED = Hold(
    key=REVIEW,
    choices=(SAVE,),
    question_ko="읽은 내용이 맞는지 확인하고 저장해 주세요.",
    question_en="Check how the file was read, then store it.",
)


def reviewed(scope: Scope, ledger: Ledger, prepared: Prepared) -> Prepared:
    """Return a file with what storing it would do and the question whether to; other questions are asked beside it.

    Args:
        scope: The firm.
        ledger: Its ledger.
        prepared: The file as read, in the order in which it would be stored.
    """
    counts, holds = ({}, prepared.holds) if prepared.holds else foreseen(scope, ledger, prepared)
    tables = tuple(_counted(prepared, table, counts) for table in prepared.tables)
    shown = Review(tables=tuple(table for table in tables if table is not None))
    return replace(prepared, holds=(*(holds or prepared.holds), ASKED), review=shown)


def _counted(prepared: Prepared, table: PreparedTable, counts: Counts) -> ReviewTable | None:
    if table.review is None:
        return None
    found = counts.get((prepared.record.file_id, table.table_no))
    kept = table.rows_in - table.quarantine.height - table.duplicate
    return table.review.model_copy(
        update={
            "rows_in": table.rows_in,
            "accepted": found["accepted"] if found else kept,
            "changed": found["changed"] if found else 0,
            "duplicate": table.duplicate + (found["duplicate"] if found else 0),
            "quarantined": table.quarantine.height,
            "cells_nulled": table.cells_nulled,
        }
    )
