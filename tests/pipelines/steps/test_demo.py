from pathlib import Path

import pytest

from pipelines.steps.demo import FIRMS, DemoFirm, Planted, demo_result, machines_of, refuse_foreign, simulate
from pipelines.steps.sources import poll
from ppuri.core.errors import UsageError
from ppuri.core.hub import current_hub, open_scope
from sample_data import FIRM_IDS
from tests.portal.homes import found


def fault(name: str, *evidence: str) -> Planted:
    return Planted(
        fault_id=name,
        kind="k",
        machine_id="m",
        how_found="kpi",
        text="t",
        found=bool(evidence),
        evidence=list(evidence),
    )


def firm(*planted: Planted) -> DemoFirm:
    return DemoFirm(
        firm_id="f",
        name="f",
        process="casting",
        receipts=[],
        kpis=[],
        insights=[],
        report=None,
        planted=list(planted),
        false=[],
    )


def test_the_demo_refuses_an_installation_with_other_firms(tmp_path: Path) -> None:
    scope, _ = found(tmp_path / "home")
    with pytest.raises(UsageError, match="hanbit"):
        refuse_foreign(scope.home)


def test_simulated_firms_are_declared_and_their_files_lie_ready(tmp_path: Path) -> None:
    simulate(tmp_path)
    assert {one.id for one in current_hub(tmp_path).firms} == {"demo-casting", "demo-heat", "demo-molding"}
    refuse_foreign(tmp_path)
    for firm_id, machine_id in machines_of(tmp_path):
        assert poll(open_scope(tmp_path, firm_id), machine_id)


def test_planted_and_found_are_counted_over_all_firms(tmp_path: Path) -> None:
    result = demo_result(tmp_path, [firm(fault("a", "kpi"), fault("b")), firm(fault("c", "x", "y"))], {})
    assert (result.planted_count, result.found_count, result.false_count) == (3, 2, 0)


def test_the_firms_are_those_of_the_simulator() -> None:
    assert FIRMS == FIRM_IDS
