"""The only place that opens DuckDB: in memory, for one firm, over the files that are published, sandboxed."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ppuri.core.contracts import DATASETS
from ppuri.core.errors import InternalError, TransientError
from ppuri.core.hub import calendar_frames
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.scratch import scratch
from ppuri.core.settings import load_settings
from ppuri.core.sqlfiles import mentioned, read_sql

Params = dict[str, Any]


class Warehouse:
    """A connection that sees one firm's published tables and nothing else."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, versions: dict[str, int]) -> None:
        self._connection = connection
        self.versions = versions

    def query(self, sql: str, params: Params | None = None) -> pl.DataFrame:
        """Run one SELECT and return its rows.

        Args:
            sql: A SELECT with named parameters (`$name`).
            params: Their values.

        Raises:
            InternalError: When it is anything but one SELECT.
            TransientError: When it needs more memory than the settings give.
        """
        self._check(sql)
        try:
            frame: pl.DataFrame = self._connection.sql(sql, params=params).pl()
        except duckdb.OutOfMemoryException as error:
            raise TransientError(
                "계산에 필요한 메모리가 모자랍니다. 기간을 줄이거나 PPURI_MEMORY_LIMIT_MB를 늘려 주세요.",
                "the query needs more memory than it may take; ask for a shorter range or raise PPURI_MEMORY_LIMIT_MB",
            ) from error
        return frame

    def _check(self, sql: str) -> None:
        # DuckDB has no read-only grant: COPY may overwrite every file that it may read.
        if [statement.type for statement in self._connection.extract_statements(sql)] != [duckdb.StatementType.SELECT]:
            raise InternalError("SELECT 하나만 실행할 수 있습니다.", "only one SELECT can be run")

    def register(self, name: str, frame: pl.DataFrame) -> None:
        """Make a frame readable as a table of that name."""
        self._connection.register("incoming", frame)
        self._connection.execute(f'create or replace table "{name}" as select * from incoming')
        self._connection.unregister("incoming")

    def materialise(self, name: str, sql: str, params: Params | None = None) -> None:
        """Keep the rows of a SELECT as a table of that name."""
        self._check(sql)
        self._connection.execute(f'create or replace table "{name}" as {sql}', params)

    def mount(self, names: list[str]) -> None:
        """Create views for relations of `sql/`, those first that others mention.

        Raises:
            InternalError: When relations mention each other in a circle.
        """
        waiting = dict.fromkeys(names)
        while waiting:
            ready = [name for name in waiting if not mentioned(read_sql(name), set(waiting) - {name})]
            if not ready:
                ring = ", ".join(waiting)
                raise InternalError(f"SQL이 서로를 부릅니다: {ring}", f"relations mention each other: {ring}")
            for name in ready:
                self._connection.execute(f'create or replace view "{name}" as {read_sql(name)}')
                del waiting[name]

    def relation_text(self, name: str) -> str:
        """Return the SQL text of a relation."""
        return read_sql(name)

    def tables(self) -> list[str]:
        """Names of what can be read."""
        return sorted(self.query("select table_name from information_schema.tables")["table_name"])


@dataclass(frozen=True)
class Opening:
    """What a warehouse shows; nothing else can be read in it.

    Attributes:
        versions: Table -> Delta version.
        files: Table -> its Parquet files.
        calendars: Tables `machine` and `shift`.
    """

    versions: dict[str, int]
    files: dict[str, list[str]]
    calendars: dict[str, pl.DataFrame]


_moments: ContextVar[dict[Scope, dict[str, int]]] = ContextVar("moments", default={})  # noqa: B039  never changed in place


@contextmanager
def one_moment(scope: Scope) -> Iterator[None]:
    """Let every warehouse of the firm that is opened inside see what is published now, whatever is published meanwhile.

    Args:
        scope: The firm.
    """
    known = _moments.get()
    mark = _moments.set({scope: Ledger(scope.home).published(scope.firm_id), **known})
    try:
        yield
    finally:
        _moments.reset(mark)


@contextmanager
def open_warehouse(scope: Scope, *, versions: dict[str, int] | None = None) -> Iterator[Warehouse]:
    """Open the firm's published tables.

    Args:
        scope: The firm.
        versions: Delta versions to read instead of the published ones, or of those of `one_moment`.

    Yields:
        The warehouse: a view per published table (datasets without files are empty), tables `machine` and `shift`.

    Raises:
        InternalError: When a file of the lake is not the firm's own.
    """
    with opened(opening(scope, versions=versions)) as warehouse:
        yield warehouse


def opening(scope: Scope, *, versions: dict[str, int] | None = None) -> Opening:
    """Return what a warehouse of the firm shows; parameters as for `open_warehouse`."""
    shown = _moments.get().get(scope) if versions is None else versions
    shown = Ledger(scope.home).published(scope.firm_id) if shown is None else shown
    lake = Lake(scope)
    files = {table: lake.files(table, version) for table, version in shown.items()}
    for path in (path for paths in files.values() for path in paths):
        _refuse_shared(path)
    return Opening(shown, files, calendar_frames(scope))


def _refuse_shared(path: str) -> None:
    """A second name of a file, of either kind, may be the way out of one firm's folder into another's."""
    try:
        state = Path(path).lstat()
    except FileNotFoundError:  # DuckDB names the file that is missing
        return
    if not stat.S_ISREG(state.st_mode) or state.st_nlink != 1:
        raise InternalError(
            f"저장 파일 {Path(path).name}이(가) 다른 곳과 이어져 있어 열지 않았습니다. `ppuri verify`를 실행해 주세요.",
            f"the stored file {Path(path).name} is linked to another place and was not opened; run `ppuri verify`",
        )


@contextmanager
def opened(what: Opening) -> Iterator[Warehouse]:
    """Open what is shown, in an instance of its own in memory, with a temporary folder of its own.

    Args:
        what: What to show.
    """
    with scratch() as folder:
        connection = duckdb.connect(":memory:")
        try:
            warehouse = Warehouse(connection, what.versions)
            _configure(connection, folder, [path for paths in what.files.values() for path in paths])
            for table in sorted(set(DATASETS) | set(what.files)):
                _view(connection, table, what.files.get(table, []))
            for name, frame in what.calendars.items():
                warehouse.register(name, frame)
            _lock(connection)
            yield warehouse
        finally:
            connection.close()


def _configure(connection: duckdb.DuckDBPyConnection, folder: Path, allowed: list[str]) -> None:
    settings = load_settings()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set memory_limit = '{settings.memory_limit_mb}MB'")
    if settings.threads:
        connection.execute(f"set threads = {settings.threads}")
    # DuckDB lets every query read its temporary folder: the usual one is shared by all processes of a working folder.
    connection.execute(f"set temp_directory = {_text(str(folder / 'spill'))}")
    for switch in ("autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions"):
        connection.execute(f"set {switch} = false")
    # A name in a query must never be taken for a variable of the program that holds a frame of another firm.
    connection.execute("set python_enable_replacements = false")
    connection.execute(f"set allowed_paths = {_list(allowed)}")


def _view(connection: duckdb.DuckDBPyConnection, table: str, paths: list[str]) -> None:
    if paths:
        source = (
            f"select * from read_parquet({_list(paths)}, union_by_name = true, hive_partitioning = true, "
            "hive_types = {'machine_id': 'VARCHAR', 'month': 'VARCHAR'})"
        )
    elif table in DATASETS:
        connection.register("incoming", pl.DataFrame(schema=DATASETS[table].fixed))
        connection.execute(f'create table "{table}" as select * from incoming')
        connection.unregister("incoming")
        return
    else:
        return
    connection.execute(f'create view "{table}" as {source}')


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(values: list[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"
