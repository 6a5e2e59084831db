"""The hub file applied, and what of the stored rows rests on what it declared made anew."""

import hashlib
from dataclasses import asdict, replace
from pathlib import Path

from pipelines.steps.change import RELEARN, REREAD, changing
from pipelines.steps.mending.apply import mends
from pipelines.steps.prepare import prepare
from pipelines.steps.publish import publish
from pipelines.steps.receive import context_of
from ppuri.core.hub import Hub, HubChange, apply_hub, current_hub, machine_refs, open_scope
from ppuri.core.ledger import FileRecord, Lease, Ledger
from ppuri.core.scope import Scope

# Names only say which machine is meant, and the salt is the firm's own.
_NAMES = ("names", "other_names", "machines", "salt", "received")
_TYPED_BY = "typed_by"


def declare(home: Path, file: Path | None, *, yes: bool = False) -> HubChange:
    """Apply a hub file; rows that were typed by what it changes are read again, those of a renamed machine move.

    Args:
        home: Folder of the installation.
        file: As in `apply_hub`.
        yes: As in `apply_hub`.

    Raises:
        UsageError: As `apply_hub`; nothing is changed then.
        TransientError: When another process writes for a firm whose rows must be read again; the same again goes on.
    """
    before = current_hub(home)
    change = apply_hub(home, file, yes=yes)
    hub = current_hub(home)
    for firm in hub.firms:
        scope, ledger = open_scope(home, firm.id), Ledger(home)
        now = _typed_by(hub, firm.id)
        former = ledger.state(scope.firm_id, _TYPED_BY) or _typed_by(before, firm.id)
        if former != now or _renamed(hub, firm.id):
            _made_anew(
                scope, ledger, hub, {machine for machine in now if former.get(machine, now[machine]) != now[machine]}
            )
            ledger.set_state(scope.firm_id, _TYPED_BY, now)
    return change


def _typed_by(hub: Hub, firm_id: str) -> dict[str, str]:
    """Machine to a hash of what of its declaration decides how stamps and cells of its files are read."""
    told = {}
    for firm in hub.firms:
        if firm_id in (firm.id, *firm.was):
            refs = machine_refs(hub, firm.id)
            for ref in refs:
                context = asdict(context_of(ref, refs))
                text = repr(sorted((name, value) for name, value in context.items() if name not in _NAMES))
                told[ref.machine.id] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return told


def _renamed(hub: Hub, firm_id: str) -> dict[str, str]:
    """Earlier id of a machine to its id."""
    return {old: ref.machine.id for ref in machine_refs(hub, firm_id) for old in ref.machine.was}


def _made_anew(scope: Scope, ledger: Ledger, hub: Hub, machines: set[str]) -> None:
    """Read the files of machines again, and give those of renamed ones their new id."""
    renamed = _renamed(hub, scope.firm_id)
    files = ledger.files(scope.firm_id)
    there = {record.machine_id for record in files} | {machine for machine, _ in ledger.places(scope.firm_id)}
    for key in (REREAD, RELEARN):
        waiting: list[str] = ledger.state(scope.firm_id, key) or []
        if (machines & there) - set(waiting):
            ledger.set_state(scope.firm_id, key, sorted({*waiting, *(machines & there)}))
    if machines & there or there & set(renamed):
        with changing(scope, ledger) as held:
            for old in sorted(there & set(renamed)):
                _rename(scope, ledger, held, old, renamed[old])


def _rename(scope: Scope, ledger: Ledger, held: Lease, former: str, machine_id: str) -> None:
    """Store the rows of a machine under its new id, read by the mappings that they were read by."""
    ledger.rename_machine(scope.firm_id, former, machine_id)
    batch = []
    for record in ledger.files(scope.firm_id):
        fresh = replace(record, machine_id=machine_id if record.machine_id == former else record.machine_id)
        rows_there = {machine for _, machine, _ in ledger.partitions(scope.firm_id, record.file_id)}
        if record.status == "committed" and mends(record) is None and (fresh != record or former in rows_there):
            batch.append(prepare(scope, ledger, fresh, replay=True))
        elif fresh != record and record.receipt_json is not None:
            _settle(scope, ledger, held, fresh)
    if batch:
        publish(scope, ledger, held, batch)


def _settle(scope: Scope, ledger: Ledger, held: Lease, record: FileRecord) -> None:
    said = record.receipt_json or "{}"
    ledger.settle(scope.firm_id, record.file_id, record.status, said, held=held, said=record)
