"""The files that are read, seeded, each with what is true of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

CHANNELS = {
    **{f"{n}존 PV(℃)": (850.0, 3.0, 1) for n in range(1, 7)},
    **{f"{n}존 SV(℃)": (850.0, 0.0, 0) for n in range(1, 7)},
    **{f"{n}존 OP(%)": (55.0, 8.0, 1) for n in range(1, 5)},
    "CP(%)": (0.85, 0.01, 3),
    "소입유 온도(℃)": (65.0, 1.5, 1),
    "교반 속도(rpm)": (900.0, 12.0, 0),
    "세정기 온도(℃)": (70.0, 1.0, 1),
}
STAMP = "일시"
FAULTS = ("단선", "####", "통신이상", "ERR")
FAULT_EVERY = 10_000
BEGAN = datetime(2026, 9, 1)  # noqa: DTZ001 - a recorder writes naive local time


@dataclass(frozen=True)
class Sample:
    """One file and its truth.

    Attributes:
        path: The file.
        rows: Records of it.
        stamp: Column of the instants.
        channels: Columns of numbers.
        faults: Cells that hold no number; they must become empty, and somebody must be told.
        total: Sum of all numbers that are there, the check of every value.
    """

    path: Path
    rows: int
    stamp: str
    channels: tuple[str, ...]
    faults: int
    total: float


def wide(path: Path, megabytes: int, *, korean: bool = False, comma: bool = False) -> Sample:
    """Write a recorder's CSV of 20 channels, one stamp a second.

    Args:
        path: File to write.
        megabytes: Size to reach, within a few per cent.
        korean: CP949 with Korean headers and a fault every 10,000 rows; else UTF-8 with Latin headers.
        comma: Fields apart by `;`, decimal comma.
    """
    rows = int(megabytes * 1_000_000 / 125)
    names = list(CHANNELS) if korean else [f"CH{n:02d}" for n in range(1, len(CHANNELS) + 1)]
    stamp = STAMP if korean else "timestamp"
    numbers = _numbers(rows, names)
    total = float(numbers.sum().sum_horizontal().item())
    cells = numbers.select(pl.all().cast(pl.String))
    faults = np.arange(FAULT_EVERY // 2, rows, FAULT_EVERY) if korean else np.zeros(0, np.int64)
    if len(faults):
        total -= float(numbers[names[0]].gather(faults).sum())
        said = pl.Series([FAULTS[n % len(FAULTS)] for n in range(len(faults))])
        cells = cells.with_columns(cells[names[0]].scatter(faults, said))
    if comma:
        cells = cells.select(pl.all().str.replace(".", ",", literal=True))
    stamps = pl.datetime_range(BEGAN, BEGAN + timedelta(seconds=rows - 1), "1s", eager=True)
    frame = cells.insert_column(0, stamps.dt.strftime("%Y-%m-%d %H:%M:%S").alias(stamp))
    text = frame.write_csv(separator=";" if comma else ",")
    path.write_bytes(text.encode("cp949" if korean else "utf-8"))
    return Sample(path, rows, stamp, tuple(names), len(faults), total)


def long(path: Path, megabytes: int) -> Sample:
    """Write tag, time, value and validity in rows, as a WinCC archive exports them."""
    instants = int(megabytes * 1_000_000 / (60 * len(CHANNELS)))
    names = [f"Furnace_CH{n:02d}" for n in range(1, len(CHANNELS) + 1)]
    numbers = _numbers(instants, names)
    stamps = pl.datetime_range(BEGAN, BEGAN + timedelta(seconds=instants - 1), "1s", eager=True)
    wide_frame = numbers.insert_column(0, stamps.dt.strftime("%Y-%m-%d %H:%M:%S").alias("TimeString"))
    rows = wide_frame.unpivot(index="TimeString", variable_name="VarName", value_name="VarValue").sort("TimeString")
    rows.select("VarName", "TimeString", "VarValue", pl.lit(1).alias("Validity")).write_csv(path, separator=";")
    total = float(rows["VarValue"].sum())
    return Sample(path, instants, "TimeString", tuple(names), 0, total)


def workbook(path: Path, rows: int) -> Sample:
    """Write a sheet of shots: a title, two header rows, a total below."""
    import xlsxwriter

    names = ["사이클타임", "용탕온도", "주조압력", "비스킷두께", "형체력"]
    noise = np.random.default_rng(7)
    levels = np.array([58.0, 660.0, 70.0, 48.0, 6400.0])
    values = np.round(levels * (1 + 0.02 * noise.standard_normal((rows, len(names)))), 2)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("쇼트"), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write(0, 0, "다이캐스팅 3호기 쇼트 이력")
        sheet.write_row(2, 0, ["일시", *names])
        sheet.write_row(3, 0, ["", "s", "℃", "MPa", "mm", "kN"])
        for row, cells in enumerate(values.tolist()):
            sheet.write_datetime(row + 4, 0, BEGAN + timedelta(seconds=58 * row), day)
            sheet.write_row(row + 4, 1, cells)
        sheet.write_row(rows + 4, 0, ["합계", *[float(column.sum()) for column in values.T]])
    return Sample(path, rows, "일시", tuple(names), 0, float(values.sum()))


def _numbers(rows: int, names: list[str]) -> pl.DataFrame:
    noise = np.random.default_rng(7)
    shapes = zip(names, CHANNELS.values(), strict=True)
    return pl.DataFrame(
        {
            name: np.round(level + spread * noise.standard_normal(rows), digits)
            for name, (level, spread, digits) in shapes
        }
    )
