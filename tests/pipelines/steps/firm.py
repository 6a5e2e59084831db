"""A firm whose lake is filled straight from frames: what refresh and KPIs need, without reading files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from ppuri.core.contracts import DATASETS, ordered
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope

HUB = """
[[firms]]
id = "f"
name = "시험 회사"
[[firms.sites]]
id = "s1"
name = "1공장"
shifts = [{ name = "주간", from = "08:00", to = "20:00" }, { name = "야간", from = "20:00", to = "08:00" }]
[[firms.sites.lines]]
id = "dc"
name = "라인"
process = "casting"
kind = "hpdc"
[[firms.sites.lines.machines]]
id = "m1"
name = "1호기"
ideal_cycle_s = 60.0
[[firms.sites.lines.machines]]
id = "m2"
name = "2호기"
"""
CHANNELS = {"cycle_time_s": pl.Float64(), "machine_cycle_time_s": pl.Float64()}
_count = 0


def make_firm(home: Path, hub: str = HUB) -> Scope:
    home.mkdir(parents=True, exist_ok=True)
    (home / "hub.toml").write_text(hub, encoding="utf-8")
    apply_hub(home, home / "hub.toml")
    return open_scope(home, "f")


def store(scope: Scope, dataset: str, rows: list[dict[str, Any]] | pl.DataFrame) -> None:
    """Replace the partitions that the rows lie in and publish them."""
    global _count
    _count += 1
    kind = DATASETS[dataset]
    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows, infer_schema_length=None)
    if frame.get_column(kind.time, default=None) is not None and frame.schema[kind.time] == pl.String:
        frame = frame.with_columns(pl.col(kind.time).str.to_datetime(time_unit="us", time_zone="UTC"))
    if "month" not in frame.columns:
        frame = frame.with_columns(month=pl.col(kind.time).dt.strftime("%Y-%m").fill_null("unknown"))
    frame = ordered(frame, kind)
    places = sorted(set(frame.select("machine_id", "month").iter_rows()))
    ledger, lake = Ledger(scope.home), Lake(scope)
    with ledger.lease("f") as lease:
        version = lake.commit(dataset, frame, replace=places, transaction=f"test:{_count}")
        ledger.publish(lease, {dataset: version}, changes=[(dataset, *place) for place in places])
