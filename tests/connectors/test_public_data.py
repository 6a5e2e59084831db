"""Reading, mapping and typing of real exports, against what is published about them."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from connectors.mapping import propose
from connectors.types import MachineContext, TypedTable
from connectors.typing import type_table
from tests.connectors.tables import csv_table
from tests.paths import data

PRESS = MachineContext("dc1", ("dc1",), process="casting", kind="hpdc")
IMM = MachineContext("m1", ("m1",), process="molding", kind="injection")
FURNACE = MachineContext("f1", ("f1",), process="heat_treatment")


def typed(path: Path, machine: MachineContext, encoding: str = "utf-8-sig", **answers: str) -> TypedTable:
    records = csv_table(path, encoding)
    result = type_table(records, propose(records, machine, answers=answers), machine)
    assert result.accepted_count + result.quarantine.height + result.duplicate_count == records.record_count
    return result


@pytest.mark.parametrize(
    ("mold", "rows", "fails", "trials", "machine_cycle", "cycle"),
    [(8412, 16_929, 570, 389, 118.0, 120.0), (8573, 9_593, 420, 0, 121.0, 123.0), (8600, 2_958, 150, 0, 118.0, 121.0)],
)
def test_die_casting_shots(mold: int, rows: int, fails: int, trials: int, machine_cycle: float, cycle: float) -> None:
    parts = [typed(data("kamp-diecasting", f"{part}_group_{mold}.csv"), PRESS) for part in ("train", "test")]
    frame = pl.concat([p.frame for p in parts], how="diagonal")
    assert {p.dataset for p in parts} == {"run"}
    assert sum(p.quarantine.height for p in parts) == 0
    assert (frame.height, frame["result"].eq("scrap").sum(), frame["is_trial"].sum()) == (rows, fails, trials)
    assert (frame["machine_cycle_time_s"].median(), frame["cycle_time_s"].median()) == (machine_cycle, cycle)
    assert 1.0 < float(frame["fast_speed_m_s"].median() or 0) < 1.3  # type: ignore[arg-type]
    assert {"x_slow_speed", "x_cast_pressure", "x_clamp_force"} <= set(frame.columns)
    assert "label:passorfail" in {a.key for a in parts[0].assumptions}


def test_injection_rows_without_time_wait_for_an_answer() -> None:
    path = data("kamp-injection-molding", "labeled_rg3.csv")
    assert [h.key for h in typed(path, IMM).holds] == ["time"]
    result = typed(path, IMM, time="order")
    frame = result.frame
    assert result.holds == ()
    assert (frame.height, (frame["piece_no"] == 1).sum(), (frame["piece_no"] > 1).sum()) == (1_256, 661, 595)
    assert frame["result"].eq("scrap").sum() == 32
    assert frame["cycle_time_s"].median() == 61.77999877929688
    assert frame["defect_code"].value_counts().filter(pl.col("defect_code").is_not_null()).sort("count")[
        "count"
    ].to_list() == [10, 22]


def test_dryer_readings_with_korean_halves_of_the_day() -> None:
    result = typed(data("kamp-plating-dryer", "kemp-abh-sensor-2021.09.06.csv"), FURNACE)
    frame = result.frame
    assert (result.dataset, frame.height, frame["load_id"].n_unique()) == ("reading", 1_548, 43)
    assert frame["ts"].min() == datetime(2021, 9, 6, 7, 24, 3, tzinfo=UTC)
    assert frame["ts"].max() == datetime(2021, 9, 6, 9, 48, 5, 300_000, tzinfo=UTC)
    assert frame["x_temp"].mean() == pytest.approx(77.168574, abs=1e-6)


def test_furnace_lots_without_time_wait_for_an_answer() -> None:
    path = data("kamp-heat-treatment", "train.csv")
    assert [h.key for h in typed(path, FURNACE, "cp949").holds] == ["time"]
    frame = typed(path, FURNACE, "cp949", time="order").frame
    assert frame["furnace_temp_z2_c_avg"].median() == pytest.approx(860.001633, abs=1e-6)
    assert dict(frame["xt_risk_grade"].value_counts().iter_rows()) == {"안정": 81, "위험": 27}
