"""The ledger itself: its file is whole, and what it keeps as text can be understood."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Column, select
from sqlalchemy.exc import DatabaseError

from connectors.types import Mapping
from pipelines.steps.auditing.audit import Audit
from ppuri.core.ledger import Ledger, schema
from ppuri.core.results import Receipt

_TEXTS: tuple[tuple[Column[Any], Callable[[str], Any]], ...] = (
    (schema.file.c.receipt_json, Receipt.model_validate_json),
    (schema.file.c.override_json, json.loads),
    (schema.file.c.answers_json, json.loads),
    (schema.mapping.c.mapping_json, Mapping.model_validate_json),
    (schema.fact.c.value_json, json.loads),
    (schema.state.c.value_json, json.loads),
    (schema.publication.c.versions_json, json.loads),
)


def ledger_rows(ledger: Ledger, firm_id: str) -> Audit:
    """Check the pages of a ledger file, and every text of the firm's rows."""
    audit = Audit()
    try:
        _pages(ledger, audit)
        for column, understood in _TEXTS:
            _texts(ledger, firm_id, column, understood, audit)
    except DatabaseError as error:
        audit.look(False, f"the ledger cannot be read ({error.orig})")
    return audit


def _pages(ledger: Ledger, audit: Audit) -> None:
    with ledger.reading() as connection:
        if connection.dialect.name != "sqlite":  # a server checks its pages itself
            return
        found = [str(row[0]) for row in connection.exec_driver_sql("pragma integrity_check(5)")]
        audit.look(found == ["ok"], "ledger.db: " + found[0])
        strangers = connection.exec_driver_sql("pragma foreign_key_check").all()
        audit.look(not strangers, f"ledger.db: {len(strangers)} rows refer to nothing")


def _texts(ledger: Ledger, firm_id: str, column: Column[Any], understood: Callable[[str], Any], audit: Audit) -> None:
    with ledger.reading() as connection:
        texts = connection.execute(select(column).where(column.table.c.firm_id == firm_id)).scalars()
        for text in texts:
            try:
                if text is not None:
                    understood(text)
                holds = True
            except (ValueError, ValidationError):
                holds = False
            audit.look(holds, f"{column.table.name}.{column.name} cannot be understood")
