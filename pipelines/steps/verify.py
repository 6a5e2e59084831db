"""The audit: every file counted again from its archived bytes and compared with receipts, lake and ledger."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from pydantic import BaseModel, computed_field

from pipelines.steps.mending.apply import mends
from pipelines.steps.prepare import prepare
from pipelines.steps.prepared import SPAN, Prepared, PreparedTable
from ppuri.core.contracts import DATASETS, TALLY
from ppuri.core.errors import InternalError
from ppuri.core.hub import current_hub, open_scope
from ppuri.core.lake import Lake
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.raw import hash_of, stored
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse, open_warehouse

SHOWN = 5


class Check(BaseModel):
    """One promise, and whether it holds for one firm.

    Attributes:
        name: Stable name: `raw`, `counts`, `lineage`, `totals`, `keys`, `files`.
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
    """All checks of one audit."""

    checks: list[Check]

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorator above a property
    @property
    def ok(self) -> bool:
        """Whether every promise holds."""
        return all(check.ok for check in self.checks)


@dataclass
class Audit:
    """Counts and faults of one check while it runs."""

    count: int = 0
    faults: list[str] = field(default_factory=list)

    def look(self, holds: bool, fault: str) -> None:
        """Note one thing looked at."""
        self.count += 1
        if not holds:
            self.faults.append(fault)


def verify(home: Path, firm_id: str | None = None) -> VerifyResult:
    """Check one firm, or all that are declared.

    Args:
        home: Folder of the installation.
        firm_id: The firm; None checks all.

    Raises:
        UsageError: When the firm is not declared.
    """
    firms = [firm_id] if firm_id else [firm.id for firm in current_hub(home).firms]
    return VerifyResult(checks=[check for firm in firms for check in _firm(open_scope(home, firm))])


def _firm(scope: Scope) -> Iterator[Check]:
    ledger = Ledger(scope.home)
    records = ledger.files(scope.firm_id)
    files = _files(scope, ledger)
    yield _said(scope, "files", files, "공개한 저장 파일", "published lake files")
    raw = _raw(scope, records)
    yield _said(scope, "raw", raw, "보관한 원본", "archived originals")
    if files.faults or raw.faults:  # what follows reads both
        return
    live = [record for record in records if record.status == "committed"]
    with open_warehouse(scope) as warehouse:
        counts, lineage, totals = _counted(scope, ledger, warehouse, live)
        yield _said(scope, "counts", counts, "파일마다 행 수(읽은 행 = 저장 + 따로 보관 + 중복)", "row counts per file")
        yield _said(scope, "lineage", lineage, "저장한 행의 출처", "origin of stored rows")
        yield _said(scope, "totals", totals, "접수증과 저장소의 합계", "sums of receipts and lake")
        yield _said(scope, "keys", _keys(warehouse), "저장소의 겹치지 않는 키", "unique keys of the lake")


def _said(scope: Scope, name: str, audit: Audit, ko: str, en: str) -> Check:
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


def _files(scope: Scope, ledger: Ledger) -> Audit:
    audit, lake = Audit(), Lake(scope)
    for table, version in sorted(ledger.published(scope.firm_id).items()):
        newest = lake.version(table)
        there = newest is not None and version <= newest
        audit.look(there, f"{table} version {version} is gone")
        for path in map(Path, lake.files(table, version) if there else []):
            audit.look(_is_plain(path, scope.lake), f"{table}/{path.name}")
    return audit


def _is_plain(path: Path, root: Path) -> bool:
    """Whether a file is there once, in the firm's folder: no link of either kind may lead out of it or into it."""
    if not path.is_relative_to(root) or not path.exists():
        return False
    state = path.lstat()
    return stat.S_ISREG(state.st_mode) and state.st_nlink == 1


def _raw(scope: Scope, records: list[FileRecord]) -> Audit:
    audit = Audit()
    for record in records:
        try:
            same = hash_of(stored(scope, record.sha256)) == record.sha256
        except InternalError:
            same = False
        audit.look(same, f"{record.file_name} [{record.file_id[:8]}]")
    return audit


def _counted(scope: Scope, ledger: Ledger, warehouse: Warehouse, live: list[FileRecord]) -> tuple[Audit, Audit, Audit]:
    counts, lineage, totals = Audit(), Audit(), Audit()
    accepted = held = 0
    for record in live:
        receipt = Receipt.model_validate_json(record.receipt_json or "{}")
        if mends(record) is not None:  # its rows are counted with the file that they mend
            counts.look(_is_balanced(receipt), f"{record.file_name} [{record.file_id[:8]}]")
            continue
        again = prepare(scope, ledger, record, replay=True)
        label = f"{record.file_name} [{record.file_id[:8]}]"
        counts.look(_is_conserved(again, receipt), label)
        rows, records = _found_again(warehouse, again)
        lineage.look(rows is not None, label)
        apart = warehouse.query(
            "select count(*) as n from quarantine where file_id = $file_id", {"file_id": record.file_id}
        ).item()
        counts.look(apart == receipt.quarantined, f"{label}: {apart} set apart in the lake")
        several = {each.table_no for each in again.tables if _is_several(each)}
        apart_sums = sum(each.accepted - each.changed for each in receipt.tables if each.table_no in several)
        accepted += receipt.accepted - receipt.changed - apart_sums
        held += records
        for each in again.tables:
            if each.table_no in several:
                totals.look(_all_there(warehouse, each), f"{label} table {each.table_no}: a quantity is gone")
    totals.look(accepted == held, f"receipts say {accepted:,}, the lake holds {held:,}")
    known = {record.file_id for record in live}
    for table in sorted(set(warehouse.versions) & set(DATASETS)):
        strangers = warehouse.query(f'select distinct file_id from "{table}" where file_id is not null')["file_id"]  # noqa: S608  a name of the contracts
        lineage.look(not set(strangers) - known, f"{table} holds rows of files that are not stored")
    return counts, lineage, totals


def _is_conserved(again: Prepared, receipt: Receipt) -> bool:
    rows_in = [table.rows_in for table in again.tables]
    told = [table.rows_in for table in receipt.tables]
    typed = [int(t.frame[SPAN].sum()) + t.quarantine.height + t.duplicate for t in again.tables]
    return _is_balanced(receipt) and rows_in == told and rows_in == typed and receipt.rows_in == sum(rows_in)


def _is_balanced(receipt: Receipt) -> bool:
    return receipt.rows_in == receipt.accepted + receipt.quarantined + receipt.duplicate


def _found_again(warehouse: Warehouse, again: Prepared) -> tuple[int | None, int]:
    """Rows of a file in the lake (None when one of them is not in the file), and the records that they stand for."""
    rows = records = 0
    for table in again.tables:
        # A record of people's sheets stands for several rows, one per measure: place and key together name one.
        place = list(dict.fromkeys(("table_no", "row_no", *DATASETS[table.dataset].key)))
        there = warehouse.query(
            f'select {", ".join(place)} from "{table.dataset}" where file_id = $file_id and table_no = $table_no',  # noqa: S608  names of the contracts
            {"file_id": again.record.file_id, "table_no": table.table_no},
        )
        given = table.frame.select(*place, SPAN)
        met = there.join(given, on=place, how="left", nulls_equal=True)
        if met[SPAN].null_count() or met.height != there.height:
            return None, 0
        rows += there.height
        records += 0 if _is_several(table) else int(met[SPAN].sum())
    return rows, records


def _is_several(table: PreparedTable) -> bool:
    """Whether a record stands for several rows: another file may then hold some of them, so records cannot be summed."""
    return table.dataset == TALLY.name or bool((table.frame[SPAN] == 0).any())


def _all_there(warehouse: Warehouse, table: PreparedTable) -> bool:
    """Whether every fact of a table is in the lake, from whichever file its value is."""
    key = list(DATASETS[table.dataset].key)
    there = warehouse.query(f'select distinct {", ".join(key)} from "{table.dataset}"')  # noqa: S608  names of the contracts
    return table.frame.select(key).unique().join(there, on=key, how="anti", nulls_equal=True).is_empty()


def _keys(warehouse: Warehouse) -> Audit:
    audit = Audit()
    for name in sorted(set(warehouse.versions) & set(DATASETS)):
        key = ", ".join(DATASETS[name].key)
        timed = f"{DATASETS[name].time} is not null"  # without an instant a row is known by its file alone
        twice = warehouse.query(f'select {key} from "{name}" where {timed} group by all having count(*) > 1 limit 1')  # noqa: S608  names of the contracts
        audit.look(twice.is_empty(), f"{name}: {_first(twice)}")
    return audit


def _first(rows: pl.DataFrame) -> str:
    return "" if rows.is_empty() else ", ".join(str(value) for value in rows.row(0) if value is not None)
