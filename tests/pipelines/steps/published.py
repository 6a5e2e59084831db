"""A firm with one machine and frames published as its tables, without reading files."""

from pathlib import Path

import polars as pl

from ppuri.core.contracts import DATASETS, PARTITION, ordered
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope

HUB = """
[hub]
id = "h"
[[firms]]
id = "f"
name = "시험"
[[firms.sites]]
id = "s"
name = "1공장"
[[firms.sites.lines]]
id = "l"
name = "라인"
process = "{process}"
[[firms.sites.lines.machines]]
id = "m"
name = "1호기"
"""


def firm(home: Path, process: str) -> Scope:
    """Declare a firm with one machine `m`."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "hub.toml").write_text(HUB.format(process=process), encoding="utf-8")
    apply_hub(home, None, yes=True)
    return open_scope(home, "f")


def publish(scope: Scope, table: str, frame: pl.DataFrame) -> None:
    """Publish rows as the whole content of the months that they lie in."""
    ledger = Ledger(scope.home)
    time = DATASETS[table].time
    months = frame[time].dt.strftime("%Y-%m")
    rows = frame.with_columns(
        machine_id=pl.lit("m"),
        month=months,
        source_id=pl.lit("src"),
        file_id=pl.lit("0" * 16),
        table_no=pl.lit(1),
        row_no=pl.int_range(1, pl.len() + 1),
    )
    places = sorted(set(rows.select(*PARTITION).iter_rows()))
    with ledger.lease(scope.firm_id) as held:
        version = Lake(scope).commit(
            table, ordered(rows, DATASETS[table]), replace=places, transaction=f"test:{held.epoch}:{table}"
        )
        ledger.publish(held, {table: version}, changes=[(table, *place) for place in places])


def stored(scope: Scope, table: str) -> pl.DataFrame:
    """Return what is published of a table; without rows where nothing is."""
    version = Ledger(scope.home).published(scope.firm_id).get(table)
    return pl.DataFrame() if version is None else Lake(scope).read(table, version)
