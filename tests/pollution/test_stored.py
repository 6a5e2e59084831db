"""What the judge sees is what is stored: the same counts after a real ingest, and a lake that verifies."""

from pathlib import Path

import pytest

from connectors import read_export
from connectors.mapping import propose
from connectors.typing import type_table
from pipelines.steps.verify import verify
from tests.effort import LONG
from tests.pipelines.steps.home import opened, runs, stored
from tests.pollution.draft import render
from tests.pollution.exports import EXPORTS
from tests.pollution.kinds import KINDS
from tests.pollution.run import polluted

FEW = ["formulas_without_values"]
NAMES = [name for name, kind in KINDS.items() if "shots" in kind.exports] if LONG else FEW


@pytest.mark.parametrize("name", NAMES)
def test_a_polluted_file_is_stored_as_it_was_judged(tmp_path: Path, name: str) -> None:
    made = polluted(EXPORTS["shots"](80, 2), (KINDS[name],), 2)
    content, _ = render(made)
    path = tmp_path / made.file_name
    path.write_bytes(content)
    scope = opened(tmp_path / "home")
    receipts = stored(scope, [path])
    machine = made.export.machine
    export = read_export(content, file_name=made.file_name)
    mapped = [(table, propose(table, machine, file_name=made.file_name)) for table in export.tables]
    holds = [hold.key for hold in (*export.holds, *(hold for _, mapping in mapped for hold in mapping.holds))]
    if holds or not mapped:
        assert {receipt.status for receipt in receipts} == {"held" if holds else "rejected"}
        return
    accepted = [type_table(table, mapping, machine) for table, mapping in mapped]
    assert sum(r.rows_in for r in receipts) == sum(table.record_count for table, _ in mapped)
    assert sum(r.accepted for r in receipts) <= sum(typed.accepted_count for typed in accepted)
    assert all(r.rows_in == r.accepted + r.quarantined + r.duplicate for r in receipts)
    assert runs(scope).height == sum(r.accepted for r in receipts)
    assert [check.faults for check in verify(scope.home, scope.firm_id).checks if not check.ok] == []
