"""What on this machine would hinder, each with its fix."""

import os
from pathlib import Path

from pydantic import BaseModel

from pipelines.steps.space import space
from ppuri.core.errors import PpuriError
from ppuri.core.hub import current_hub
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.alarms import alarms
from ppuri.core.ledger.withdrawal import withdrawals


class Look(BaseModel):
    """One thing looked at.

    Attributes:
        name: Stable name: `home`, `ledger`, `disk`, `hub`, `audit`, `withdrawals`.
        text_ko: What was found, and the fix where it hinders; `text_en` likewise.
    """

    name: str
    ok: bool
    text_ko: str
    text_en: str


def doctor(home: Path) -> list[Look]:
    """Look at everything that an installation needs of its machine.

    Args:
        home: Folder of the installation.
    """
    first = [_home(home), _ledger(home)]
    if not all(look.ok for look in first):  # nothing else can be asked
        return first
    return [*first, _disk(home), _hub(home), _audit(home), _withdrawals(home)]


def _home(home: Path) -> Look:
    there = home if home.exists() else home.parent
    return _look(
        "home",
        os.access(there, os.W_OK),
        (f"설치 폴더 {home}에 쓸 수 있습니다.", f"the home {home} can be written"),
        (
            f"설치 폴더 {home}에 쓸 수 없습니다. 폴더의 주인과 권한을 확인해 주세요.",
            f"the home {home} cannot be written; check its owner and permissions",
        ),
    )


def _ledger(home: Path) -> Look:
    try:
        Ledger(home).hub()
    except PpuriError as error:
        return Look(name="ledger", ok=False, text_ko=error.ko, text_en=error.en)
    return Look(name="ledger", ok=True, text_ko="장부를 열 수 있습니다.", text_en="the ledger can be opened")


def _disk(home: Path) -> Look:
    found = space(home)
    left = f"{found.free / 1e9:,.1f} GB"
    return _look(
        "disk",
        not found.low,
        (f"디스크가 {left} 남았습니다.", f"{left} of disk are left"),
        (
            f"디스크가 {left}밖에 남지 않았습니다. 디스크를 늘리거나 필요 없는 파일을 옮긴 뒤 `ppuri upkeep`을 실행해 주세요.",
            f"only {left} of disk are left; enlarge it or move files away, then run `ppuri upkeep`",
        ),
    )


def _hub(home: Path) -> Look:
    count = len(current_hub(home).firms)
    return _look(
        "hub",
        count > 0,
        (f"기업 {count:,}곳이 등록되어 있습니다.", f"{count:,} firms are declared"),
        (
            "등록된 기업이 없습니다. hub.toml을 쓰고 `ppuri hub apply`를 실행해 주세요.",
            "no firm is declared; write hub.toml and run `ppuri hub apply`",
        ),
    )


def _audit(home: Path) -> Look:
    broken = alarms(Ledger(home))
    return _look(
        "audit",
        not broken,
        ("검사에서 어긋난 것이 없습니다.", "the audit has found nothing broken"),
        (
            f"검사에서 {len(broken):,}가지가 어긋났습니다. `ppuri verify --repair`를 실행해 주세요. 남는 것은 백업에서 되돌려야 합니다.",
            f"the audit has found {len(broken):,} promises broken; run `ppuri verify --repair`, and take what stays from a backup",
        ),
    )


def _withdrawals(home: Path) -> Look:
    open_ones = ", ".join(each.firm_id for each in withdrawals(Ledger(home)) if each.removed_ts is None)
    return _look(
        "withdrawals",
        not open_ones,
        ("끝나지 않은 철회가 없습니다.", "no withdrawal is unfinished"),
        (
            f"철회가 끝나지 않았습니다: {open_ones}. `ppuri withdraw --firm`을 다시 실행해 주세요.",
            f"the withdrawal of {open_ones} is unfinished; run `ppuri withdraw --firm` again",
        ),
    )


def _look(name: str, ok: bool, well: tuple[str, str], ill: tuple[str, str]) -> Look:
    ko, en = well if ok else ill
    return Look(name=name, ok=ok, text_ko=ko, text_en=en)
