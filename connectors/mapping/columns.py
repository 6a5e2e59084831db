"""Names of the lake's columns for the meanings of a table, and what happens when two meet."""

import re
from collections.abc import Sequence

from connectors.dictionary import slug
from connectors.mapping.meaning import Meaning
from connectors.typing.tally import QUANTITIES
from ppuri.core.contracts import DATASETS

_RENAMED = {
    "run": {
        "trial_signal": "is_trial",
        "cavity_count": "piece_count",
        "discharge_ts": "ended_ts",
        "charge_ts": "started_ts",
    },
    "event": {"stop_reason": "reason_code", "alarm_code": "reason_code", "stop_duration_min": "duration_us"},
    "tally": {"stop_reason": "reason_code", "defect_code": "reason_code", **QUANTITIES},
    "reading": {},
    "inspection": {},
}
_UNIT_SUFFIX = re.compile(
    r"_(?:mm_s|m_s|mm_min|c_min|l_min|cc_min|m3_h|g_10min|ml_100g|pct_c|wt_pct|kg_cm2|mpa|kpa|mbar|pa|kn|mm|cm3|nm3|nm|"
    r"ms|min|pct|kwh|kw|rpm|ppm|hrc|hv|hb|ml|kg|mv|s|c|g|a|v)$"
)


def stem(channel: str) -> str:
    """Return a channel's name without its unit: `cast_pressure_mpa` is `cast_pressure`."""
    return _UNIT_SUFFIX.sub("", channel)


def lake_column(meaning: Meaning, dataset: str) -> str | None:
    """Return the column that a trusted meaning is stored in; None when it is kept as lineage only."""
    channel, name = meaning.channel, meaning.name
    if channel is None or name is None or name == "source_row_no":
        return None
    renamed = _RENAMED[dataset].get(name, name)
    if renamed in DATASETS[dataset].columns or (dataset == "tally" and name in QUANTITIES):
        return renamed
    if channel.role == "channel":
        return f"{name}_{meaning.statistic}" if meaning.statistic else name
    return f"x_{name}" if (channel.numeric and channel.role == "quantity") or name == "cycle_counter" else f"xt_{name}"


def extra_column(meaning: Meaning) -> str:
    """Return the column of a header that no channel fits: `x_` for numbers, `xt_` for text."""
    words = meaning.column.label or meaning.header
    return f"{'x' if meaning.column.numeric else 'xt'}_{slug(words)}"


def unconfirmed_column(meaning: Meaning) -> str:
    """Return the column of a channel whose unit is open."""
    words = stem(meaning.name or slug(meaning.header))
    return f"x_{words}_{meaning.statistic}" if meaning.statistic else f"x_{words}"


def unique(names: Sequence[str | None]) -> list[str | None]:
    """Return the names with `_2`, `_3` ... on those that come again."""
    seen: dict[str, int] = {}
    out: list[str | None] = []
    for name in names:
        if name is None:
            out.append(None)
            continue
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out
