"""How a file would be read and mapped; writes nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors import read_export
from connectors.layouts import named
from connectors.mapping import propose
from connectors.types import MachineContext, Table
from connectors.typing import type_table
from pipelines.steps.receive import machine_context
from ppuri.core.clock import now
from ppuri.core.errors import UsageError

ANYONE = MachineContext(machine_id="-", process="other")


def inspect_file(path: Path, machine: MachineContext | None = None) -> dict[str, Any]:
    """Read and map a file without storing anything.

    Args:
        path: The file.
        machine: The machine it belongs to; None judges by the file alone.

    Returns:
        One object: file_name, container, byte_count, sha256, findings, holds and `tables`, each with how it was read
        (family of the recorder, encoding, delimiter, header_rows, units, record_count), dataset, mapping, assumptions, findings and holds.

    Raises:
        UsageError: When there is no such file.
    """
    if not path.is_file():
        raise UsageError(f"파일이 없습니다: {path}. 이름을 확인해 주세요.", f"there is no file {path}; check the name")
    export = read_export(path)
    asked = replace(machine or ANYONE, received=now())
    return {
        "file_name": export.file_name,
        "container": export.container,
        "byte_count": export.byte_count,
        "sha256": export.sha256,
        "findings": [each.model_dump(mode="json") for each in export.findings],
        "holds": [each.model_dump(mode="json") for each in export.holds],
        "tables": [_table(table, path.name, asked) for table in export.tables],
    }


def _table(table: Table, file_name: str, machine: MachineContext) -> dict[str, Any]:
    mapping = propose(table, machine, file_name=file_name)
    typed = None if mapping.holds else type_table(table, mapping, machine)
    findings = [*table.findings, *mapping.findings, *(typed.findings if typed else ())]
    assumptions = [*mapping.assumptions, *(typed.assumptions if typed else ())]
    return {
        "table_no": table.table_no,
        "name": table.name,
        "layout": table.layout,
        "family": table.family,
        "family_ko": named(table.family).ko if table.family else None,
        "family_en": named(table.family).en if table.family else None,
        "start": table.start_text,
        "interval": table.interval_text,
        "encoding": table.encoding,
        "bom": table.bom,
        "delimiter": table.delimiter,
        "decimal": table.decimal,
        "newline": table.newline,
        "header_rows": list(table.header_rows),
        "header_roles": table.header_roles,
        "skipped_rows": list(table.skipped_rows),
        "units": table.units,
        "labels": table.labels,
        "record_count": table.record_count,
        "rejected_count": table.rejected.height,
        "accepted_count": None
        if typed is None
        else table.record_count - typed.quarantine.height - typed.duplicate_count,
        "dataset": mapping.dataset,
        "time": mapping.time.model_dump(mode="json"),
        "mapping": [each.model_dump(mode="json") for each in mapping.columns],
        "assumptions": [each.model_dump(mode="json") for each in assumptions],
        "findings": [each.model_dump(mode="json") for each in findings],
        "holds": [each.model_dump(mode="json") for each in (*mapping.holds, *(typed.holds if typed else ()))],
    }


__all__ = ["inspect_file", "machine_context"]
