"""Three sound exports and their truth: a shot log, a furnace recorder, a table of injection cycles."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from connectors.types import MachineContext

KST = timezone(timedelta(hours=9))
START = datetime(2026, 10, 5, 8, 0, 0, tzinfo=KST)
Row = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One column of an export.

    Attributes:
        header: As the file writes it.
        column: Column of the lake.
        kind: `time`, `text`, `count`, `label` or `number`.
        decimals: Of a number.
        unit: In a row under the header.
    """

    header: str
    column: str
    kind: str
    decimals: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Export:
    """A sound export.

    Attributes:
        name: For the table of results.
        fields: Its columns.
        texts: Cells of its rows.
        truth: What each row says, by column of the lake.
        preamble: Lines above the header.
    """

    name: str
    machine: MachineContext
    fields: tuple[Field, ...]
    texts: tuple[tuple[str, ...], ...]
    truth: tuple[Row, ...]
    encoding: str
    delimiter: str = ","
    decimal: str = "."
    end: str = "\r\n"
    preamble: tuple[str, ...] = ()

    @property
    def headers(self) -> list[str]:
        """Column names."""
        return [field.header for field in self.fields]

    def at(self, header: str) -> int:
        """Place of a column."""
        return self.headers.index(header)

    def of(self, kind: str) -> list[str]:
        """Headers of one kind."""
        return [field.header for field in self.fields if field.kind == kind]


def shots(rows: int, seed: int = 0) -> Export:
    """Die casting shots of a night and a day, CP949."""
    draw = random.Random(f"shots{seed}")
    fields = (
        Field("일시", "ended_ts", "time"),
        Field("금형번호", "tool_id", "text"),
        Field("로트번호", "lot_id", "text"),
        Field("쇼트수", "cycle_counter", "count"),
        Field("사이클타임(s)", "cycle_time_s", "number", 1),
        Field("용탕온도(℃)", "melt_temp_c", "number", 1),
        Field("고속속도(m/s)", "fast_speed_m_s", "number", 2),
        Field("주조압력(MPa)", "cast_pressure_mpa", "number", 1),
        Field("비스킷두께(mm)", "biscuit_mm", "number", 1),
        Field("형체력(ton)", "clamp_force_kn", "number"),
        Field("고정형온도(℃)", "die_temp_fixed_c", "number", 1),
        Field("가동형온도(℃)", "die_temp_moving_c", "number", 1),
        Field("판정", "result", "label"),
    )

    def row(n: int, at: datetime) -> list[Any]:
        fixed = 182 + 3 * draw.gauss(0, 1)
        return [
            at, "DM-1107" if n < rows * 0.6 else "DM-2214", f"0{26100500000 + n // 20}", 48214 + n,
            58 + draw.gauss(0, 0.5), 652 + draw.gauss(0, 2), 2.5 + draw.gauss(0, 0.05), 71 + draw.gauss(0, 1),
            26 + draw.gauss(0, 0.6), 642 + round(draw.gauss(0, 3)), fixed, fixed - 40 + draw.gauss(0, 1),
            "불량" if draw.random() < 0.06 else "양품",
        ]  # fmt: skip

    machine = MachineContext("dc1", ("dc1", "1호기"), ("dc2", "2호기"), "casting", "hpdc")
    made = _made(fields, row, rows, lambda n: 58 + (600 if n % 97 == 96 else draw.random()))
    return Export("shots", machine, fields, *made, encoding="cp949")


def furnace(rows: int, seed: int = 0) -> Export:
    """A furnace recorder's log: preamble, unit row, semicolons, decimal commas, a row every ten seconds."""
    draw = random.Random(f"furnace{seed}")
    zones = tuple(Field(f"{n}존 PV", f"furnace_temp_z{n}_c", "number", 1, "℃") for n in range(1, 5))
    fields = (
        Field("일시", "ts", "time"),
        *zones,
        Field("1존 SV", "furnace_sv_z1_c", "number", 1, "℃"),
        Field("CP", "carbon_potential_pct_c", "number", 3, "%C"),
        Field("유온", "quench_oil_temp_c", "number", 1, "℃"),
        Field("운전상태", "run_state", "label"),
    )
    base = [858.0, 866.0, 871.0, 862.0]

    def row(n: int, at: datetime) -> list[Any]:
        pv = [level + draw.gauss(0, 0.4) for level in base]
        return [at, *pv, 865.0, 0.82 + draw.gauss(0, 0.004), 61 + draw.gauss(0, 0.3), "정지" if n % 50 > 46 else "가동"]

    machine = MachineContext("ht1", ("ht1", "1호로"), ("ht2", "2호로"), "heat_treatment", None)
    made = _made(fields, row, rows, lambda _: 10, ",")
    above = ("Recorder;HR-2400;V3.12", "Serial No.;H24-0417", "Sampling;10s")
    return Export("furnace", machine, fields, *made, "utf-8", ";", ",", preamble=above)


def injections(rows: int, seed: int = 0) -> Export:
    """Injection cycles with lots and judgements, UTF-8 with a mark."""
    draw = random.Random(f"injections{seed}")
    fields = (
        Field("생산일시", "ended_ts", "time"),
        Field("금형번호", "tool_id", "text"),
        Field("로트번호", "lot_id", "text"),
        Field("쇼트수", "cycle_counter", "count"),
        Field("사이클타임(s)", "cycle_time_s", "number", 1),
        Field("사출시간(s)", "injection_time_s", "number", 2),
        Field("쿠션(mm)", "cushion_mm", "number", 2),
        Field("최대사출압력(MPa)", "injection_pressure_max_mpa", "number", 1),
        Field("배럴온도1(℃)", "barrel_temp_1_c", "number", 1),
        Field("배럴온도2(℃)", "barrel_temp_2_c", "number", 1),
        Field("금형온도1(℃)", "mold_temp_1_c", "number", 1),
        Field("제품중량(g)", "weight_g", "number", 2),
        Field("판정", "result", "label"),
    )

    def row(n: int, at: datetime) -> list[Any]:
        return [
            at, f"IM-03{11 + n // max(1, rows // 2)}", f"R26-{n // 50:03d}", 310500 + n, 42.3 + draw.gauss(0, 0.2),
            1.41 + draw.gauss(0, 0.01), 6.2 + draw.gauss(0, 0.1), 106 + draw.gauss(0, 1), 262 + draw.gauss(0, 0.6),
            281 + draw.gauss(0, 0.6), 60 + draw.gauss(0, 0.4), 38.2 + draw.gauss(0, 0.08),
            "NG" if draw.random() < 0.05 else "OK",
        ]  # fmt: skip

    machine = MachineContext("im1", ("im1", "사출 1호기"), ("im2", "사출 2호기"), "molding", "injection")
    made = _made(fields, row, rows, lambda _: 42 + draw.randint(0, 1))
    return Export("injections", machine, fields, *made, encoding="utf-8-sig", end="\n")


def _made(
    fields: Sequence[Field], row: Callable[[int, datetime], list[Any]], rows: int, step: Callable[[int], float],
    decimal: str = ".",
) -> tuple[tuple[tuple[str, ...], ...], tuple[Row, ...]]:  # fmt: skip
    texts, truth = [], []
    at = START
    for n in range(rows):
        at += timedelta(seconds=round(step(n)))
        cells = [_text(field, value) for field, value in zip(fields, row(n, at), strict=True)]
        truth.append({f.column: meant(f, text) for f, text in zip(fields, cells, strict=True)})
        texts.append(tuple(c.replace(".", decimal) if f.decimals else c for f, c in zip(fields, cells, strict=True)))
    return tuple(texts), tuple(truth)


def _text(field: Field, value: Any) -> str:
    if field.kind == "time":
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return f"{value:.{field.decimals}f}" if field.kind == "number" else str(value)


def meant(field: Field, text: str) -> Any:
    """What a sound cell says, in the unit of the lake."""
    if field.kind == "time":
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=KST).astimezone(UTC)
    if field.kind == "count":
        return int(text)
    if field.kind == "label":
        return {"양품": "good", "OK": "good", "불량": "scrap", "NG": "scrap", "가동": "run", "정지": "stop"}[text]
    if field.kind == "number":
        return float(text) * (9.80665 if "(ton)" in field.header else 1.0)
    return text


EXPORTS: dict[str, Callable[[int, int], Export]] = {"shots": shots, "furnace": furnace, "injections": injections}
