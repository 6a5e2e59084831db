"""Where an installation stands: what came, what waits, what is broken, how much disk is left."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from pipelines.steps.receipts import awaits_refresh
from pipelines.steps.space import Space, space
from ppuri.core.hub import current_hub
from ppuri.core.language import text
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.alarms import alarms
from ppuri.core.settings import load_settings


class FirmStatus(BaseModel):
    """Where one firm stands.

    Attributes:
        files: Status -> number of files.
        last_ts: When its last file was received; None before the first.
        awaits_refresh: Whether something is stored that its KPIs do not hold yet.
        alarms_ko: What the audit found broken; `alarms_en` likewise.
    """

    firm_id: str
    name: str
    files: dict[str, int] = {}
    last_ts: datetime | None = None
    awaits_refresh: bool = False
    alarms_ko: list[str] = []
    alarms_en: list[str] = []

    def lines(self) -> list[str]:
        """Say it in sentences."""
        zone = ZoneInfo(load_settings().timezone)
        last = f"{self.last_ts.astimezone(zone):%Y-%m-%d %H:%M}" if self.last_ts else "-"
        count = {name: self.files.get(name, 0) for name in ("committed", "held", "received", "rejected")}
        said = text(
            f"{self.firm_id} {self.name}: 저장 {count['committed']:,}, 답 기다림 {count['held']:,}, 읽는 중 {count['received']:,}, 거절 {count['rejected']:,}, 마지막 받음 {last}",
            f"{self.firm_id} {self.name}: {count['committed']:,} stored, {count['held']:,} held, {count['received']:,} being read, {count['rejected']:,} rejected, last received {last}",
        )
        waits = [
            text("  지표를 아직 다시 계산하지 않았습니다.", "  KPIs are not computed again yet.")
        ] * self.awaits_refresh
        return [
            said,
            *waits,
            *(f"  ✕ {one}" for one in text("\n".join(self.alarms_ko), "\n".join(self.alarms_en)).splitlines()),
        ]


class Status(BaseModel):
    """Where an installation stands."""

    firms: list[FirmStatus]
    space: Space

    @property
    def needs_a_person(self) -> bool:
        """Whether a question is open, a promise is broken or the disk is almost full."""
        return self.space.low or any(firm.files.get("held") or firm.alarms_ko for firm in self.firms)

    def lines(self) -> list[str]:
        """Say it in sentences."""
        return [*(line for firm in self.firms for line in firm.lines()), *self.space.lines()]


def status(home: Path) -> Status:
    """Return where an installation stands.

    Args:
        home: Its folder.
    """
    return Status(firms=[_firm(home, firm.id, firm.name) for firm in current_hub(home).firms], space=space(home))


def _firm(home: Path, firm_id: str, name: str) -> FirmStatus:
    ledger = Ledger(home)
    records, broken = ledger.files(firm_id), alarms(ledger, firm_id)
    return FirmStatus(
        firm_id=firm_id,
        name=name,
        files=dict(Counter(record.status for record in records)),
        last_ts=max((record.received_ts for record in records), default=None),
        awaits_refresh=awaits_refresh(home, firm_id),
        alarms_ko=[alarm.text_ko for alarm in broken],
        alarms_en=[alarm.text_en for alarm in broken],
    )
