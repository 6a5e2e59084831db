"""Furnace loads: what each reached, and the temperature of a few against their setpoint."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from ppuri.reports.format import instant
from ppuri.reports.parts.span import Ask, Span, inside, on_days
from ppuri.reports.types import Batch, Profile, ProfilePoint, ProfileSeries, ReportMachine

BAND_C = 10.0
DRAWN = 6
POINTS = 240
US_PER_MIN = 60_000_000
TEMPERATURE = re.compile(r"furnace_temp(_z\d+)?_c|load_tc_c")


def batches(ask: Ask, span: Span, machines: Mapping[str, str]) -> tuple[Batch, ...]:
    """Return the loads of the range out of `mart_machine__batch`, in time.

    Args:
        ask: The warehouse.
        span: The range.
        machines: Machine id to name.
    """
    found = ask(f"SELECT * FROM mart_machine__batch WHERE {on_days()} ORDER BY machine_id, started_ts", span.dates)
    return tuple(_batch(row, machines, span.zone) for row in found.iter_rows(named=True))


def _batch(row: Mapping[str, Any], machines: Mapping[str, str], zone: str) -> Batch:
    minutes = {
        name: None if row[f"{name}_us"] is None else row[f"{name}_us"] / US_PER_MIN for name in ("soak", "soak_lost")
    }
    batch = Batch(
        batch_id=row["batch_id"],
        machine_id=row["machine_id"],
        machine=machines.get(row["machine_id"], row["machine_id"]),
        label=row["load_id"] or row["lot_id"] or instant(row["started_ts"], zone, "%m-%d %H:%M"),
        recipe=row["recipe_id"],
        started_ts=row["started_ts"],
        ended_ts=row["ended_ts"],
        setpoint=row["setpoint_c"],
        soak_min=minutes["soak"],
        lost_min=minutes["soak_lost"],
        overshoot=row["overshoot_max_c"],
        spread=row["zone_spread_max_c"],
    )
    return batch.model_copy(update={"outside": _left_band(batch)})


def _left_band(batch: Batch) -> bool:
    """Return whether a load left its band: soak interrupted by a minute, or more than 10 degC over or between zones."""
    return (batch.lost_min or 0.0) >= 1.0 or (batch.overshoot or 0.0) > BAND_C or (batch.spread or 0.0) > BAND_C


def profiles(
    ask: Ask, span: Span, found: Sequence[Batch], machines: Sequence[ReportMachine], labels: Mapping[str, str]
) -> tuple[Profile, ...]:
    """Return per furnace the loads that left their band and the newest others, in the zone that deviates most."""
    present = set(ask("SELECT * FROM reading LIMIT 0", {}).columns)
    channels = sorted(name for name in present if TEMPERATURE.fullmatch(name))
    if not channels:
        return ()
    drawn = []
    for machine in machines:
        mine = [b for b in found if b.machine_id == machine.machine_id and b.started_ts and b.ended_ts]
        chosen = _telling(mine)
        if chosen:
            profile = _profile(ask, span, machine, chosen, channels, present, labels)
            drawn += [profile] if profile is not None else []
    return tuple(drawn)


def _telling(found: Sequence[Batch]) -> list[Batch]:
    """Return the worst load by each measure that left its band, then loads in the band, at most six."""
    out = [batch for batch in found if batch.outside]
    measures: list[Callable[[Batch], float]] = [
        lambda batch: batch.lost_min or 0.0,
        lambda batch: batch.overshoot or 0.0,
        lambda batch: batch.spread or 0.0,
    ]
    worst = {batch.batch_id: batch for measure in measures if out for batch in [max(out, key=measure)]}
    return [*worst.values(), *(batch for batch in found if not batch.outside)][:DRAWN]


def _profile(
    ask: Ask,
    span: Span,
    machine: ReportMachine,
    chosen: Sequence[Batch],
    channels: Sequence[str],
    present: set[str],
    labels: Mapping[str, str],
) -> Profile | None:
    targets = {channel: _setpoint(channel, present) for channel in channels}
    columns = ", ".join(f'"{name}"' for name in sorted({*channels, *(t for t in targets.values() if t)}))
    read = ask(
        f"SELECT ts, {columns} FROM reading WHERE machine_id = $machine_id AND {inside('ts')} ORDER BY ts",
        {"machine_id": machine.machine_id, **{k: v for k, v in span.params.items() if k != "zone"}},
    )
    parts = [(b, read.filter(pl.col("ts").is_between(b.started_ts, b.ended_ts))) for b in chosen]
    series = [_series(batch, part, targets, labels) for batch, part in parts]
    kept = tuple(one for one in series if one is not None)
    return Profile(machine=machine.name, channel="온도", unit="degC", band=BAND_C, series=kept) if kept else None


def _series(
    batch: Batch, part: pl.DataFrame, targets: Mapping[str, str | None], labels: Mapping[str, str]
) -> ProfileSeries | None:
    """Return a load in its own worst zone: a fault of one zone would not be seen in another."""
    channel = _widest(part, targets)
    points = () if channel is None else _points(part, channel, targets[channel])
    if not points or channel is None:
        return None
    label = f"{batch.label} · {labels.get(channel, channel)}"
    return ProfileSeries(batch_id=batch.batch_id, label=label, points=points, marked=batch.outside)


def _setpoint(channel: str, present: set[str]) -> str | None:
    own = channel.replace("furnace_temp", "furnace_sv")
    return next(
        (name for name in (own, "furnace_sv_c", "furnace_sv_z1_c") if name in present and name != channel), None
    )


def _widest(part: pl.DataFrame, targets: Mapping[str, str | None]) -> str | None:
    """Return the channel with the largest deviation at the highest setpoint, else the first that has values."""
    best: tuple[float, str] | None = None
    for channel, target in targets.items():
        if target is None:
            continue
        hot = part.filter(pl.col(target) >= pl.col(target).max() - BAND_C)
        worst = hot.select((pl.col(channel) - pl.col(target)).abs().quantile(0.95)).item() if hot.height else None
        if worst is not None and (best is None or worst > best[0]):
            best = (float(worst), channel)
    if best is not None:
        return best[1]
    return next((channel for channel in targets if part[channel].is_not_null().any()), None)


def _points(part: pl.DataFrame, channel: str, target: str | None) -> tuple[ProfilePoint, ...]:
    """Return at most 240 moments: of each stretch the one that deviates most, so that a short fault is not averaged away."""
    rows = part.filter(pl.col(channel).is_not_null())
    if rows.is_empty():
        return ()
    start = rows["ts"].min()
    gap = pl.col("at") - pl.col("aim") if target else pl.col("at")
    told = (
        rows.select(
            ((pl.col("ts") - start).dt.total_microseconds() / US_PER_MIN).alias("minute"),
            pl.col(channel).alias("at"),
            (pl.col(target) if target else pl.lit(None, dtype=pl.Float64)).alias("aim"),
        )
        .with_row_index()
        .with_columns((pl.col("index") * POINTS // rows.height).alias("stretch"))
        .sort(["stretch", gap.abs()], descending=[False, True], nulls_last=True)
        .unique("stretch", keep="first", maintain_order=True)
        .sort("minute")
    )
    return tuple(
        ProfilePoint(minute=round(row["minute"], 3), value=row["at"], setpoint=row["aim"])
        for row in told.iter_rows(named=True)
    )
