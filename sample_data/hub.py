"""The hub file of the simulated firms: what `ppuri hub apply` reads."""

from datetime import timedelta
from pathlib import Path

from sample_data.bundle import Plan
from sample_data.casting.shots import IDEAL_CYCLE_S as CASTING_CYCLE_S
from sample_data.molding.shots import IDEAL_CYCLE_S as MOLDING_CYCLE_S
from sample_data.shifts import HOLIDAYS, START

FIRM_IDS = {"casting": "demo-casting", "heat_treatment": "demo-heat", "molding": "demo-molding"}
_FIRM_NAMES = {"casting": "한빛금속", "heat_treatment": "세종열처리", "molding": "다온정밀"}
_LINES = {
    "casting": ("dc", "다이캐스팅 라인", "hpdc", "dc", "다이캐스팅 {n}호기", "{n}호기", "DC-{n:02d}", CASTING_CYCLE_S),
    "heat_treatment": ("ht", "소입로 라인", None, "ht", "소입로 {n}호", "소입로{n}", "HT-{n:02d}", None),
    "molding": ("im", "사출 라인", "injection", "im", "사출 {n}호기", "사출기 {n}호", "IM-{n:02d}", MOLDING_CYCLE_S),
}
_BREAKS = {
    "casting": (', breaks = ["12:00-13:00"]', ', breaks = ["00:00-01:00"]'),
    "heat_treatment": ("", ""),
    "molding": ("", ""),
}
_DAYS = 'days = ["mon", "tue", "wed", "thu", "fri"]'
_HEAD = '[hub]\nid = "demo"\n'


def hub_text(process: str, plan: Plan, sources: Path | None) -> str:
    """Return the TOML that declares the firm of one process.

    Args:
        process: casting, heat_treatment or molding.
        plan: Says how many machines there are.
        sources: Folder with one folder of exports per machine, or None for no sources.
    """
    line_id, line_name, kind, prefix, name, alias, code, cycle_s = _LINES[process]
    day, night = _BREAKS[process]
    parts = [
        _HEAD,
        f'[[firms]]\nid = "{FIRM_IDS[process]}"\nname = "{_FIRM_NAMES[process]}"\n',
        '[[firms.sites]]\nid = "s1"\nname = "1공장"\nholidays = "none"\n'
        f"closed = [{_closed(process, plan)}]\n"
        f'shifts = [{{ name = "주간", from = "08:00", to = "20:00"{day}, {_DAYS} }}, '
        f'{{ name = "야간", from = "20:00", to = "08:00"{night}, {_DAYS} }}]\n',
        f'[[firms.sites.lines]]\nid = "{line_id}"\nname = "{line_name}"\nprocess = "{process}"\n'
        + (f'kind = "{kind}"\n' if kind else ""),
    ]
    for n in range(1, plan.machines + 1):
        machine = (
            f'[[firms.sites.lines.machines]]\nid = "{prefix}{n}"\nname = "{name.format(n=n)}"\n'
            f'aliases = ["{alias.format(n=n)}", "{code.format(n=n)}"]\n'
        )
        machine += f"ideal_cycle_s = {cycle_s}\n" if cycle_s else ""
        if sources is not None:
            folder = (sources / f"{prefix}{n}").as_posix()
            machine += f'sources = [{{ kind = "folder", path = \'{folder}\', every = "15 min" }}]\n'
        parts.append(machine)
    return "\n".join(parts)


def _closed(process: str, plan: Plan) -> str:
    """Return the holidays that the firm keeps within the plan; the furnaces keep none."""
    dates = [START + timedelta(days=n) for n in range(int(-(-plan.hours // 24)))]
    kept = [day for day in dates if (day.month, day.day) in HOLIDAYS and process != "heat_treatment"]
    return ", ".join(f'"{day.isoformat()}"' for day in kept)


def merged_hub(folders: list[Path]) -> str:
    """Return one hub file for several simulated firms: the `hub.toml` of each folder below one `[hub]` head."""
    bodies = [(folder / "hub.toml").read_text(encoding="utf-8").removeprefix(_HEAD) for folder in folders]
    return _HEAD + "".join(bodies)
