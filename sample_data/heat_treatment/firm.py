"""The heat-treatment firm's exports: daily recorder files, the lot book with hardness; and the truth."""

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from sample_data.bundle import Bundle, ExportFile, Fault, Plan
from sample_data.dress import cells, csv_text, planted, workbook
from sample_data.heat_treatment.furnace import (
    BURNOUT_S,
    OVERSHOOT_C,
    POWER_LOSS_C,
    UNEVEN_C,
    ZONES,
    FurnaceFaults,
    Loads,
    Recording,
    make_loads,
    place_faults,
    record,
)
from sample_data.noise import DAY_S, stream
from sample_data.shifts import day_text, iso_utc, stamps

DECIMALS = {"CP": 3, "교반RPM": 0}
UNITS = {"CP": "%C", "교반RPM": "rpm", "OP": "%"}
LOT_HEADER = ("배정번호", "장입일시", "로트번호", "품명", "장입중량(kg)", "로크웰경도(HRC)", "판정", "검사일시")
PART_NAMES = ("링기어 SCM420", "피니언 SCM420", "샤프트 SCM435")
LSL_HRC = 57.0
ZONE_CHANNELS = [f"furnace_temp_z{zone}_c" for zone in ZONES]


def simulate(plan: Plan) -> Bundle:
    """Return files, faults and totals of a firm with `plan.machines` furnaces ht1, ht2 ..."""
    bundle = Bundle()
    for number in range(plan.machines):
        bundle += _machine(plan, number)
    return bundle


def _machine(plan: Plan, number: int) -> Bundle:
    machine_id = f"ht{number + 1}"
    loads = make_loads(plan, machine_id)
    faults = place_faults(loads.count)
    recording = record(plan, machine_id, loads, faults)
    files = _recorder_files(plan, machine_id, number, recording)
    lots = _lot_rows(plan, machine_id, loads, faults)
    files.append(_lot_book(plan, machine_id, number, lots))
    scrap = sum(row[6] == "불합격" for row in lots)
    totals = {
        "reading_count": len(recording.at),
        "batch_count": loads.count,
        "lot_count": len(lots),
        "scrap_lot_count": scrap,
        "loads": [
            {"charged_ts": iso_utc(a), "quenched_ts": iso_utc(b)}
            for a, b in zip(loads.charged.tolist(), loads.quenched.tolist(), strict=True)
        ],
    }
    burnt = sum(sum(file.sentinels.values()) for file in files)
    return Bundle(tuple(files), tuple(_faults(machine_id, loads, faults, burnt)), {machine_id: totals})


def _recorder_files(plan: Plan, machine_id: str, number: int, recording: Recording) -> list[ExportFile]:
    """Return one file per day: preamble, names row, unit row, `;` and decimal comma."""
    decimals = {header: DECIMALS.get(header, 1) for header in recording.channels}
    # The broken thermocouple drives its input to full scale for three readings, then the recorder says so.
    full_scale = recording.burnt & (np.cumsum(recording.burnt) <= 3)
    zone = np.where(full_scale, 1369.8, recording.channels["2존 PV"])
    table = pl.DataFrame({"일시": stamps(recording.at), **recording.channels, "2존 PV": zone})
    lost = recording.burnt & ~full_scale
    text = planted(cells(table, decimals, decimal=","), "2존 PV", lost, "BURNOUT")
    units = ";".join(["", *(UNITS.get(header.rstrip("1234"), "℃") for header in recording.channels)])
    files = []
    for start, end in plan.chunks(recording.at):
        rows = (recording.at >= start) & (recording.at < end)
        lines = [
            "Recorder;HR-2400;V3.12",
            f"Serial No.;H24-04{17 + number}",
            f"Furnace;소입로 {number + 1}호",
            f"Sampling;{plan.interval_s}s",
            f"Start time;{_minute(start):%Y-%m-%d %H:%M:%S}",
            f"Channels;{len(recording.channels)}",
            "",
            ";".join(["일시", *recording.channels]),
            units,
        ]
        body = csv_text(text.filter(pl.Series(rows)), delimiter=";", header=False)
        count = int((lost & rows).sum())
        files.append(
            ExportFile(
                machine_id=machine_id,
                name=f"{machine_id.upper()}_{day_text(start)}{plan.part(start)}.csv",
                content=("\r\n".join(lines) + "\r\n" + body).encode(),
                dataset="reading",
                records=int(rows.sum()),
                arrives_ts=iso_utc(end + 600.0),
                sentinels={"2존 PV": count} if count else {},
            )
        )
    return files


def _lot_rows(plan: Plan, machine_id: str, loads: Loads, faults: FurnaceFaults) -> list[list[Any]]:
    """Return the lots of all loads that were checked by the end: one to three per load, a day after the quench."""
    rng = stream(plan.seed, machine_id, "lots")
    per_load = rng.integers(1, 4, loads.count)
    checked = loads.quenched + min(DAY_S, 0.3 * plan.hours * 3600.0)
    load = np.repeat(np.arange(loads.count), per_load * (checked < plan.end_s))
    part = rng.integers(0, len(PART_NAMES), len(load))
    hardness = 59.6 + rng.normal(0.0, 0.45, len(load)) - 4.5 * (load == faults.interrupted)
    hardness = hardness - rng.uniform(0.0, 1.2, len(load)) * (load >= faults.uneven)
    weight = rng.normal(210.0, 25.0, len(load)).round(0)
    charged = [_minute(second) for second in loads.charged]
    proved = [_minute(second) for second in checked]
    return [
        [
            10_400 + at,
            charged[at],
            f"L26{1000 + row}",
            PART_NAMES[part[row]],
            float(weight[row]),
            round(float(hardness[row]), 1),
            "합격" if hardness[row] >= LSL_HRC else "불합격",
            proved[at],
        ]
        for row, at in enumerate(load.tolist())
    ]


def _minute(second: float) -> datetime:
    stamp: datetime = stamps(np.array([second // 60 * 60]))[0].astype("datetime64[s]").item()
    return stamp


def _lot_book(plan: Plan, machine_id: str, number: int, rows: list[list[Any]]) -> ExportFile:
    totals: list[Any] = ["합계", "", f"{len(rows)} LOT", "", sum(row[4] for row in rows), "", "", ""]
    content = workbook(
        f"열처리 LOT 검사대장 (소입로 {number + 1}호)",
        "세종열처리 품질팀",
        LOT_HEADER,
        rows,
        merged=(0, 1),
        totals=totals,
    )
    arrives = iso_utc(plan.end_s + 10 * 3600.0)
    return ExportFile(machine_id, f"{machine_id.upper()}_LOT검사대장.xlsx", content, "inspection", len(rows), arrives)


def _faults(machine_id: str, loads: Loads, faults: FurnaceFaults, burnt: int) -> list[Fault]:
    """Return the four planted faults."""

    def fault(kind: str, how: Any, start: float, end: float, channel: str, **detail: Any) -> Fault:
        channels = detail.pop("channels", [channel])
        return Fault(
            f"{machine_id}-{kind}",
            "heat_treatment",
            kind,
            machine_id,
            iso_utc(start),
            iso_utc(end),
            how,
            channel=channel,
            detail={"channels": channels, **detail},
        )

    begin = float(loads.soaked[faults.burnout]) + 1800.0
    outputs = [f"heater_op_z{zone}_pct" for zone in ZONES]
    power = float(loads.soaked[faults.interrupted]) + 1500.0
    entry = float(loads.soaked[faults.overshoot])
    return [
        fault(
            "thermocouple_burnout",
            "finding",
            begin,
            begin + BURNOUT_S,
            ZONE_CHANNELS[1],
            column="2존 PV",
            count=burnt,
            text="BURNOUT",
        ),
        fault(
            "interrupted_soak",
            "insight",
            power,
            power + 1500.0,
            ZONE_CHANNELS[0],
            channels=[*ZONE_CHANNELS, *outputs],
            features=["soak_min", "soak_us"],
            text=f"power lost for 8 min, {POWER_LOSS_C:g} degC",
        ),
        fault(
            "overshoot",
            "insight",
            entry,
            entry + 1500.0,
            ZONE_CHANNELS[0],
            channels=ZONE_CHANNELS,
            features=["overshoot_c"],
            text=f"+{OVERSHOOT_C:g} degC after entry",
        ),
        fault(
            "uneven_zone",
            "insight",
            float(loads.charged[faults.uneven]),
            float(loads.quenched[-1]),
            ZONE_CHANNELS[2],
            channels=[ZONE_CHANNELS[2], outputs[2]],
            features=["zone_spread_c", "zone_spread_max_c", "soak_min", "soak_us"],
            text=f"zone 3 {UNEVEN_C:g} degC",
        ),
    ]
