"""When a cyclic machine makes its runs: cycle, slow cycles, micro-stops, stops, changeovers, breaks."""

from dataclasses import dataclass

import numpy as np

from sample_data.noise import DAY_S, Bools, Floats, Ints, stream
from sample_data.shifts import to_wall


@dataclass(frozen=True)
class Cycles:
    """Runs of one machine; arrays of equal length in time order.

    Attributes:
        ended: Second at which the run ended, truncated as the machine stamps it.
        cycle: Cycle time of the run without any standstill, s.
        standstill: Seconds without production before the run, breaks included.
        stop: Unplanned part of the standstill, s (micro-stops, stops, changeovers).
        tool_no: Which tool was mounted.
        since_change: Runs since the last changeover, 0 = first.
        extra: Seconds that a planted slowness added to the run.
    """

    ended: Floats
    cycle: Floats
    standstill: Floats
    stop: Floats
    tool_no: Ints
    since_change: Ints
    extra: Floats


@dataclass(frozen=True)
class Rhythm:
    """How a machine runs.

    Attributes:
        cycle_s: Usual cycle.
        cycle_sd_s: Its spread.
        slow_ratio: Share of slow cycles (1.15 to 1.4 times as long).
        micro_ratio: Share of runs before which the machine stands for 40 to 240 s.
        stop_ratio: Share of runs before which it stands for more than 6 minutes.
        change_s: Shortest changeover.
    """

    cycle_s: float
    cycle_sd_s: float
    slow_ratio: float = 0.02
    micro_ratio: float = 0.018
    stop_ratio: float = 0.0035
    change_s: float = 2700.0


def make_cycles(
    seed: int,
    machine_id: str,
    rhythm: Rhythm,
    spans: Floats,
    changes: list[tuple[float, int]],
    extra_cycle: Floats | None = None,
) -> Cycles:
    """Return the runs that fit into the working windows.

    Args:
        seed: Seed.
        machine_id: Names the random stream.
        rhythm: How the machine runs.
        spans: Working windows, rows (from, to) in seconds.
        changes: (second, tool number) of each tool mounting, the first at the start.
        extra_cycle: Two columns (second, added seconds of cycle): a slow drift of the cycle, interpolated.
    """
    rng = stream(seed, machine_id, "cycles")
    room = float((spans[:, 1] - spans[:, 0]).sum())
    count = int(room / rhythm.cycle_s * 1.05) + 10
    cycle = rhythm.cycle_s + rng.normal(0.0, rhythm.cycle_sd_s, count)
    slow = rng.random(count) < rhythm.slow_ratio
    cycle = np.where(slow, cycle * rng.uniform(1.15, 1.40, count), cycle)
    nominal = to_wall(np.minimum(np.cumsum(cycle) * 1.1, room), spans)
    extra = np.zeros(count)
    if extra_cycle is not None:
        extra = np.interp(nominal, extra_cycle[:, 0], extra_cycle[:, 1])
    cycle = cycle + extra
    stop = _standstills(rng, rhythm, nominal)
    first = np.searchsorted(to_wall(np.minimum(np.cumsum(cycle + stop), room), spans), [at for at, _ in changes])
    first = np.minimum(first, count - 1)
    stop[first[1:]] += rhythm.change_s + rng.exponential(600.0, len(first) - 1)
    operating = np.cumsum(cycle + stop)
    kept = operating < room
    ended = np.floor(to_wall(operating[kept], spans))
    places = np.arange(len(ended))
    mounted = np.searchsorted(first, places, side="right") - 1
    gap = np.diff(ended, prepend=ended[0] - 3600.0) - cycle[kept]
    return Cycles(
        ended=ended,
        cycle=cycle[kept],
        standstill=np.maximum(gap, 0.0),
        stop=stop[kept],
        tool_no=np.array([tool for _, tool in changes], dtype=np.int64)[mounted],
        since_change=places - first[mounted],
        extra=extra[kept],
    )


def _standstills(rng: np.random.Generator, rhythm: Rhythm, wall: Floats) -> Floats:
    """Return the unplanned seconds before each run; the hours around the meals have thrice the micro-stops."""
    count = len(wall)
    hour = (wall % DAY_S) / 3600.0
    meal: Bools = (np.abs(hour - 12.5) < 1.5) | (hour < 2.0)
    micro = rng.random(count) < rhythm.micro_ratio * np.where(meal, 3.0, 1.0)
    major = rng.random(count) < rhythm.stop_ratio
    minor_s = np.where(micro, rng.uniform(40.0, 240.0, count), 0.0)
    major_s = np.where(major, 360.0 + rng.lognormal(6.4, 0.7, count), 0.0)
    return np.where(major, major_s, minor_s)


def stop_counts(cycles: Cycles) -> dict[str, int]:
    """Return how many micro-stops (up to 5 minutes) and longer unplanned stops were planted."""
    return {
        "micro_stop_count": int(((cycles.stop > 0) & (cycles.stop <= 300)).sum()),
        "stop_count": int((cycles.stop > 300).sum()),
    }


def planted_losses(cycles: Cycles, is_trial: Bools, there: Bools, ideal_cycle_s: float) -> dict[str, float]:
    """Return the minutes that were planted per class, over the runs that reached a file together with the run before.

    Setup is the standstill at a change of tool and the cycles of trial shots. A cycle of more than 1.5 ideal ones is by
    definition no slow one: what it takes beyond the ideal is lost time. The very first run follows nothing.

    Args:
        cycles: Runs of one machine.
        is_trial: Trial shots.
        there: Runs that the logger did not lose.
        ideal_cycle_s: Reference cycle of the machine.
    """
    known = there & np.concatenate([[False], there[:-1]])
    changed = np.concatenate([[False], cycles.tool_no[1:] != cycles.tool_no[:-1]])
    beyond = np.where(cycles.cycle > 1.5 * ideal_cycle_s, cycles.cycle - ideal_cycle_s, 0.0)
    lost = np.where(known, cycles.stop + beyond, 0.0)
    parts = {
        "micro_stop": lost[~changed & (lost <= 300)].sum(),
        "stop": lost[~changed & (lost > 300)].sum(),
        "setup": lost[changed].sum() + (cycles.cycle - beyond)[is_trial & there].sum(),
    }
    return {name: round(float(seconds) / 60.0, 3) for name, seconds in parts.items()}
