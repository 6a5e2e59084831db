"""Large queries in a process of their own: DuckDB's own limit of memory does not hold for everything that SQL can ask."""

import tempfile
from pathlib import Path

import polars as pl

from ppuri.core.errors import TransientError
from ppuri.core.isolation.call import Limits, Rejection, within
from ppuri.core.isolation.landlock import restrict
from ppuri.core.scope import Scope
from ppuri.core.settings import load_settings
from ppuri.core.warehouse import Opening, Params, opened, opening


def query_apart(
    scope: Scope, sql: str, params: Params | None = None, *, versions: dict[str, int] | None = None
) -> pl.DataFrame:
    """Run one SELECT over the firm's published tables in a child process, within `PPURI_QUERY_...`.

    Args:
        scope: The firm.
        sql: A SELECT with named parameters (`$name`).
        params: Their values.
        versions: Delta versions to read instead of the published ones.

    Raises:
        InternalError: When it is anything but one SELECT.
        TransientError: When it passes a limit or its process ends.
    """
    bounds = load_settings()
    limits = Limits(bounds.query_memory_mb, bounds.query_time_s, bounds.query_cpu_s, "PPURI_QUERY", once=True)
    outcome = within(limits, answered, opening(scope, versions=versions), sql, params or {})
    if isinstance(outcome, Rejection):
        raise TransientError(
            f"계산이 한도를 넘어 멈췄습니다({limits.memory_mb:,} MB, {limits.time_s:,}초). 기간을 줄이거나 {limits.setting}_MEMORY_MB, {limits.setting}_TIME_S를 늘려 주세요.",
            f"the query passed a limit and was stopped ({limits.memory_mb:,} MB, {limits.time_s:,} s); ask for a shorter range, or raise {limits.setting}_MEMORY_MB or {limits.setting}_TIME_S",
        )
    return outcome


def answered(what: Opening, sql: str, params: Params) -> pl.DataFrame:
    """Run the query; called in the child, which gets names of files and, where the kernel knows Landlock, can open nothing else."""
    restrict([Path(path) for paths in what.files.values() for path in paths], [Path(tempfile.gettempdir())])
    with opened(what) as warehouse:
        return warehouse.query(sql, params)
