"""Rows of a sheet that tells of several machines, each to its own."""

import re
from dataclasses import replace

import polars as pl

from connectors.dictionary import normalise
from connectors.sheets import words
from connectors.sheets.work import Sheet
from connectors.types import MachineContext, Table


def routed(sheet: Sheet, machine: MachineContext | None) -> Sheet:
    """Give every row to its machine where the sheet tells of several that are declared, and leave the column out."""
    found = machines_of(sheet.table, machine) if machine is not None else None
    if found is None:
        return sheet
    column, machines = found
    table = sheet.table
    rest = {name: unit for name, unit in table.units.items() if name != column}
    return replace(sheet, table=replace(table, records=table.records.drop(column), units=rest), machines=machines)


def machine_column(table: Table) -> str | None:
    """Return the column that names machines."""
    return next((name for name in table.records.columns if words.bare(name) in words.MACHINES), None)


def machines_of(table: Table, machine: MachineContext) -> tuple[str, pl.Series] | None:
    """Return the column of machines and the id of each row; None where one of them is not declared, or all are one."""
    column = machine_column(table)
    if column is None or not machine.machines:
        return None
    distinct = table.records[column].drop_nulls().unique().to_list()
    ids = {text: id_of(text, machine.machines) for text in distinct}
    if not ids or any(each is None for each in ids.values()) or table.records[column].null_count():
        return None
    if set(ids.values()) == {machine.machine_id}:
        return None
    return column, table.records[column].replace_strict(list(ids), list(ids.values()), return_dtype=pl.String)


def id_of(text: str, machines: tuple[tuple[str, str], ...]) -> str | None:
    """The one machine that a text names, or ends in: `사출 1호기` is `1호기`, `11호기` is not."""
    word = normalise(text)
    exact = {machine_id for name, machine_id in machines if normalise(name) == word}
    if exact:
        return exact.pop() if len(exact) == 1 else None
    ending = {
        machine_id
        for name, machine_id in machines
        if normalise(name)
        and (
            re.search(rf"(?<![\da-z]){re.escape(normalise(name))}$", word)
            or re.search(rf"(?<![\da-z]){re.escape(word)}$", normalise(name))
        )
    }
    return ending.pop() if len(ending) == 1 else None
