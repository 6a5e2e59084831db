"""What the pages show of an installation: firms, machines and receipts, read from hub and ledger."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from pipelines.steps.receipts import awaits_refresh, receipt, receipts
from ppuri.core.hub import Firm, current_hub, open_scope
from ppuri.core.results import Receipt


@dataclass(frozen=True)
class Row:
    """One receipt in a list, with the names that go with it and the address of its page."""

    receipt: Receipt
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
        return [self.row(firm, one) for one in reversed(receipts(open_scope(self.home, firm.id)))]

    def row(self, firm: Firm, stored: Receipt) -> Row:
        """One receipt with its names."""
        return Row(stored, firm.name, machine_names(firm).get(stored.machine_id or "", "–"), address(stored))

    def summary(self, firm: Firm, rows: list[Row]) -> FirmSummary:
        """Counts of one firm and its files for the home page."""
        stored = [row.receipt for row in rows]
        times = [one.received_ts for one in stored if one.received_ts]
        return FirmSummary(
            id=firm.id,
            name=firm.name,
            machine_count=len(machine_names(firm)),
            file_count=len(stored),
            question_count=sum(one.status == "held" for one in stored),
            last_ts=max(times, default=None),
        )

    def find(self, firm_id: str | None, file_id: str) -> tuple[Firm, Receipt] | None:
        """The receipt of a file, in one firm or (without a firm) in whichever firm holds it."""
        for firm in self.firms():
            if firm_id in (None, firm.id):
                stored = receipt(open_scope(self.home, firm.id), file_id)
                if stored:
                    return firm, stored
        return None

    def is_computing(self, firm: Firm) -> bool:
        """Say whether the ledger holds changes of the firm that its KPIs do not hold yet."""
        return awaits_refresh(self.home, firm.id)


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
    return f"/uploads/{quote(stored.file_id, safe='')}?{urlencode({'firm': stored.firm_id, **more})}"


def fix_address(stored: Receipt) -> str:
    """Return the address of a file's workbook to mend."""
    return f"/uploads/{quote(stored.file_id, safe='')}/fix.xlsx?{urlencode({'firm': stored.firm_id})}"
