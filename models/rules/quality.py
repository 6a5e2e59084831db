"""Signals of the chart of scrap shares (domain.md section 3.2, p and Laney p')."""

from dataclasses import dataclass

import numpy as np

from models.charts import alarms, shares
from models.events import split
from models.evidence import Signal, Speaker
from models.robust import Bools, Floats, Ints

MIN_SAMPLES = 8


@dataclass(frozen=True)
class Samples:
    """Scrap per sample (machine and work shift), arrays of equal length in order."""

    from_us: Ints
    to_us: Ints
    scrap: Floats
    judged: Floats


def limits_of(samples: Samples) -> dict[str, float] | None:
    """Return center and sigma_z of the p chart over the baseline samples; None below eight of them."""
    if len(samples.judged) < MIN_SAMPLES:
        return None
    chart = shares(samples.scrap, samples.judged)
    return {"center": chart.center, "sigma_z": chart.sigma_z}


def signals(samples: Samples, center: float, sigma_z: float) -> list[Signal]:
    """Return stretches of samples whose share of scrap is too high; falling shares are good news and no alarm.

    Args:
        samples: All samples in order.
        center: Share of scrap in the baseline.
        sigma_z: Laney's factor of the baseline.
    """
    if not 0.0 < center < 1.0 or not len(samples.judged):
        return []
    share = samples.scrap / samples.judged
    z = (share - center) / (np.sqrt(center * (1.0 - center) / samples.judged) * sigma_z)
    found = alarms(z)
    flagged: Bools = (found["N1"] | found["N2"]) & (z > 0)
    return [_signal(samples, share, z, center, places) for places in split(np.flatnonzero(flagged), 3)]


def _signal(samples: Samples, share: Floats, z: Floats, center: float, places: Ints) -> Signal:
    worst = int(places[np.argmax(z[places])])
    scrap, judged = int(samples.scrap[places].sum()), int(samples.judged[places].sum())
    return Signal(
        "anomaly",
        "quality",
        None,
        int(samples.from_us[places[0]]),
        int(samples.to_us[places[-1]]),
        (Speaker("scrap_ratio", scrap / judged, center, float(z[worst]), "share"),),
        judged,
        facts={
            "scrap": scrap,
            "judged": judged,
            "ratio": scrap / judged,
            "center": center,
            "worst": float(share[worst]),
        },
    )
