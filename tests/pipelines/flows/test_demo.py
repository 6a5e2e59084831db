from contextlib import nullcontext
from pathlib import Path

import pytest

import pipelines.flows  # noqa: F401  Prefect's settings before Prefect


@pytest.mark.integration
@pytest.mark.slow
def test_the_demo_finds_what_was_planted(prefect_server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.flows.demo import demo

    monkeypatch.setenv("PPURI_HOME", str(tmp_path))
    said: list[tuple[str, int, int]] = []
    result = demo(tmp_path, lambda label, done, total: said.append((label, done, total)), server=nullcontext())
    assert [firm.firm_id for firm in result.firms] == ["demo-casting", "demo-heat", "demo-molding"]
    for firm in result.firms:
        assert {receipt.status for receipt in firm.receipts} == {"committed"}
        assert all(r.rows_in == r.accepted + r.quarantined + r.duplicate for r in firm.receipts)
        assert firm.report
        assert firm.report.stat().st_size > 10_000
    missed = [fault.fault_id for firm in result.firms for fault in firm.planted if not fault.found]
    assert missed == []
    assert said[-1][1] == said[-1][2]
