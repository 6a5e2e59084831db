"""Which dataset a table belongs to, told by the meanings of its columns (design section 4)."""

from collections.abc import Set

import polars as pl

from connectors.timestamps.share import share
from connectors.typing.tally import QUANTITIES

_CYCLE = frozenset({"cycle_counter", "cycle_time_s", "machine_cycle_time_s", "trial_signal", "cavity_id"})
_EVENT = frozenset({"stop_reason", "alarm_code"})
_MEASURED = frozenset(
    {"hardness_hrc", "hardness_hv", "hardness_hb", "case_depth_mm", "leak_rate_cc_min", "dimension_mm", "weight_g",
     "density_index_pct", "usl", "lsl", "inspected_ts"}
)  # fmt: skip
_SHOT = frozenset(
    {"fast_speed_m_s", "slow_speed_m_s", "cast_pressure_mpa", "biscuit_mm", "fill_time_ms", "intens_rise_time_ms",
     "cushion_mm", "injection_time_s", "fill_time_s", "plasticizing_time_s", "injection_pressure_max_mpa",
     "switchover_pos_mm", "hold_time_s", "cooling_time_s", "cure_time_s", "pour_time_s", "load_weight_kg"}
)  # fmt: skip
_SUMMARY = frozenset({"avg", "sd", "min", "max"})


def choose(
    meanings: Set[str], channels: Set[str], statistics: Set[str], *, has_clock: bool, has_time: bool, regular: bool
) -> str:
    """Return the name of the dataset.

    Args:
        meanings: Every dictionary name found in the table.
        channels: Those of them that are measured channels.
        statistics: Statistics suffixes found.
        has_clock: Whether instants are finer than a day.
        has_time: Whether there is a time column at all.
        regular: Whether the instants follow each other evenly, as a logger's do.
    """
    quantities = meanings & set(QUANTITIES)
    if (
        _EVENT & meanings
        and {"started_ts"} & meanings
        and ({"ended_ts", "stop_duration_min"} & meanings)
        and not channels
    ):
        return "event"
    if has_time and not has_clock and quantities and not (_CYCLE & meanings) and len(channels) <= 2:
        return "tally"
    if _cyclic(meanings, channels, statistics, regular):
        return "run"
    if _inspection(meanings, channels):
        return "inspection"
    if has_time and (channels or has_clock) and "result" not in meanings:
        return "reading"
    return "run" if not has_time or "result" in meanings else "tally" if quantities else "reading"


def _cyclic(meanings: Set[str], channels: Set[str], statistics: Set[str], regular: bool) -> bool:
    if _CYCLE & meanings - {"cycle_counter"} or (_SUMMARY & statistics and "load_id" in meanings):
        return True
    if {"charge_ts", "discharge_ts"} <= meanings:
        return True
    if "cycle_counter" in meanings:
        return not regular and (bool(channels - _MEASURED) or not _judged(meanings))
    return (len(_SHOT & channels) >= 2 and not regular) or ("result" in meanings and bool(channels - _MEASURED))


def _judged(meanings: Set[str]) -> bool:
    return bool({"result", "defect_code"} & meanings or _MEASURED & meanings)


def _inspection(meanings: Set[str], channels: Set[str]) -> bool:
    keyed = {"lot_id", "serial_id", "cycle_counter", "inspected_ts", "load_id"} & meanings
    return bool(keyed) and _judged(meanings) and not (channels - _MEASURED)


def is_regular(instants: pl.Series) -> bool:
    """Whether nineteen twentieths of the steps between instants are equal, within a fiftieth."""
    steps = instants.drop_nulls().sort().diff().drop_nulls().cast(pl.Int64)
    if len(steps) < 2:
        return False
    middle = float(steps.median() or 0.0)  # type: ignore[arg-type]
    return middle > 0 and share((steps - middle).abs() <= max(middle / 50, 1000)) >= 0.95
