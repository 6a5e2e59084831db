"""Every way out of a warehouse that was ever found (and the controls that must work), tried on one firm beside another.

The first wall lets one SELECT pass; the second is DuckDB's own lock. What the first wall stops is tried on the second as well,
by going round the first.
"""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ppuri.core.apart import query_apart
from ppuri.core.errors import InternalError, TransientError
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.isolation import close
from ppuri.core.isolation.call import Limits, within
from ppuri.core.isolation.landlock import restrict, version
from ppuri.core.lake import Lake
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Opening, Warehouse, open_warehouse, opening
from tests.core.test_warehouse import HUB, publish
from tests.effort import LONG

SECRET = 4711.25
REFUSED = r"(?i)permission|disabled|not allowed|locked|cannot|not authorized|no extension|does not exist|not found|not exist|not in the catalog"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("probes")
    (home / "hub.toml").write_text(HUB, encoding="utf-8")
    apply_hub(home, None)
    publish(open_scope(home, "hanbit"), [660.0])
    publish(open_scope(home, "daeil"), [SECRET])
    scratch = home / "scratch"
    scratch.mkdir()
    other = foreign(home)
    (scratch / "link.parquet").symlink_to(other)
    (scratch / "folder").symlink_to(other.parent)
    (scratch / "secret.csv").write_text(f"a\n{SECRET}\n")
    (scratch / "secret.json").write_text(f'{{"a": {SECRET}}}')
    with duckdb.connect(str(scratch / "other.duckdb")) as database:
        database.execute(f"create table secret as select {SECRET} as a")
    return home


def foreign(home: Path) -> Path:
    return Path(Lake(Scope(home, "daeil")).files("run", 0)[0])


def own(home: Path) -> Path:
    return Path(Lake(Scope(home, "hanbit")).files("run", 0)[0])


@pytest.fixture
def places(home: Path) -> dict[str, Any]:
    other, mine = foreign(home), own(home)
    return {
        "other": other,
        "own": mine,
        "lake": home / "lake",
        "scratch": home / "scratch",
        "climb": mine.parent / os.path.relpath(other, mine.parent),
        "bracket": str(other).replace("daeil", "[d]aeil"),
        "query": str(other).replace("daeil", "daei?"),
    }


READS = {
    "path": "select * from '{other}'",
    "path in double quotes": 'select * from "{other}"',
    "reader": "select * from read_parquet('{other}')",
    "reader, list": "select * from read_parquet(['{own}', '{other}'])",
    "old name of the reader": "select * from parquet_scan('{other}')",
    "dots": "select * from read_parquet('{climb}')",
    "stars": "select * from read_parquet('{lake}/*/run/*/*/*.parquet')",
    "two stars": "select * from read_parquet('{lake}/**')",
    "brackets": "select * from read_parquet('{bracket}')",
    "question mark": "select * from read_parquet('{query}')",
    "link to a file": "select * from read_parquet('{scratch}/link.parquet')",
    "link to a folder": "select * from read_parquet('{scratch}/folder/{other.name}')",
    "file url": "select * from read_parquet('file://{other}')",
    "file url, one slash": "select * from read_parquet('file:{other}')",
    "localhost url": "select * from read_parquet('file://localhost{other}')",
    "through proc": "select * from read_parquet('/proc/self/root{other}')",
    "through proc cwd": "select * from read_parquet('/proc/self/cwd/../../../../../../..{other}')",
    "csv": "select * from read_csv('{scratch}/secret.csv')",
    "csv, auto": "select * from read_csv_auto('{scratch}/secret.csv')",
    "csv sniffer": "select * from sniff_csv('{scratch}/secret.csv')",
    "csv of the system": "select * from read_csv('/etc/passwd')",
    "json": "select * from read_json('{scratch}/secret.json')",
    "json, auto": "select * from read_json_auto('{scratch}/secret.json')",
    "json objects": "select * from read_json_objects('{scratch}/secret.json')",
    "lines of json": "select * from read_ndjson('{scratch}/secret.json')",
    "text": "select * from read_text('{other}')",
    "text of the lake": "select * from read_text('{lake}/**')",
    "blob": "select * from read_blob('{other}')",
    "glob": "select * from glob('{lake}/**')",
    "metadata": "select * from parquet_metadata('{other}')",
    "schema": "select * from parquet_schema('{other}')",
    "file metadata": "select * from parquet_file_metadata('{other}')",
    "key-value metadata": "select * from parquet_kv_metadata('{other}')",
    "bloom filter": "select * from parquet_bloom_probe('{other}', 'melt_temp_c', 1)",
    "database": "select * from read_duckdb('{scratch}/other.duckdb', table_name = 'secret')",
    "the ledger": "select * from sqlite_scan('{lake}/../ledger.db', 'file')",
    "delta": "select * from delta_scan('{lake}/daeil/run')",
    "http": "select * from read_csv('http://127.0.0.1:9/x.csv')",
    "https": "select * from read_parquet('https://127.0.0.1:9/x.parquet')",
    "s3": "select * from read_parquet('s3://bucket/x.parquet')",
    "query of a text": "select * from query('select * from read_parquet(''{other}'')')",
    "table of a name": "select * from query_table('{other}')",
    "subquery": "select (select count(*) from read_parquet('{other}'))",
    "common table": "with x as (from read_parquet('{other}')) select * from x",
    "lateral": "select * from (select '{other}' as p) t, lateral (select * from read_text(t.p))",
    "shared temporary folder": "select * from read_csv('.tmp/*')",
    "logging by a table function": "select * from enable_logging(storage_path = '{scratch}/log')",
}
STATEMENTS = {
    "attach a file": "attach '{scratch}/other.duckdb' as x",
    "attach read-only": "attach '{scratch}/other.duckdb' as x (read_only)",
    "attach sqlite": "attach '{lake}/../ledger.db' as x (type sqlite)",
    "copy out": "copy (select 1) to '{scratch}/out.csv'",
    "copy to parquet": "copy (select 1) to '{scratch}/out.parquet'",
    "copy partitioned": "copy (select 1 as a, 2 as b) to '{scratch}/out' (format parquet, partition_by (b))",
    "copy a database": "copy from database memory to x",
    "copy in": "create temp table t (a double); copy t from '{scratch}/secret.csv'",
    "export": "export database '{scratch}/dump'",
    "import": "import database '{scratch}/dump'",
    "install": "install httpfs",
    "install from the community": "install h3 from community",
    "load": "load httpfs",
    "load a file": "load '{scratch}/x.duckdb_extension'",
    "allow external access": "set enable_external_access = true",
    "unlock": "set lock_configuration = false",
    "allow a path": "set allowed_paths = ['{other}']",
    "allow a folder": "set allowed_directories = ['{lake}']",
    "move the temporary folder": "set temp_directory = '{lake}'",
    "move the home folder": "set home_directory = '{lake}'",
    "search elsewhere": "set file_search_path = '{lake}'",
    "reset": "reset allowed_paths",
    "raise the memory": "set memory_limit = '100GB'",
    "pragma": "pragma enable_profiling; pragma profiling_output = '{scratch}/profile'",
    "profile to a file": "set profiling_output = '{scratch}/profile'",
    "log to a file": "call enable_logging(storage = 'file', storage_path = '{scratch}/log')",
    "create a secret": "create secret s (type http, bearer_token 'x')",
    "view over the other firm": "create view v as select * from read_parquet('{other}')",
    "table from the other firm": "create table t as select * from read_parquet('{other}')",
    "prepared": "prepare p as select * from read_parquet('{other}'); execute p",
    "macro": "create temp macro m() as table select * from read_parquet('{other}'); select * from m()",
}


@pytest.fixture(scope="module")
def warehouse(home: Path) -> Iterator[Warehouse]:
    """One warehouse for all probes: what one of them brought about would show in the next."""
    with open_warehouse(open_scope(home, "hanbit")) as warehouse:
        yield warehouse


@pytest.mark.parametrize("sql", list(READS.values()), ids=list(READS))
def test_no_select_reaches_a_file_that_is_not_the_firms(sql: str, warehouse: Warehouse, places: dict[str, Any]) -> None:
    assert warehouse.query("select melt_temp_c from run").item() == 660.0
    with pytest.raises(duckdb.Error, match=REFUSED):
        warehouse.query(sql.format(**places))


@pytest.mark.parametrize("sql", list(STATEMENTS.values()), ids=list(STATEMENTS))
def test_the_first_wall_lets_one_select_pass(
    sql: str, home: Path, warehouse: Warehouse, places: dict[str, Any]
) -> None:
    before = sorted((home / "scratch").iterdir())
    with pytest.raises((InternalError, duckdb.Error)):
        warehouse.query(sql.format(**places))
    assert sorted((home / "scratch").iterdir()) == before


@pytest.mark.parametrize("sql", list(STATEMENTS.values()), ids=list(STATEMENTS))
def test_the_second_wall_stops_it_as_well(sql: str, home: Path, warehouse: Warehouse, places: dict[str, Any]) -> None:
    before = sorted((home / "scratch").iterdir())
    with pytest.raises(duckdb.Error, match=REFUSED):
        warehouse._connection.execute(sql.format(**places)).fetchall()
    assert sorted((home / "scratch").iterdir()) == before


def test_stored_files_are_overwritten_by_nothing_that_passes_the_first_wall(home: Path, places: dict[str, Any]) -> None:
    """DuckDB has no read-only grant: what it may read it may overwrite, so no COPY may ever reach it."""
    before = own(home).read_bytes()
    for sql in (
        "copy (select 1 as x) to '{own}' (use_tmp_file false)",
        "copy (select 1 as x) to '{own}'",
        "select 1; copy (select 1) to '{own}'",
        "with x as (select 1) copy x to '{own}'",
        "explain analyze copy (select 1) to '{own}'",
        "from (copy (select 1) to '{own}')",
    ):
        with open_warehouse(open_scope(home, "hanbit")) as warehouse:
            with pytest.raises((InternalError, duckdb.Error)):
                warehouse.query(sql.format(**places))
            with pytest.raises((InternalError, duckdb.Error)):
                warehouse.materialise("x", sql.format(**places))
    assert own(home).read_bytes() == before


def test_a_hard_link_among_the_firms_files_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    apply_hub(tmp_path, None)
    for firm, value in (("hanbit", 660.0), ("daeil", SECRET)):
        publish(open_scope(tmp_path, firm), [value])
    mine = own(tmp_path)
    mine.unlink()
    mine.hardlink_to(foreign(tmp_path))
    with pytest.raises(InternalError), open_warehouse(open_scope(tmp_path, "hanbit")):
        raise AssertionError
    mine.unlink()
    mine.symlink_to(foreign(tmp_path))
    with pytest.raises(InternalError), open_warehouse(open_scope(tmp_path, "hanbit")):
        raise AssertionError


def test_no_query_sees_what_another_spills(home: Path) -> None:
    hanbit, daeil = open_scope(home, "hanbit"), open_scope(home, "daeil")
    setting = "select current_setting('temp_directory')"
    with open_warehouse(hanbit) as first, open_warehouse(daeil) as second:
        folders = [Path(each.query(setting).item()) for each in (first, second)]
        assert folders[0] != folders[1]
        folders[1].mkdir(parents=True, exist_ok=True)
        (folders[1] / "planted.csv").write_text(f"a\n{SECRET}\n")
        with pytest.raises(duckdb.Error, match=REFUSED):
            first.query(f"select * from read_csv('{folders[1]}/planted.csv')")
        assert folders[0].parent.stat().st_mode & 0o077 == 0


def test_instances_are_never_shared(home: Path) -> None:
    with open_warehouse(open_scope(home, "hanbit")) as first, open_warehouse(open_scope(home, "daeil")) as second:
        first.register("mine", pl.DataFrame({"x": [1]}))
        assert "mine" not in second.tables()
        assert second.query("select melt_temp_c from run").item() == SECRET


def test_a_name_is_never_taken_for_a_variable_of_the_program(home: Path) -> None:
    secret = pl.DataFrame({"a": [SECRET]})
    with open_warehouse(open_scope(home, "hanbit")) as warehouse, pytest.raises(duckdb.Error, match="secret"):
        warehouse.query("select * from secret")
    assert secret.height == 1


BOMBS = {
    "a list of all numbers": "select len(range(200000000)) as x",
    "one long text": "select length(repeat('x', 2000000000)) as x",
    "padding": "select length(lpad('x', 1000000000, 'y')) + length(rpad('x', 1000000000, 'y')) as x",
}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PPURI_QUERY_MEMORY_MB", "1024")
    monkeypatch.setenv("PPURI_QUERY_TIME_S", "40")
    yield
    close()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows bounds no memory")
@pytest.mark.parametrize("sql", list(BOMBS.values())[: None if LONG else 1])
def test_a_query_that_asks_for_all_memory_harms_only_itself(sql: str, home: Path, short: None) -> None:
    scope = open_scope(home, "hanbit")
    with pytest.raises(TransientError):
        query_apart(scope, sql)
    assert query_apart(scope, "select melt_temp_c from run").item() == 660.0


def test_a_query_apart_gives_what_one_here_gives(home: Path) -> None:
    scope = open_scope(home, "hanbit")
    sql, params = "select melt_temp_c + $more as t, machine_id from run", {"more": 1.5}
    with open_warehouse(scope) as warehouse:
        assert query_apart(scope, sql, params).equals(warehouse.query(sql, params))
    with pytest.raises(InternalError):
        query_apart(scope, "copy (select 1) to 'x'")


def tried(opening: Opening, places: list[Path]) -> list[str]:
    """In a child: bound as for a query, without any wall of DuckDB's own."""
    own_file = Path(opening.files["run"][0])
    assert restrict([own_file], [Path(tempfile.gettempdir())])
    reached = []
    with duckdb.connect(":memory:") as connection:
        assert connection.sql(f"select melt_temp_c from read_parquet('{own_file}')").fetchall() == [(660.0,)]
        for place in places:
            with suppress(duckdb.Error):
                reached += [str(place)] * len(connection.sql(f"select * from read_blob('{place}')").fetchall())
        with suppress(duckdb.Error):
            connection.execute(f"copy (select 1 as x) to '{own_file}' (use_tmp_file false)")
            reached.append("overwritten")
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except PermissionError:
        return reached
    except OSError:
        return [*reached, "network"]
    return [*reached, "network"]


@pytest.mark.skipif(not version(), reason="this kernel knows no Landlock")
def test_the_kernel_is_a_wall_of_its_own(home: Path, places: dict[str, Any]) -> None:
    before = own(home).read_bytes()
    limits = Limits(2048, 60, 60, "PPURI_QUERY", once=True)
    scratch = home / "scratch"
    forbidden = [
        places["other"],
        scratch / "link.parquet",
        scratch / "folder" / foreign(home).name,
        Path("/proc/self/root") / foreign(home).relative_to("/"),
        scratch / "secret.csv",
        home / "ledger.db",
    ]
    assert within(limits, tried, opening(open_scope(home, "hanbit")), forbidden) == []
    assert own(home).read_bytes() == before
