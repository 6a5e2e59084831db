"""A small installation for tests: one firm, one die-casting machine, one declared folder."""

from datetime import datetime, timedelta
from pathlib import Path

from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.scope import Scope

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
[[firms.sites.lines.machines]]
id = "dc3"
name = "다이캐스팅 3호기"
sources = [{{ kind = "folder", path = '{folder}', every = "{every}" }}]
"""


def found(home: Path, *, every: str = "15 min") -> tuple[Scope, Path]:
    """Declare the firm in `home`; returns its scope and the folder of its machine."""
    folder = home.parent / "share" / "dc3"
    folder.mkdir(parents=True, exist_ok=True)
    hub = home.parent / "hub.toml"
    hub.write_text(HUB.format(folder=folder, every=every), encoding="utf-8")
    apply_hub(home, hub)
    return open_scope(home, "hanbit"), folder


def shots(count: int = 60, *, start: str = "2026-10-01 06:00:00", bad: int = 0) -> bytes:
    """Return an export of die-casting shots; the last `bad` rows carry a month that does not exist."""
    first = datetime.fromisoformat(start)
    rows = ["일시,쇼트번호,금형온도(℃),사이클타임(s),판정"]
    for n in range(count):
        stamp = f"{first + timedelta(seconds=60 * n):%Y-%m-%d %H:%M:%S}"
        if n >= count - bad:
            stamp = "2026-13-02 00:00:00"
        rows.append(f"{stamp},{n + 1},{200 + n % 7}.5,{57 + n % 3}.0,{'NG' if n % 20 == 19 else 'OK'}")
    return ("\r\n".join(rows) + "\r\n").encode("cp949")
