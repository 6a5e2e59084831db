"""The audit: everything stored is read, counted and built again and compared; what `raw/` can mend is mended, the rest is an alarm."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, computed_field

from pipelines.steps.auditing.again import sampled
from pipelines.steps.auditing.audit import WHOLE, Audit, Share
from pipelines.steps.auditing.ledger_rows import ledger_rows
from pipelines.steps.auditing.repair import repair as mend
from pipelines.steps.auditing.rows import counted, keys
from pipelines.steps.auditing.stored import lake_files, orphans, raw_files
from ppuri.core.hub import current_hub, open_scope
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.alarms import set_alarms
from ppuri.core.scope import Scope
from ppuri.core.warehouse import open_warehouse

SHOWN = 5
SAMPLED = 3
# An audit is one moment; where a publication came in between, what it found broken may be the change alone.
TRIES = 3
_SAID = {
    "ledger": ("장부", "the ledger"),
    "files": ("공개한 저장 파일", "published lake files"),
    "raw": ("보관한 원본", "archived originals"),
    "orphans": ("주인 없는 파일", "files without an owner"),
    "counts": ("파일마다 행 수(읽은 행 = 저장 + 따로 보관 + 중복)", "row counts per file"),
    "lineage": ("저장한 행의 출처", "origin of stored rows"),
    "totals": ("접수증과 저장소의 합계", "sums of receipts and lake"),
    "keys": ("저장소의 겹치지 않는 키", "unique keys of the lake"),
    "rebuilt": ("원본에서 다시 만든 설비-월", "machine-months built again from the originals"),
}


class Check(BaseModel):
    """One promise, and whether it holds for one firm.

    Attributes:
        name: Stable name: `ledger`, `files`, `raw`, `orphans`, `counts`, `lineage`, `totals`, `keys`, `rebuilt`.
        checked_count: How many things were looked at.
        faults: What does not hold, in a few words each.
        text_ko: The result as a sentence; `text_en` likewise.
    """

    firm_id: str
    name: str
    ok: bool
    checked_count: int
    faults: list[str] = []
    text_ko: str
    text_en: str


class VerifyResult(BaseModel):
    """All checks of one audit.

    Attributes:
        repaired: `firm: table/machine/month` of what was built again before the checks were made.
    """

    checks: list[Check]
    repaired: list[str] = []

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorator above a property
    @property
    def ok(self) -> bool:
        """Whether every promise holds."""
        return all(check.ok for check in self.checks)


@dataclass(frozen=True)
class Order:
    """What is asked of an audit.

    Attributes:
        share: The part of everything that is looked at.
        sample: Machine-months to build again, of the tables and of the marts.
        seed: Decides which.
    """

    share: Share = WHOLE
    sample: int = SAMPLED
    seed: int = 0


def verify(home: Path, firm_id: str | None = None, *, repair: bool = False, order: Order | None = None) -> VerifyResult:
    """Check one firm, or all that are declared; what stays broken becomes an alarm, what holds again ends one.

    Args:
        home: Folder of the installation.
        firm_id: The firm; None checks all.
        repair: Build again from `raw/` what is damaged, then check once more.
        order: How much to look at; everything unless given.

    Raises:
        UsageError: When the firm is not declared.
        TransientError: When something is to be repaired and another process keeps writing for the firm.
    """
    firms = [firm_id] if firm_id else [firm.id for firm in current_hub(home).firms]
    order, checks, repaired = order or Order(), [], []
    for each in firms:
        scope = open_scope(home, each)
        audits = _settled(scope, order)
        if repair and (mended := _mended(scope, audits)):
            repaired += [f"{each}: {name}" for name in mended]
            audits = _settled(scope, order)
        said = [_said(scope, name, audit) for name, audit in audits.items()]
        broken = {check.name: (check.text_ko, check.text_en) for check in said if not check.ok}
        set_alarms(Ledger(home), each, broken, share=order.share.label)
        checks += said
    return VerifyResult(checks=checks, repaired=repaired)


def _settled(scope: Scope, order: Order) -> dict[str, Audit]:
    """The audit of a firm at one moment."""
    ledger = Ledger(scope.home)
    for _ in range(TRIES):
        seq = ledger.last_seq(scope.firm_id)
        audits = _audits(scope, ledger, order)
        if not any(audit.faults for audit in audits.values()) or ledger.last_seq(scope.firm_id) == seq:
            break
    return audits


def _audits(scope: Scope, ledger: Ledger, order: Order) -> dict[str, Audit]:
    share = order.share
    audits = {"ledger": ledger_rows(ledger, scope.firm_id)}
    if audits["ledger"].faults:  # what it says of the rest cannot be trusted
        return audits
    records = ledger.files(scope.firm_id)
    audits["files"] = lake_files(scope, ledger, share)
    audits["raw"] = raw_files(scope, records, share)
    audits["orphans"] = orphans(scope, ledger, records)
    if audits["files"].faults or audits["raw"].faults:  # what follows reads both
        return audits
    live = [record for record in records if record.status == "committed"]
    with open_warehouse(scope) as warehouse:
        told = counted(scope, ledger, warehouse, live, share)
        audits |= {"counts": told.counts, "lineage": told.lineage}
        if share.whole:
            audits["totals"] = told.totals
        audits["keys"] = keys(scope, warehouse.versions, share)
        audits["rebuilt"] = sampled(scope, ledger, warehouse, order.sample, order.seed)
    return audits


def _mended(scope: Scope, audits: dict[str, Audit]) -> list[str]:
    """Repair what the archive can repair; nothing where the archive or the ledger is what is broken."""
    if not any(audit.faults for audit in audits.values()) or any(
        audits[name].faults for name in ("ledger", "raw") if name in audits
    ):
        return []
    rows = ("counts", "lineage", "totals")
    nowhere = any(audits[name].faults for name in rows if name in audits)
    named = [audit for audit in audits.values() if audit.places or audit.tables]
    if not named and not nowhere:
        return []
    return mend(scope, Ledger(scope.home), named, everything=nowhere)


def _said(scope: Scope, name: str, audit: Audit) -> Check:
    ko, en = _SAID[name]
    faults = audit.faults[:SHOWN]
    count, wrong, first = f"{audit.count:,}", f"{len(audit.faults):,}", "; ".join(faults)
    return Check(
        firm_id=scope.firm_id,
        name=name,
        ok=not audit.faults,
        checked_count=audit.count,
        faults=faults,
        text_ko=f"{scope.firm_id} {ko}: "
        + (f"{count}건 중 {wrong}건 어긋남 ({first})" if faults else f"{count}건 맞음"),
        text_en=f"{scope.firm_id} {en}: " + (f"{wrong} of {count} wrong ({first})" if faults else f"{count} right"),
    )
