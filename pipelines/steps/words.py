"""Signals in words: a summary for people, in Korean and English, with numbers and units."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.evidence import Signal, Speaker
from pipelines.steps.loads import instant
from ppuri.core.language import josa

Said = tuple[str, str]


@dataclass(frozen=True)
class Naming:
    """How things are called for a reader.

    Attributes:
        machine_id: The machine; `machine_name` as people call it.
        channels: Column to its Korean name; `units` to its unit.
        timezone: Zone of the site.
    """

    machine_id: str
    machine_name: str
    channels: Mapping[str, str]
    units: Mapping[str, str]
    timezone: str

    def ko(self, channel: str) -> str:
        """Korean name of a channel."""
        return " ".join(self.channels.get(channel, channel).split())

    def en(self, channel: str) -> str:
        """English name of a channel: its column without the unit."""
        unit_less = channel.removeprefix("x_")
        for ending in ("_c", "_mm", "_s", "_ms", "_mpa", "_kn", "_m_s", "_mm_s", "_g", "_mbar", "_pct", "_rpm"):
            if channel in self.units and unit_less.endswith(ending):
                unit_less = unit_less.removesuffix(ending)
                break
        return unit_less.replace("_", " ")

    def amount(self, channel: str, value: float) -> str:
        """Value with the channel's unit."""
        unit = {"degC": "℃"}.get(self.units.get(channel, ""), self.units.get(channel, ""))
        return f"{number(value)} {unit}".strip()


def number(value: float) -> str:
    """Return a number with three significant digits, or whole where it is large."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def summary(signal: Signal, naming: Naming) -> Said:
    """Return what a signal says, (Korean, English).

    Args:
        signal: The signal.
        naming: Names, units and zone of its machine.
    """
    ko, en = _SAY[signal.rule](signal, naming)
    begin = instant(signal.from_us).astimezone(ZoneInfo(naming.timezone))
    tool_ko = f"{signal.tool_id} 금형에서 " if signal.tool_id else ""
    tool_en = f"tool {signal.tool_id}: " if signal.tool_id else ""
    unit_ko, unit_en = ("배치 {}개", "{} loads") if signal.rule in LOAD_RULES else ("{}회", "{} runs")
    many = f"{signal.support_n:,}"
    more_ko, more_en = _also(signal, naming)
    return (
        f"{naming.machine_name}: {tool_ko}{ko}({_since_ko(begin)}부터, {unit_ko.format(many)}).{more_ko}",
        f"{naming.machine_id}: {tool_en}{en} (since {begin:%d %b %H:%M}, {unit_en.format(many)}).{more_en}",
    )


LOAD_RULES = ("uneven_zone", "interrupted_soak", "overshoot", "thermocouple_burnout")


def _since_ko(begin: datetime) -> str:
    return f"{begin.month}월 {begin.day}일 {begin:%H:%M}"


def _moved(one: Speaker, naming: Naming) -> Said:
    """Say how one channel differs from its baseline."""
    name_ko, name_en = naming.ko(one.channel), naming.en(one.channel)
    if one.value is None or one.baseline is None:
        return f"{josa(name_ko, '이', '가')} 평소와 다릅니다", f"{name_en} is unusual"
    base, now = naming.amount(one.channel, one.baseline), naming.amount(one.channel, one.value)
    if one.aspect == "spread":
        times = one.value / one.baseline if one.baseline else 0.0
        wide = times >= 1.0
        return (
            f"{name_ko}의 흩어짐이 기준 {base}의 {times:.1f}배로 {'커졌습니다' if wide else '작아졌습니다'}",
            f"the spread of {name_en} {'grew' if wide else 'fell'} to {times:.1f} times the baseline's {base}",
        )
    off = naming.amount(one.channel, abs(one.value - one.baseline))
    high = one.value > one.baseline
    if one.aspect == "apart":
        return (
            f"{josa(name_ko, '이', '가')} 이웃 센서들과의 차이에서 기준보다 {off} {'높아졌습니다' if high else '낮아졌습니다'}",
            f"{name_en} moved {off} {'up' if high else 'down'} against its neighbouring sensors",
        )
    return (
        f"{josa(name_ko, '이', '가')} 기준 {base}보다 {off} {'높습니다' if high else '낮습니다'}(지금 {now})",
        f"{name_en} is {off} {'above' if high else 'below'} its baseline of {base} (now {now})",
    )


def _also(signal: Signal, naming: Naming) -> Said:
    """Say which other channels moved, and how many runs were anomalous meanwhile."""
    ko = en = ""
    told = {"warm_up_scrap": 0, "quality": 0, "uneven_zone": 9, "interrupted_soak": 9, "overshoot": 9}
    rest = signal.speakers[told.get(signal.rule, 1) :]
    if rest:
        more = len(rest) - 3
        names_ko = ", ".join(naming.ko(one.channel) for one in rest[:3]) + (f" 외 {more}개" if more > 0 else "")
        names_en = ", ".join(naming.en(one.channel) for one in rest[:3]) + (f" and {more} more" if more > 0 else "")
        ko, en = f" 함께 달라진 것: {names_ko}.", f" Also moved: {names_en}."
    extra = int(signal.facts.get("anomalous_runs", 0))
    if extra:
        ko += f" 이 기간에 평소와 다른 것이 {extra:,}회 있었습니다."
        en += f" {extra:,} runs in this time were unusual."
    if signal.refused_reason is not None:
        ko += " 기준 기간이 하루가 되지 않아 시간대에 따른 차이와 가릴 수 없습니다."
        en += " The baseline is shorter than a day, so this may be the hour of the day."
    return ko, en


def _drift(signal: Signal, naming: Naming) -> Said:
    return _moved(signal.speakers[0], naming)


def _prefixed(cause_ko: str, cause_en: str) -> Callable[[Signal, Naming], Said]:
    """Return a sentence that names the likely cause where the evidence suffices."""

    def say(signal: Signal, naming: Naming) -> Said:
        ko, en = _drift(signal, naming)
        if signal.cause_code is None:
            return ko, en
        return f"{cause_ko}. {ko}", f"{cause_en}: {en}"

    return say


def _anomaly(signal: Signal, naming: Naming) -> Said:
    ko, en = _drift(signal, naming)
    count = int(signal.facts["flagged"])
    return f"{count:,}회가 평소와 다릅니다. {ko}", f"{count:,} unusual runs: {en}"


def _warm_up(signal: Signal, _naming: Naming) -> Said:
    facts = signal.facts
    return (
        f"멈춘 뒤 처음 40회의 불량률이 {facts['ratio']:.1%}로 그 밖의 {facts['steady_ratio']:.1%}보다 높습니다"
        f"(불량 {facts['warm_scrap']:,}개)",
        f"the first 40 runs after a stop scrap {facts['ratio']:.1%} against {facts['steady_ratio']:.1%} otherwise "
        f"({facts['warm_scrap']:,} scrapped)",
    )


def _quality(signal: Signal, _naming: Naming) -> Said:
    facts = signal.facts
    return (
        f"불량률이 {facts['ratio']:.1%}로 기준 {facts['center']:.1%}보다 높습니다(검사 {facts['judged']:,}개 중 불량 {facts['scrap']:,}개)",
        f"the scrap ratio is {facts['ratio']:.1%} against {facts['center']:.1%} in the baseline "
        f"({facts['scrap']:,} of {facts['judged']:,} judged)",
    )


def _uneven(signal: Signal, naming: Naming) -> Said:
    one, facts = signal.speakers[0], signal.facts
    off = facts["off_c"]
    side_ko = (
        ""
        if off is None
        else f"{naming.ko(one.channel)}만 가운데 존보다 {abs(off):.1f} ℃ {'높아' if off > 0 else '낮아'} "
    )
    side_en = (
        ""
        if off is None
        else f"{naming.en(one.channel)} is {abs(off):.1f} ℃ {'above' if off > 0 else 'below'} the middle zone; "
    )
    return (
        f"{side_ko}유지 중 존 사이 차이가 {one.value or 0.0:.1f} ℃까지 벌어졌습니다(띠 {facts['band_c']:g} ℃, {facts['minutes']:,}분)",
        f"{side_en}zones differ by up to {one.value or 0.0:.1f} ℃ while soaking (band {facts['band_c']:g} ℃, {facts['minutes']:,} min)",
    )


def _interrupted(signal: Signal, _naming: Naming) -> Said:
    facts = signal.facts
    return (
        f"유지가 {facts['minutes']:.0f}분 끊겼습니다. 가장 찬 존이 설정보다 {abs(facts['lowest_c']):.1f} ℃ 낮았습니다(띠 {facts['band_c']:g} ℃)",
        f"the soak was interrupted for {facts['minutes']:.0f} min; the coldest zone was {abs(facts['lowest_c']):.1f} ℃ below its setpoint (band {facts['band_c']:g} ℃)",
    )


def _overshoot(signal: Signal, _naming: Naming) -> Said:
    facts = signal.facts
    return (
        f"설정 온도를 {facts['over_c']:.1f} ℃ 넘었습니다(띠 {facts['band_c']:g} ℃)",
        f"the temperature overshot its setpoint by {facts['over_c']:.1f} ℃ (band {facts['band_c']:g} ℃)",
    )


def _burnout(signal: Signal, naming: Naming) -> Said:
    zone = signal.speakers[0].channel
    minutes = signal.facts["minutes"]
    return (
        f"{naming.ko(zone)} 열전대가 {minutes:.0f}분 동안 믿을 수 있는 값을 주지 않았습니다. 그동안 이 존은 빼고 계산했습니다",
        f"the thermocouple of {naming.en(zone)} gave nothing credible for {minutes:.0f} min; it was left out meanwhile",
    )


_SAY: dict[str, Callable[[Signal, Naming], Said]] = {
    "drift": _drift,
    "anomaly": _anomaly,
    "sensor_drift": _prefixed("열전대가 틀어지고 있을 수 있습니다", "a thermocouple may be drifting"),
    "plunger_wear": _prefixed("플런저 팁이 닳고 있을 수 있습니다", "the plunger tip may be wearing"),
    "check_ring_leak": _prefixed("역류방지링이 새고 있을 수 있습니다", "the check ring may be leaking"),
    "cooling_drift": _prefixed("금형 냉각이 약해지고 있을 수 있습니다", "mold cooling may be failing"),
    "resin_lot_change": _prefixed("원료 로트가 바뀐 뒤 점도가 달라졌습니다", "viscosity changed with the resin lot"),
    "slow_cycles": _drift,
    "warm_up_scrap": _warm_up,
    "quality": _quality,
    "uneven_zone": _uneven,
    "interrupted_soak": _interrupted,
    "overshoot": _overshoot,
    "thermocouple_burnout": _burnout,
}
