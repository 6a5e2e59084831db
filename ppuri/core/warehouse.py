"""The only place that opens DuckDB: in memory, for one firm, over the files that are published, sandboxed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ppuri.core.contracts import DATASETS
from ppuri.core.errors import InternalError
from ppuri.core.hub import calendar_frames
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
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
        """
        self._check(sql)
        frame: pl.DataFrame = self._connection.sql(sql, params=params).pl()
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


@contextmanager
def open_warehouse(scope: Scope, *, versions: dict[str, int] | None = None) -> Iterator[Warehouse]:
    """Open the firm's published tables.

    Args:
        scope: The firm.
        versions: Delta versions to read instead of the published ones.

    Yields:
        The warehouse: a view per published table (datasets without files are empty), tables `machine` and `shift`.
    """
    shown = Ledger(scope.home).published(scope.firm_id) if versions is None else versions
    lake = Lake(scope)
    files = {table: lake.files(table, version) for table, version in shown.items()}
    with tempfile.TemporaryDirectory(prefix="ppuri-") as scratch:
        connection = duckdb.connect(":memory:")
        try:
            warehouse = Warehouse(connection, shown)
            _configure(connection, scratch, [path for paths in files.values() for path in paths])
            for table in sorted(set(DATASETS) | set(files)):
                _view(connection, table, files.get(table, []))
            for name, frame in calendar_frames(scope).items():
                warehouse.register(name, frame)
            _lock(connection)
            yield warehouse
        finally:
            connection.close()


def _configure(connection: duckdb.DuckDBPyConnection, scratch: str, allowed: list[str]) -> None:
    settings = load_settings()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set memory_limit = '{settings.memory_limit_mb}MB'")
    if settings.threads:
        connection.execute(f"set threads = {settings.threads}")
    connection.execute(f"set temp_directory = {_text(str(Path(scratch) / 'spill'))}")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set autoload_known_extensions = false")
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
