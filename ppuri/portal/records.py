"""What the pages show of an installation: firms, machines and receipts, read from hub and ledger."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException

from pipelines.steps.receipts import awaits_refresh, receipt
from ppuri.core.hub import Firm, current_hub, open_scope
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.results import Receipt


@dataclass(frozen=True)
class Row:
    """One file in a list, with the names that go with it and the address of its page.

    Attributes:
        receipt: What became of it; None while it is being read.
    """

    file_id: str
    file_name: str
    status: str
    received_ts: datetime
    receipt: Receipt | None
    firm_name: str
    machine_name: str
    address: str


@dataclass(frozen=True)
class FirmSummary:
    """One firm on the home page."""

    id: str
    name: str
    machine_count: int
    file_count: int
    question_count: int
    last_ts: datetime | None


@dataclass(frozen=True)
class Records:
    """Reads what the pages of one installation need; opened anew for every request."""

    home: Path

    def firms(self) -> list[Firm]:
        """Every declared firm."""
        return list(current_hub(self.home).firms)

    def firm(self, firm_id: str | None) -> Firm | None:
        """The firm of this id; without an id the only one there is; else None."""
        firms = self.firms()
        if firm_id is None:
            return firms[0] if len(firms) == 1 else None
        return next((firm for firm in firms if firm.id == firm_id), None)

    def rows(self, firm: Firm) -> list[Row]:
        """Every file of one firm, newest first."""
        names = machine_names(firm)
        return [_row(firm, names, record) for record in reversed(Ledger(self.home).files(firm.id))]

    def summary(self, firm: Firm, rows: list[Row]) -> FirmSummary:
        """Counts of one firm and its files for the home page."""
        return FirmSummary(
            id=firm.id,
            name=firm.name,
            machine_count=len(machine_names(firm)),
            file_count=len(rows),
            question_count=sum(row.status == "held" for row in rows),
            last_ts=max((row.received_ts for row in rows), default=None),
        )

    def find(self, firm_id: str | None, file_id: str) -> tuple[Firm, Receipt] | None:
        """The receipt of a file, in one firm or (without a firm) in whichever firm holds it."""
        for firm in self.firms():
            if firm_id in (None, firm.id):
                stored = receipt(open_scope(self.home, firm.id), file_id)
                if stored:
                    return firm, stored
        return None

    def record(self, firm_id: str | None, file_id: str) -> tuple[Firm, FileRecord] | None:
        """A file as the ledger knows it, also while it is still to be read; firms as in `find`."""
        for firm in self.firms():
            if firm_id in (None, firm.id):
                known = Ledger(self.home).file(firm.id, file_id)
                if known:
                    return firm, known
        return None

    def is_computing(self, firm: Firm) -> bool:
        """Say whether the ledger holds changes of the firm that its KPIs do not hold yet."""
        return awaits_refresh(self.home, firm.id)


def _row(firm: Firm, names: dict[str, str], record: FileRecord) -> Row:
    return Row(
        file_id=record.file_id,
        file_name=record.file_name,
        status=record.status,
        received_ts=record.received_ts,
        receipt=Receipt.model_validate_json(record.receipt_json) if record.receipt_json else None,
        firm_name=firm.name,
        machine_name=names.get(record.machine_id, "–"),
        address=address_of(firm.id, record.file_id),
    )


def machine_names(firm: Firm) -> dict[str, str]:
    """Return machine id -> name of one firm."""
    return {
        machine.id: machine.name or machine.id
        for site in firm.sites
        for line in site.lines
        for machine in line.machines
    }


def process_of(firm: Firm, machine_id: str | None) -> tuple[str, str | None]:
    """Return process and kind of the line in which a machine stands; `other` where it is not declared any more."""
    for line in (line for site in firm.sites for line in site.lines):
        if any(machine.id == machine_id for machine in line.machines):
            return line.process, line.kind
    return "other", None


def address(stored: Receipt, **more: str) -> str:
    """Return the address of a receipt's page."""
    return address_of(stored.firm_id, stored.file_id, **more)


def address_of(firm_id: str, file_id: str, **more: str) -> str:
    """Return the address of a file's page."""
    return f"/uploads/{quote(file_id, safe='')}?{urlencode({'firm': firm_id, **more})}"


def fix_address(stored: Receipt) -> str:
    """Return the address of a file's workbook to mend."""
    return f"/uploads/{quote(stored.file_id, safe='')}/fix.xlsx?{urlencode({'firm': stored.firm_id})}"


def list_address(firm_id: str, file_ids: list[str]) -> str:
    """Return the address of the list of uploads with some of them first."""
    return "/uploads?" + urlencode([("firm", firm_id), *(("file", file_id) for file_id in file_ids)])


def declared(records: Records, firm_id: str) -> Firm:
    """Return a declared firm.

    Raises:
        HTTPException: 404 when there is none.
    """
    firm = records.firm(firm_id)
    if firm is None:
        raise HTTPException(404)
    return firm
