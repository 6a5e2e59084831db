"""Why a column is taken for a channel, in words a clerk understands, and how sure that is."""

from connectors.dictionary import Channel
from connectors.mapping.evidence import Column
from connectors.mapping.names import How, Match
from connectors.timestamps.share import share
from ppuri.core.units import conversion

_SURE: dict[How, float] = {"exact": 0.98, "family": 0.95, "spelling": 0.9, "bare": 0.4, "fuzzy": 0.5}
_NAME = {
    "exact": ("열 이름이 사전의 말과 같습니다", "the name equals a word of the dictionary"),
    "family": ("열 이름이 번호가 붙은 사전의 말과 같습니다", "the name equals a numbered word of the dictionary"),
    "spelling": ("열 이름이 사전의 말과 적는 법만 다릅니다", "the name is a word of the dictionary in another spelling"),
    "bare": ("열 이름이 흔한 말이어서 추천만 합니다", "the name is too common a word, so it is only suggested"),
    "fuzzy": ("열 이름이 사전의 말과 비슷하여 추천만 합니다", "the name is near a word of the dictionary, so it is only suggested"),
}  # fmt: skip


def grounds(column: Column, found: Match, unit: str | None) -> tuple[float, str, str]:
    """Return confidence and reason of a match: name first, then unit, then the size of the values.

    Args:
        column: The column with its sample.
        found: What the name says.
        unit: Unit as the file writes it, None when it does not.
    """
    ko, en = [_NAME[found.how][0]], [_NAME[found.how][1]]
    sure = _SURE[found.how] * (0.6 if found.rivals else 1.0)
    if found.rivals:
        others = ", ".join((found.name, *found.rivals))
        ko, en = [f"같은 말이 여러 항목을 뜻합니다({others})"], [f"the word stands for several entries ({others})"]
    channel = found.channel
    if unit and channel.unit:
        fits = conversion(unit, channel.unit) is not None
        sure += (1 - sure) * 0.3 if fits else -0.3
        ko.append(f"단위 {unit}{'도 맞습니다' if fits else '는 맞지 않습니다'}")
        en.append(f"the unit {unit} {'fits' if fits else 'does not fit'}")
    sized = _size(column, channel, unit) if found.statistic != "sd" else None
    if sized is not None:
        inside, middle = sized
        limits = f"{channel.hard_min:g}~{channel.hard_max:g} {channel.unit or ''}".strip()
        sure += (1 - sure) * 0.2 if inside else -0.2
        ko.append(f"가운데 값 {middle:g}이(가) 가능한 범위({limits}) {'안' if inside else '밖'}에 있습니다")
        en.append(f"the median {middle:g} lies {'inside' if inside else 'outside'} the possible range ({limits})")
    return max(0.05, min(sure, 0.99)), "; ".join(ko) + ".", _sentence("; ".join(en))


def _size(column: Column, channel: Channel, unit: str | None) -> tuple[bool, float] | None:
    """Whether the middle nine tenths of the values lie in the hard range, and their median, both in the stored unit."""
    if not channel.numeric or channel.hard_min is None or channel.hard_max is None or not column.numeric:
        return None
    told = conversion(unit, channel.unit) if unit and channel.unit else None
    values = column.values * told[0] + told[1] if told else column.values
    middle = values.median()
    if not isinstance(middle, float):
        return None
    return share(values.is_between(channel.hard_min, channel.hard_max)) >= 0.9, middle


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
