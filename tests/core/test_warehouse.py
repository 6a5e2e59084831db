"""A warehouse shows one firm's published rows and nothing else, and changes nothing."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ppuri.core.contracts import DATASETS, RUN, ordered
from ppuri.core.errors import InternalError
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.warehouse import open_warehouse

HUB = """
[[firms]]
id = "hanbit"
name = "한빛금속"
[[firms.sites]]
id = "s1"
name = "1공장"
shifts = [{ name = "주간", from = "08:00", to = "20:00" }]
[[firms.sites.lines]]
id = "dc"
name = "라인"
process = "casting"
[[firms.sites.lines.machines]]
id = "dc3"
name = "3호기"
[[firms]]
id = "daeil"
name = "대일"
"""


def shots(temperatures: list[float], month: str = "2026-10") -> pl.DataFrame:
    frame = pl.DataFrame({"melt_temp_c": temperatures}).with_columns(
        machine_id=pl.lit("dc3"), month=pl.lit(month), ended_ts=pl.lit(datetime(2026, 10, 1, tzinfo=UTC))
    )
    return ordered(frame, RUN)


def publish(scope: Scope, temperatures: list[float]) -> int:
    ledger = Ledger(scope.home)
    with ledger.lease(scope.firm_id) as held:
        version = Lake(scope).commit("run", shots(temperatures), replace=None, transaction=f"{held.epoch}")
        ledger.publish(held, {"run": version}, changes=[])
    return version


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    apply_hub(tmp_path, None)
    return tmp_path


@pytest.fixture
def hanbit(home: Path) -> Scope:
    return open_scope(home, "hanbit")


@pytest.fixture
def daeil(home: Path) -> Scope:
    return open_scope(home, "daeil")


def test_a_firm_without_files_has_every_dataset_empty(hanbit: Scope) -> None:
    with open_warehouse(hanbit) as warehouse:
        assert set(DATASETS) | {"machine", "shift"} <= set(warehouse.tables())
        for name, dataset in DATASETS.items():
            frame = warehouse.query(f'select * from "{name}"')
            assert frame.is_empty()
            assert set(dataset.fixed) <= set(frame.columns)


def test_types_of_an_empty_and_of_a_stored_table_agree(hanbit: Scope) -> None:
    with open_warehouse(hanbit) as warehouse:
        empty = warehouse.query("select * from run").schema
    publish(hanbit, [660.0])
    with open_warehouse(hanbit) as warehouse:
        stored = warehouse.query("select * from run").schema
    assert {name: stored[name] for name in empty} == dict(empty)


def test_only_published_versions_are_seen(hanbit: Scope) -> None:
    publish(hanbit, [660.0])
    Lake(hanbit).commit("run", shots([999.0]), replace=None, transaction="unpublished")
    with open_warehouse(hanbit) as warehouse:
        assert warehouse.query("select melt_temp_c from run")["melt_temp_c"].to_list() == [660.0]


def test_an_earlier_version_can_be_opened(hanbit: Scope) -> None:
    first = publish(hanbit, [660.0])
    publish(hanbit, [661.0])
    with open_warehouse(hanbit, versions={"run": first}) as warehouse:
        assert warehouse.query("select count(*) as n from run").item() == 1


def test_parameters_and_calendars(hanbit: Scope) -> None:
    publish(hanbit, [660.0, 700.0])
    query = "select r.melt_temp_c, m.process from run r join machine m using (machine_id) where melt_temp_c > $low"
    with open_warehouse(hanbit) as warehouse:
        assert warehouse.query(query, {"low": 680}).rows() == [(700.0, "casting")]
        assert warehouse.query("select from_minute, to_minute from shift").rows() == [(480, 1200)]
        assert warehouse.query("select current_setting('TimeZone')").item() == "UTC"


def test_a_registered_frame_is_a_table(hanbit: Scope) -> None:
    with open_warehouse(hanbit) as warehouse:
        warehouse.register("limits", pl.DataFrame({"low": [1.5]}))
        assert warehouse.query("select low from limits").item() == 1.5


READS = {
    "path": "select * from '{other}'",
    "reader": "select * from read_parquet('{other}')",
    "glob": "select * from read_parquet('{other.parent.parent}/**/*.parquet')",
    "dots": "select * from read_parquet('{own.parent}/../../../../daeil/run/machine_id=dc3/month=2026-10/{other.name}')",
    "symbolic link": "select * from read_parquet('{link}')",
    "url": "select * from read_parquet('file://{other}')",
    "text": "select * from read_text('{other}')",
    "blob": "select * from read_blob('{other}')",
    "csv": "select * from read_csv('/etc/passwd')",
    "metadata": "select * from parquet_metadata('{other}')",
    "listing": "select * from glob('{other.parent}/*')",
}
STATEMENTS = {
    "attach": "attach '{link.parent}/x.db'",
    "copy out": "copy (select 1) to '{link.parent}/out.csv'",
    "overwrite": "copy (select 1 as x) to '{own}' (use_tmp_file false)",
    "export": "export database '{link.parent}/dump'",
    "install": "install httpfs",
    "load": "load httpfs",
    "unlock": "set enable_external_access = true",
    "two at once": "select 1; copy (select 1) to '{own}'",
}


@pytest.fixture
def places(hanbit: Scope, daeil: Scope, tmp_path: Path) -> dict[str, Path]:
    own = Lake(hanbit).files("run", publish(hanbit, [660.0]))
    other = Lake(daeil).files("run", publish(daeil, [123.0]))
    (tmp_path / "scratch").mkdir()
    link = tmp_path / "scratch" / "link.parquet"
    link.symlink_to(other[0])
    return {"own": Path(own[0]), "other": Path(other[0]), "link": link}


@pytest.mark.parametrize("sql", list(READS.values()), ids=list(READS))
def test_no_file_but_the_firms_published_ones_can_be_read(sql: str, hanbit: Scope, places: dict[str, Path]) -> None:
    with open_warehouse(hanbit) as warehouse:
        assert warehouse.query("select melt_temp_c from run").item() == 660.0
        with pytest.raises(duckdb.Error, match=r"(?i)permission|disabled"):
            warehouse.query(sql.format(**places))


@pytest.mark.parametrize("sql", list(STATEMENTS.values()), ids=list(STATEMENTS))
def test_nothing_but_one_select_is_run(sql: str, hanbit: Scope, places: dict[str, Path]) -> None:
    before = places["own"].read_bytes()
    with open_warehouse(hanbit) as warehouse, pytest.raises(InternalError):
        warehouse.query(sql.format(**places))
    assert places["own"].read_bytes() == before
    assert list(places["link"].parent.iterdir()) == [places["link"]]


def test_two_open_warehouses_share_nothing(hanbit: Scope, daeil: Scope) -> None:
    publish(hanbit, [660.0])
    with open_warehouse(hanbit) as first, open_warehouse(daeil) as second:
        first.register("secret", pl.DataFrame({"x": [1]}))
        assert "secret" not in second.tables()
        assert second.query("select count(*) as n from run").item() == 0


def test_a_copied_home_still_opens(hanbit: Scope, tmp_path: Path) -> None:
    publish(hanbit, [660.0])
    elsewhere = tmp_path.parent / f"{tmp_path.name} 사본"
    shutil.copytree(tmp_path, elsewhere)
    with open_warehouse(open_scope(elsewhere, "hanbit")) as warehouse:
        assert warehouse.query("select melt_temp_c from run").item() == 660.0
