from typing import Any

import pytest

from sample_data import compare

FROM, TO = "2026-10-14T00:00:00Z", "2026-10-20T00:00:00Z"


def _fault(how: str, **more: Any) -> dict[str, Any]:
    fault = {
        "id": "dc1-x",
        "process": "casting",
        "kind": "thermocouple_drift",
        "machine_id": "dc1",
        "tool_id": None,
        "channel": "die_temp_2_c",
        "from_ts": FROM,
        "to_ts": TO,
        "how_found": how,
        "detail": {"channels": ["die_temp_2_c"]},
    }
    return {**fault, **more}


def _insight(**more: Any) -> dict[str, Any]:
    insight = {
        "insight_id": "i1",
        "kind": "drift",
        "machine_id": "dc1",
        "tool_id": "DM-1107",
        "from_ts": "2026-10-15T00:00:00Z",
        "to_ts": "2026-10-16T00:00:00+00:00",
        "contributions": [{"channel": "die_temp_2_c", "score": 9.0}, {"channel": "biscuit_mm", "score": 1.0}],
        "cause_code": None,
        "refused_reason": None,
    }
    return {**insight, **more}


def _compare(fault: dict[str, Any], *, receipts: Any = (), kpis: Any = (), insights: Any = ()) -> tuple[int, int, int]:
    result = compare({"faults": [fault]}, receipts=list(receipts), kpis=list(kpis), insights=list(insights))
    return len(result.found), len(result.missed), len(result.false)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, True),
        ({"machine_id": "dc2"}, False),
        ({"from_ts": "2026-10-01T00:00:00Z", "to_ts": "2026-10-02T00:00:00Z"}, False),
        ({"from_ts": "2026-10-21T00:00:00Z", "to_ts": "2026-10-22T00:00:00Z"}, False),
        (
            {"contributions": [{"channel": "biscuit_mm", "score": 9.0}, {"channel": "die_temp_2_c", "score": 2.0}]},
            False,
        ),
        ({"contributions": [{"channel": "die_temp_2_c_sd", "score": -9.0}]}, True),
        ({"contributions": [], "cause_code": "thermocouple_fault"}, True),
        ({"contributions": [{"channel": "die_temp_21_c", "score": 9.0}]}, False),
    ],
    ids=["fits", "machine", "before", "after", "minor-channel", "statistic", "cause", "near-name"],
)
def test_an_insight_fits_by_machine_time_and_channel(change: dict[str, Any], found: bool) -> None:
    outcome = _compare(_fault("insight"), insights=[_insight(**change)])
    assert outcome == ((1, 0, 0) if found else (0, 1, 1))


@pytest.mark.parametrize("change", [{"refused_reason": "no baseline"}, {"kind": "window"}], ids=["refused", "window"])
def test_a_refusal_and_advice_are_neither_found_nor_false(change: dict[str, Any]) -> None:
    assert _compare(_fault("insight"), insights=[_insight(**change)]) == (0, 1, 0)


def test_another_tool_does_not_fit() -> None:
    assert _compare(_fault("insight", tool_id="DM-2214"), insights=[_insight()]) == (0, 1, 1)


def test_an_insight_on_a_fault_that_a_kpi_tells_is_not_false() -> None:
    fault = _fault("kpi", detail={"channels": ["die_temp_2_c"], "kpis": ["scrap_count"], "expected": 3, "tolerance": 0})
    assert _compare(fault, insights=[_insight()]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("values", "found"),
    [((30.0, 12.0), True), ((30.0, 11.0), False), ((None, 42.0), True)],
    ids=["equal", "less", "null"],
)
def test_a_kpi_is_added_up_per_grain(values: tuple[float | None, float], found: bool) -> None:
    detail = {"channels": [], "kpis": ["trial_count"], "expected": 42, "tolerance": 0.0}
    rows = [
        {"kpi": "trial_count", "machine_id": "dc1", "subject": None, "work_date": f"2026-10-0{day}", "value": value}
        for day, value in enumerate(values, start=5)
    ]
    other = [
        {"kpi": "trial_count", "machine_id": "dc2", "subject": None, "work_date": "2026-10-05", "value": 1.0},
        {"kpi": "trial_count", "machine_id": "dc1", "subject": None, "value": 7.0},
        {"kpi": "run_count", "machine_id": "dc1", "subject": None, "value": 42.0},
    ]
    only_runs = [row for row in other if row["value"] != 42.0]
    assert _compare(_fault("kpi", detail=detail), kpis=rows + other)[0] == int(found)
    assert _compare(_fault("kpi", detail=detail), kpis=only_runs)[0] == 0


@pytest.mark.parametrize(("subject", "found"), [("micro_stop", True), ("stop", False), (None, False)])
def test_a_kpi_of_another_subject_does_not_tell(subject: str | None, found: bool) -> None:
    detail = {"channels": [], "kpis": ["stop_count"], "subject": "micro_stop", "expected": 100, "tolerance": 0.1}
    row = {"kpi": "stop_count", "machine_id": "dc1", "subject": subject, "value": 108.0}
    assert _compare(_fault("kpi", detail=detail), kpis=[row])[0] == int(found)
    assert _compare(_fault("kpi", detail=detail), kpis=[{**row, "value": 111.0}])[0] == 0


def test_a_job_change_is_found_by_the_tools_that_the_kpis_name() -> None:
    fault = _fault("kpi", detail={"channels": [], "grain": "tool_id", "values": ["A", "B"]})
    rows = [{"kpi": "run_count", "machine_id": "dc1", "tool_id": tool, "value": 1.0} for tool in ("A", "B")]
    assert _compare(fault, kpis=rows)[0] == 1
    assert _compare(fault, kpis=rows[:1])[0] == 0


def _receipt(**more: Any) -> dict[str, Any]:
    return {"machine_id": "dc1", "file_name": "/in/a.csv", "duplicate": 4, "quarantined": 1, "findings": [], **more}


@pytest.mark.parametrize(
    ("detail", "found"),
    [
        ({"receipt": "duplicate", "count": 8}, True),
        ({"receipt": "duplicate", "count": 4}, False),
        ({"receipt": "quarantined", "count": 1, "file_name": "a.csv"}, True),
        ({"receipt": "quarantined", "count": 2, "file_name": "a.csv"}, False),
        ({"column": "고속속도(m/s)", "count": 5}, True),
        ({"column": "고속속도(m/s)", "count": 6}, False),
        ({"column": "형체력(ton)", "count": 1}, False),
    ],
    ids=["sum", "not-the-sum", "file", "file-other-count", "column", "too-few", "other-column"],
)
def test_receipts_tell_by_count(detail: dict[str, Any], found: bool) -> None:
    findings = [{"code": "sentinel", "column": "고속속도(m/s)", "count": 5}]
    receipts = [_receipt(findings=findings), _receipt(file_name="b.csv"), _receipt(machine_id="dc2")]
    fault = _fault("finding", detail={"channels": [], **detail})
    assert _compare(fault, receipts=receipts)[0] == int(found)
