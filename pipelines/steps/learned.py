"""Files read again because a later one told more: order and batches must not change what is stored.

A file whose columns leave a unit open, or that is held for a question, is read again as soon as a file of the same
machine settles it: then its layout is remembered with what was settled.
"""

from collections.abc import Iterable

from connectors.types import Mapping
from pipelines.steps.mend import mends
from pipelines.steps.prepared import Prepared
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.scope import Scope

Known = dict[tuple[str, str], frozenset[str] | None]


def open_headers(mapping: Mapping) -> frozenset[str]:
    """Return the headers whose unit a mapping leaves open."""
    return frozenset(c.header for c in mapping.columns if c.status == "unconfirmed")


def known(scope: Scope, ledger: Ledger, batch: Iterable[Prepared], so_far: Known | None = None) -> Known:
    """Return what is remembered of the layouts of a batch: their open headers, None for a layout not seen before.

    Args:
        scope: The firm.
        ledger: Its ledger.
        batch: Files read.
        so_far: What was looked up since the last publication, to which this is added.
    """
    out: Known = {} if so_far is None else so_far
    for prepared in batch:
        for table in prepared.tables:
            place = (prepared.record.machine_id, table.mapping.layout_id)
            if place not in out:
                found = ledger.mapping(scope.firm_id, *place)
                out[place] = None if found is None else open_headers(Mapping.model_validate_json(found.mapping_json))
    return out


def tells_more(prepared: Prepared, before: Known) -> bool:
    """Whether a file brings a layout not seen before, or settles what was open: the next file must see that."""
    return any(
        was is None or bool(was - open_headers(table.mapping))
        for table in prepared.tables
        for was in [before[prepared.record.machine_id, table.mapping.layout_id]]
    )


def to_read_again(scope: Scope, ledger: Ledger, batch: Iterable[Prepared], before: Known) -> list[FileRecord]:
    """Return the files that may be settled now by what a published batch told, in order of receipt."""
    telling = [prepared for prepared in batch if tells_more(prepared, before)]
    found: dict[str, FileRecord] = {}
    for prepared in telling:
        held = ledger.files(scope.firm_id, status="held")
        found |= {r.file_id: r for r in held if r.machine_id == prepared.record.machine_id and mends(r) is None}
        if any(before[prepared.record.machine_id, table.mapping.layout_id] for table in prepared.tables):
            found |= {r.file_id: r for r in ledger.sharing(scope.firm_id, prepared.record.file_id)}
    told = {prepared.record.file_id for prepared in telling}
    return sorted((r for r in found.values() if r.file_id not in told), key=lambda r: r.seq)
