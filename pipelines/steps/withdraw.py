"""A firm takes its data back: hidden at once, then removed everywhere, a receipt with hashes stays (docs/decisions/0019)."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from pipelines.steps.withdrawing.places import hub_pages, remove_folders, remove_traces, write_pages
from pipelines.steps.withdrawing.prefect_rows import forget_in_prefect
from ppuri.core.clock import now
from ppuri.core.errors import TransientError
from ppuri.core.hub import current_hub, firm_of
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.ledger.withdrawal import finish, hide, overwrite_freed, remove_rows, withdrawal, withdrawals
from ppuri.core.results import Receipt

REMAINS_KO = (
    "다른 폴더에 저장한 보고서와 자료 묶음은 이 프로그램이 지울 수 없습니다.",
    "이미 만든 백업에는 남아 있습니다. 백업은 보관 기간이 지나면 지워지고, 그 백업을 되돌리면 이 기업은 다시 지워집니다.",
)
REMAINS_EN = (
    "Reports and packages that were written to other folders are out of reach.",
    "Backups made before still hold the data; they expire, and restoring one withdraws this firm again.",
)


class WithdrawnFile(BaseModel):
    """One file that was removed: its hash and counts, no name."""

    sha256: str
    byte_count: int
    received_ts: datetime
    status: str
    rows_in: int = 0
    accepted: int = 0


class WithdrawalReceipt(BaseModel):
    """What stays of a withdrawn firm.

    Attributes:
        hidden_ts: Since when nobody could open it.
        removed_ts: When the last of its data was gone; None while removing.
        files: Every file that was ever received from it.
        removed_bytes: Bytes removed per folder.
        removed_rows: Rows removed from the ledger and from Prefect's database.
        remains_ko: What is out of reach; `remains_en` likewise.
        sha256: Hash of everything above, so that a copy can be checked.
    """

    firm_id: str
    hidden_ts: datetime
    removed_ts: datetime | None = None
    files: list[WithdrawnFile] = []
    removed_bytes: dict[str, int] = {}
    removed_rows: dict[str, int] = {}
    remains_ko: tuple[str, ...] = REMAINS_KO
    remains_en: tuple[str, ...] = REMAINS_EN
    sha256: str = ""

    def digest(self) -> str:
        """Return the hash of all fields but itself."""
        content = self.model_dump(mode="json", exclude={"sha256"})
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def withdraw(home: Path, firm_id: str) -> WithdrawalReceipt:
    """Hide a firm, then remove all of its data; where it died in between, the same call goes on.

    Args:
        home: Folder of the installation.
        firm_id: The firm, declared or withdrawn before.

    Raises:
        UsageError: When the firm was never declared, or its part of the hub file cannot be told apart; nothing is changed.
        TransientError: When another process still writes for the firm, or keeps a database busy; the firm is hidden already.
    """
    home = home.resolve()
    ledger = Ledger(home)
    if withdrawal(ledger, firm_id) is None:
        _hide(home, ledger, firm_id)
    with ledger.lease(firm_id, removing=True):
        return _removed(home, ledger, firm_id)


def sweep_withdrawn(home: Path) -> list[str]:
    """Remove what processes that were still reading left of withdrawn firms; returns the firms that had something left."""
    ledger = Ledger(home)
    swept = []
    for each in withdrawals(ledger):
        with ledger.lease(each.firm_id, removing=True):
            if remove_folders(home, each.firm_id) or remove_rows(ledger, each.firm_id):
                swept.append(each.firm_id)
    if swept:
        overwrite_freed(ledger)
    return swept


def _hide(home: Path, ledger: Ledger, firm_id: str) -> None:
    firm = firm_of(current_hub(home), firm_id)
    pages = hub_pages(home, firm.id)
    files = [_withdrawn(record) for record in ledger.files(firm.id)]
    receipt = WithdrawalReceipt(firm_id=firm.id, hidden_ts=now(), files=files)
    hide(ledger, firm.id, receipt.model_dump_json())
    write_pages(pages)


def _withdrawn(record: FileRecord) -> WithdrawnFile:
    known = {} if record.receipt_json is None else Receipt.model_validate_json(record.receipt_json).model_dump()
    return WithdrawnFile(
        sha256=record.sha256,
        byte_count=record.byte_count,
        received_ts=record.received_ts,
        status=record.status,
        rows_in=known.get("rows_in", 0),
        accepted=known.get("accepted", 0),
    )


def _removed(home: Path, ledger: Ledger, firm_id: str) -> WithdrawalReceipt:
    """Remove everything, the firm's lake first and its ledger rows last, and close the receipt."""
    known = withdrawal(ledger, firm_id)
    assert known is not None  # noqa: S101  it was hidden just now or before
    receipt = WithdrawalReceipt.model_validate_json(known.receipt_json)
    write_pages(hub_pages(home, firm_id))
    try:
        freed = remove_folders(home, firm_id)
        traces = remove_traces(home)
    except OSError as error:
        raise TransientError(
            f"기업 {firm_id}의 파일을 모두 지우지 못했습니다({error.strerror}). 자료는 이미 숨겼습니다. 다시 실행해 주세요.",
            f"not all files of firm {firm_id} could be removed ({error.strerror}); they are hidden already, run this again",
        ) from error
    rows = {"prefect": forget_in_prefect(home, firm_id), "ledger": remove_rows(ledger, firm_id), "log": traces}
    overwrite_freed(ledger)
    if known.removed_ts is not None:
        return receipt
    done = receipt.model_copy(update={"removed_ts": now(), "removed_bytes": freed, "removed_rows": rows})
    closed = done.model_copy(update={"sha256": done.digest()})
    finish(ledger, firm_id, closed.model_dump_json(), closed.removed_ts or now())
    return closed
