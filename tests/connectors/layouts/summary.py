"""What a file of a layout reads, maps and types to, in the form of the folders' `expected.json`."""

from pathlib import Path
from typing import Any

from connectors import read_export
from connectors.mapping import propose
from connectors.types import MachineContext, Table
from connectors.typing import type_table
from ppuri.core.contracts import DATASETS


def summary(source: Path | bytes, machine: dict[str, str | None], answers: dict[str, str]) -> dict[str, Any]:
    """Return one object per file.

    Args:
        source: The sample.
        machine: `process` and `kind` of the machine that it comes from.
        answers: What a person answers where the file leaves a question open.
    """
    export = read_export(source)
    context = MachineContext("-", process=str(machine["process"]), kind=machine["kind"])
    return {
        "container": export.container,
        "findings": sorted(each.code for each in export.findings),
        "tables": [_table(table, context, answers) for table in export.tables],
    }


def _table(table: Table, machine: MachineContext, answers: dict[str, str]) -> dict[str, Any]:
    records = table.records
    asked = propose(table, machine)
    mapping = propose(table, machine, answers=answers) if answers else asked
    typed = type_table(table, mapping, machine)
    instants = typed.frame[DATASETS[typed.dataset].time].dt.convert_time_zone("Asia/Seoul")
    told = [c for c in mapping.columns if c.status != "dropped"]
    return {
        "family": table.family,
        "layout": table.layout,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "decimal": table.decimal,
        "header_roles": table.header_roles,
        "columns": records.columns,
        "units": table.units,
        "labels": table.labels,
        "start": table.start_text,
        "interval": table.interval_text,
        "record_count": table.record_count,
        "rejected": table.rejected["row_no"].to_list(),
        "skipped": list(table.skipped_rows),
        "first_row": list(records.row(0)),
        "last_row": list(records.row(-1)),
        "asked": sorted(hold.key for hold in asked.holds),
        "dataset": mapping.dataset,
        "time": {
            "columns": list(mapping.time.columns),
            "forms": list(mapping.time.forms),
            "subsecond": list(mapping.time.subsecond) if mapping.time.subsecond else None,
            "zone": mapping.time.zone,
        },
        "mapping": {c.header: c.column for c in mapping.columns},
        "mapped": f"{sum(c.status in ('mapped', 'unconfirmed') for c in told)} of {len(told)}",
        "accepted": typed.accepted_count,
        "duplicate": typed.duplicate_count,
        "quarantined": typed.quarantine.height,
        "nulled": typed.cells_nulled,
        "first": str(instants.min()),
        "last": str(instants.max()),
        "typed_findings": sorted({f.code for f in (*table.findings, *mapping.findings, *typed.findings)}),
    }
