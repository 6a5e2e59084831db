"""A firm's rows in Prefect's database: its deployments, runs, artifacts and events, which hold ids only, go as well."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from ppuri.core.errors import TransientError
from ppuri.core.ledger.withdrawal import BUSY_S, overwrite_freed_pages

_AT_ONCE = 500


def forget_in_prefect(home: Path, firm_id: str) -> int:
    """Delete the firm's rows of the Prefect database that lies in the installation.

    Args:
        home: Folder of the installation.
        firm_id: The firm, as the flows name it in parameters.

    Returns:
        Rows deleted.

    Raises:
        TransientError: When Prefect keeps its database busy for half a minute.
    """
    path = home / "prefect" / "prefect.db"
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)) as connection:
            connection.execute("pragma secure_delete = on")
            connection.execute("begin immediate")
            count = _Rows(connection).forget(firm_id)
            connection.execute("commit")
    except sqlite3.OperationalError as error:
        raise TransientError(
            "실행 기록 데이터베이스가 바쁩니다. 잠시 뒤 다시 실행해 주세요.",
            f"Prefect's database is busy; run this again shortly ({error})",
        ) from error
    overwrite_freed_pages(path)
    return count


class _Rows:
    """The tables of one Prefect database, whichever of its versions made it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        named = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        self._columns = {
            name: {row[1] for row in connection.execute(f'pragma table_info("{name}")')} for (name,) in named
        }

    def forget(self, firm_id: str) -> int:
        deployments = self._of_firm("deployment", firm_id)
        runs = self._of_firm("flow_run", firm_id) | self._ids("flow_run", "deployment_id", deployments)
        # Runs that serve all firms have a task for each, of the firm's name.
        tasks = self._ids("task_run", "flow_run_id", runs) | self._ids("task_run", "name", [firm_id])
        told = [f"prefect.{kind}.{_dashed(id_)}" for kind, ids in _kinds(deployments, runs, tasks) for id_ in ids]
        events = self._ids("event_resources", "resource_id", told, wanted="event_id")
        events |= self._ids("events", "resource_id", told)
        keys = self._ids("artifact", "flow_run_id", runs, wanted="key")
        keys |= self._ids("artifact", "task_run_id", tasks, wanted="key")
        count = 0
        for table, columns in self._columns.items():
            for column, values in (
                ("deployment_id", deployments),
                ("flow_run_id", runs),
                ("parent_flow_run_id", runs),
                ("task_run_id", tasks),
                ("event_id", events),
                ("resource_id", told),
            ):
                if column in columns and (table, column) != ("flow_run", "deployment_id"):
                    count += self._delete(table, column, values)
        count += self._delete("artifact_collection", "key", keys)
        for table, ids in (("events", events), ("task_run", tasks), ("flow_run", runs), ("deployment", deployments)):
            count += self._delete(table, "id", ids)
        return count

    def _of_firm(self, table: str, firm_id: str) -> set[Any]:
        if not {"id", "parameters", "tags"} <= self._columns.get(table, set()):
            return set()
        found = set()
        for id_, parameters, tags in self._connection.execute(f'select id, parameters, tags from "{table}"'):  # noqa: S608
            named = json.loads(parameters or "{}").get("firm_id")
            if named == firm_id or f"firm:{firm_id}" in json.loads(tags or "[]"):
                found.add(id_)
        return found

    def _ids(self, table: str, column: str, values: Iterable[Any], wanted: str = "id") -> set[Any]:
        if not {column, wanted} <= self._columns.get(table, set()):
            return set()
        found: set[Any] = set()
        for part in _parts(values):
            marks = ",".join("?" * len(part))
            query = f'select "{wanted}" from "{table}" where "{column}" in ({marks})'  # noqa: S608
            found |= {value for (value,) in self._connection.execute(query, part) if value is not None}
        return found

    def _delete(self, table: str, column: str, values: Iterable[Any]) -> int:
        if column not in self._columns.get(table, set()):
            return 0
        count = 0
        for part in _parts(values):
            marks = ",".join("?" * len(part))
            count += self._connection.execute(f'delete from "{table}" where "{column}" in ({marks})', part).rowcount  # noqa: S608
        return count


def _kinds(deployments: set[Any], runs: set[Any], tasks: set[Any]) -> list[tuple[str, set[Any]]]:
    return [("deployment", deployments), ("flow-run", runs), ("task-run", tasks)]


def _dashed(id_: Any) -> str:
    text = str(id_).replace("-", "")
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    rest = sorted(values)
    return (rest[start : start + _AT_ONCE] for start in range(0, len(rest), _AT_ONCE))
