"""Names and units of the channels that a firm has, for readers: `die_temp_lower_2_c` is `하형온도 2`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from connectors.dictionary import Channel, channels
from ppuri.reports.parts.span import Ask
from ppuri.reports.types import ReportMachine

TABLES = ("run", "reading", "batch")
STATISTIC = re.compile(r"_(avg|sd|min|max)$")
WORDS = {"avg": "평균", "sd": "표준편차", "min": "최소", "max": "최대"}


def channel_names(ask: Ask, machines: Iterable[ReportMachine]) -> dict[str, str]:
    """Return column to name in Korean, for every channel column of the firm's tables."""
    return {column: _name(column, entry) for column, entry in _found(ask, machines).items()}


def kept_names(mappings: Iterable[Mapping[str, Any]], machines: Iterable[ReportMachine]) -> dict[str, str]:
    """Return column to name for columns kept as `x_...`: the channel that is likely, or the header as it stands.

    Args:
        mappings: Mappings of the files behind the report, as stored.
        machines: Machines of the firm.
    """
    wanted = list(dict.fromkeys((machine.process, machine.kind) for machine in machines))
    entries = {entry.name: entry for process, kind in wanted for entry in channels(process, kind)}
    told: dict[str, str] = {}
    for column in (column for one in mappings for column in one["columns"]):
        if (column["column"] or "").startswith("x_"):
            entry = entries.get(column["channel"] or "")
            told[column["column"]] = f"{_name(entry.name, entry)}(단위 모름)" if entry else column["header"]
    return told


def channel_units(ask: Ask, machines: Iterable[ReportMachine]) -> dict[str, str]:
    """Return column to stored unit, for every channel column that has one."""
    return {column: entry.unit for column, entry in _found(ask, machines).items() if entry.unit}


def _found(ask: Ask, machines: Iterable[ReportMachine]) -> dict[str, Channel]:
    columns = {name for table in TABLES for name in ask(f"SELECT * FROM {table} LIMIT 0", {}).columns}  # noqa: S608
    wanted = list(dict.fromkeys((machine.process, machine.kind) for machine in machines))
    entries = [entry for process, kind in wanted for entry in channels(process, kind) if entry.numeric]
    found: dict[str, Channel] = {}
    for entry in entries:
        pattern = re.compile(re.escape(entry.name).replace(r"\{n\}", r"\d+") + r"(_avg|_sd|_min|_max)?")
        for column in columns - found.keys():
            if pattern.fullmatch(column):
                found[column] = entry
    return found


def _name(column: str, entry: Channel) -> str:
    """Return the first Korean header of the entry, with zone number and statistic where the column has them."""
    korean = next((header for header in entry.headers if re.search("[가-힣]", header)), entry.name)
    base = STATISTIC.sub("", column)
    number = re.fullmatch(re.escape(entry.name).replace(r"\{n\}", r"(\d+)"), base)
    shown = korean.replace("{n}", f" {number[1]}") if number and number.groups() else korean
    suffix = STATISTIC.search(column)
    return f"{shown} {WORDS[suffix[1]]}" if suffix and base != column else shown.strip()
