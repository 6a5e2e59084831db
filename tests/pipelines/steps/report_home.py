"""A small firm with a die caster and a machine without clock, published in a real lake."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from pipelines.steps.refresh import refresh
from ppuri.core.contracts import RUN, ordered
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.results import Assumption, Receipt, TableReceipt
from ppuri.core.scope import Scope

FILE_ID, SHA = "aaaabbbbccccdddd", "aaaabbbbccccdddd" * 4
HUB = """
[hub]
id = "seongju"
[[firms]]
id = "hanbit"
name = "한빛<b>금속"
[[firms.sites]]
id = "s1"
name = "1공장"
[[firms.sites.lines]]
id = "dc"
name = "다이캐스팅"
process = "casting"
kind = "hpdc"
[[firms.sites.lines.machines]]
id = "dc3"
name = "3호기"
specs = [{ channel = "biscuit_mm", lsl = 20, usl = 60 }]
[[firms.sites.lines.machines]]
id = "dc4"
name = "4호기"
[[firms]]
id = "empty"
name = "빈 회사"
"""


def home(folder: Path) -> Path:
    """Return an installation where both firms are declared."""
    file = folder / "given.toml"
    file.write_text(HUB, encoding="utf-8")
    apply_hub(folder / "home", file)
    return folder / "home"


def shots(machine_id: str, days: int, *, clock: bool = True) -> pl.DataFrame:
    """Return a shot every 10 minutes over some days from 2026-09-29 in Seoul; every 40th is scrap, every 100th a trial."""
    start = datetime(2026, 9, 28, 15, tzinfo=UTC)
    n = 144 * days
    frame = pl.DataFrame({"i": range(n)}).select(
        machine_id=pl.lit(machine_id),
        source_id=pl.lit("a"),
        ended_ts=pl.Series([start + timedelta(minutes=10 * i) for i in range(n)], dtype=pl.Datetime("us", "UTC")),
        order_no=pl.col("i"),
        cycle_counter=pl.col("i") + 1,
        occurrence_no=pl.lit(1),
        piece_no=pl.lit(1),
        piece_count=pl.lit(1),
        time_basis=pl.lit("clock" if clock else "order"),
        is_trial=pl.col("i") % 100 == 99,
        result=pl.when(pl.col("i") % 40 == 0).then(pl.lit("scrap")).otherwise(pl.lit("good")),
        defect_code=pl.when(pl.col("i") % 80 == 0).then(pl.lit("기공")),
        cycle_time_s=58.0 + (pl.col("i") % 7),
        biscuit_mm=30.0 + pl.col("i") / 500,
        file_id=pl.lit(FILE_ID),
        table_no=pl.lit(1),
        row_no=pl.col("i") + 2,
    )
    if not clock:
        frame = frame.with_columns(
            ended_ts=pl.lit(None, pl.Datetime("us", "UTC")), cycle_time_s=pl.lit(None, pl.Float64)
        )
    month = pl.col("ended_ts").dt.strftime("%Y-%m").fill_null("unknown")
    return ordered(frame.with_columns(month=month), RUN)


def publish(scope: Scope, runs: pl.DataFrame) -> None:
    """Publish runs as one file, with its receipt, and refresh."""
    told = Receipt(
        file_id=FILE_ID,
        sha256=SHA,
        file_name="3호기_10월.csv",
        firm_id=scope.firm_id,
        machine_id="dc3",
        status="committed",
        rows_in=runs.height,
        accepted=runs.height,
        tables=[TableReceipt(table_no=1, cells_nulled=3)],
        assumptions=[
            Assumption(key="unit:biscuit", value="mm", text_ko="비스킷의 단위를 mm로 보았습니다.", text_en="-")
        ],
    )
    ledger = Ledger(scope.home)
    ledger.receive(
        scope.firm_id,
        file_id=FILE_ID,
        sha256=SHA,
        file_name=told.file_name,
        machine_id="dc3",
        byte_count=1,
        override={},
    )
    version = Lake(scope).commit("run", runs, replace=None, transaction="t1")
    places = runs.select("machine_id", "month").unique().rows()
    with ledger.lease(scope.firm_id) as lease:
        file = {"file_id": FILE_ID, "status": "committed", "receipt_json": told.model_dump_json()}
        ledger.publish(lease, {"run": version}, changes=[("run", *place) for place in places], files=[file])
    refresh(scope)


def opened(folder: Path, firm_id: str = "hanbit") -> Scope:
    """Return a firm of a fresh installation."""
    return open_scope(home(folder), firm_id)
