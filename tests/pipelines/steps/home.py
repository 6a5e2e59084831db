"""A home with one firm of two machines, and exports to hand in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from pipelines.steps.ingest import ingest
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from ppuri.core.warehouse import open_warehouse

HUB = """
[[firms]]
id = "hanbit"
name = "한빛금속"
[[firms.sites]]
id = "s1"
name = "1공장"
[[firms.sites.lines]]
id = "dc"
name = "다이캐스팅 라인"
process = "casting"
kind = "hpdc"
"""
MACHINE = """
[[firms.sites.lines.machines]]
id = "{id}"
name = "{name}"
"""
HEADER = "일시,쇼트번호,용탕온도(℃),비스켓두께(mm),판정"
START = datetime(2026, 10, 5, 8, 0, 0)


def opened(home: Path, machines: Iterable[str] = ("dc3",), firm_id: str = "hanbit") -> Scope:
    """Make a home and open its firm."""
    home.mkdir(parents=True, exist_ok=True)
    names = "".join(MACHINE.format(id=machine, name=f"다이캐스팅 {machine[2:]}호기") for machine in machines)
    (home / "hub.toml").write_text(HUB.replace("hanbit", firm_id) + names, encoding="utf-8")
    apply_hub(home, None)
    return open_scope(home, firm_id)


def shot(number: int, *, warmer: float = 0.0) -> str:
    """One line: a shot a minute, values that depend on its number alone."""
    stamp = START + timedelta(minutes=number)
    temperature, biscuit = 660 + number % 7 + warmer, 48 + number % 5
    return f"{stamp:%Y-%m-%d %H:%M:%S},{number},{temperature},{biscuit},{'불량' if number % 25 == 0 else '양품'}"


def dated(number: int, *, warmer: float = 0.0) -> str:
    """A shot of any minute, also before the first: its counter stays a count."""
    stamp, _, rest = shot(number, warmer=warmer).split(",", 2)
    return f"{stamp},{number + 2_000_000},{rest}"


def export(path: Path, lines: Iterable[str], *, encoding: str = "utf-8", header: str = HEADER) -> Path:
    """Write an export."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join([header, *lines]) + "\n").encode(encoding))
    return path


def stored(scope: Scope, paths: list[Path], machine_id: str | None = "dc3") -> list[Receipt]:
    """Hand files in."""
    return ingest(scope, paths, machine_id=machine_id)


def runs(scope: Scope) -> pl.DataFrame:
    """The stored shots in their order."""
    with open_warehouse(scope) as warehouse:
        return warehouse.query("select * from run order by machine_id, ended_ts, file_id, row_no")


def aside(scope: Scope, table: str) -> pl.DataFrame:
    """The rows of `quarantine` or `superseded`."""
    with open_warehouse(scope) as warehouse:
        return warehouse.query(f'select * from "{table}" order by file_id, row_no')
