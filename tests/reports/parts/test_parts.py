"""Parts of a result out of small tables, against numbers counted by hand."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from ppuri.reports.parts import days, furnace, hours, losses, machines, quality, tallies
from ppuri.reports.parts.span import month_span
from tests.reports.builder import kpi
from tests.reports.parts.tables import DAY, DC3, HF1, NAMES, T0, every, opened, runs

OCTOBER = month_span("2026-10", "Asia/Seoul")
UNKNOWN = month_span("unknown", "Asia/Seoul")


def test_machines_are_counted_with_their_time_basis() -> None:
    found = machines.machines([DC3, HF1], machines.counted(opened(run=runs()), OCTOBER))
    assert (found[0].run_count, found[0].time_basis, found[0].from_ts) == (600, "clock", T0)
    assert (found[1].run_count, found[1].time_basis) == (0, None)


def test_runs_without_an_instant_are_a_basis_of_their_own() -> None:
    frame = runs(5).with_columns(ended_ts=pl.lit(None, pl.Datetime("us", "UTC")), time_basis=pl.lit("order"))
    found = machines.machines([DC3], machines.counted(opened(run=frame), UNKNOWN))
    assert (found[0].run_count, found[0].time_basis) == (5, "order")
    assert machines.basis(["order", "clock"]) == "mixed"


def stop_mart(*rows: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"work_date": DAY, "reason_code": code, "stop_us": us, "stop_count": n} for code, us, n in rows],
        schema={"work_date": pl.Date, "reason_code": pl.String, "stop_us": pl.Int64, "stop_count": pl.Int64},
    )


def test_stops_by_reason_with_the_unassigned_last() -> None:
    ask = opened(
        mart_machine__stop=stop_mart(("unassigned", 600_000_000, 3), ("금형", 120_000_000, 2), ("금형", 60_000_000, 1))
    )
    found = losses.stops(ask, OCTOBER)
    assert found is not None
    assert [(b.label, b.value, b.detail, b.open) for b in found.bars] == [
        ("금형", 3.0, "3회", False),
        ("원인 미입력", 10.0, "3회", True),
    ]
    assert found.total == 13.0


def test_no_stop_is_none_and_the_rest_is_summed() -> None:
    assert losses.stops(opened(mart_machine__stop=stop_mart()), OCTOBER) is None
    many = stop_mart(*[(f"사유{n}", (20 - n) * 60_000_000, 1) for n in range(12)])
    found = losses.stops(opened(mart_machine__stop=many), OCTOBER)
    assert found is not None
    assert found.bars[-1].label == "그 밖 3가지"
    assert found.total == sum(20 - n for n in range(12)) == pytest.approx(sum(b.value for b in found.bars))


def test_defects_leave_trials_out_and_say_so() -> None:
    mart = pl.DataFrame({"work_date": [DAY], "defect_code": ["기공"], "defect_count": [181], "defect_count_all": [570]})
    found = losses.defects(opened(mart_machine__defect=mart), OCTOBER)
    assert found is not None
    assert found.total == 181
    assert "570" in found.basis


def shift_mart(**columns: int) -> pl.DataFrame:
    names = [n for us, (_, count) in losses.CLASSES.items() for n in (us, count)] + list(tallies.MEASURES[:4])
    return pl.DataFrame({"machine_id": ["dc3"], "work_date": [DAY], **{n: [columns.get(n, 0)] for n in names}})


def test_losses_by_class_of_interval() -> None:
    mart = shift_mart(stop_us=600_000_000, stop_count=2, unknown_us=6_000_000_000, slow_us=60_000_000)
    found = losses.losses(opened(mart_machine__shift=mart), OCTOBER)
    assert found is not None
    assert [(b.label, b.value, b.open) for b in found.bars] == [
        ("정지", 10.0, False),
        ("느린 사이클", 1.0, False),
        ("까닭 모르는 빈 시간", 100.0, True),
    ]
    assert losses.losses(opened(mart_machine__shift=shift_mart()), OCTOBER) is None


def test_cycle_time_by_day_is_that_of_the_kpis() -> None:
    def row(name: str, value: float | None) -> object:
        grain = {"machine_id": "dc3", "work_date": "2026-10-02"}
        return kpi(f"cycle_time_{name}", value, "s", grain=grain, n=500)

    daily = [row("p05", 110.0), row("median", 117.2), row("p95", 130.0)]
    (trend,) = days.cycle_times(daily, [DC3, HF1])  # type: ignore[arg-type]
    assert [(d.day, d.n, d.low, d.middle, d.high) for d in trend.days] == [(DAY, 500, 110.0, 117.2, 130.0)]
    assert days.cycle_times(daily[:2], [DC3]) == ()  # type: ignore[arg-type]


def test_a_channel_by_local_day_without_trials() -> None:
    ask = opened(run=runs())
    known = days.Channels({"biscuit_mm": "비스킷"}, {"biscuit_mm": "mm"}, {("dc3", "biscuit_mm"): (25.0, None)})
    (trend,) = days.trends(ask, OCTOBER, (DC3, HF1), known)
    first = trend.days[0]
    assert (trend.lower_spec, trend.upper_spec) == (25.0, None)
    assert (trend.subject, trend.unit, first.day, first.n) == ("비스킷", "mm", date(2026, 10, 1), 141)
    kept = [30 + i / 100 for i in range(144) if i % 50]
    assert first.middle == pytest.approx(sorted(kept)[70])
    assert days.trends(ask, UNKNOWN, (DC3,), known) == ()


def batch_mart() -> pl.DataFrame:
    rows = [
        {
            "machine_id": "hf1",
            "batch_id": f"hf1-b{n}",
            "work_date": date(2026, 10, 1),
            "load_id": f"L{n}",
            "lot_id": None,
            "recipe_id": None,
            "started_ts": T0 + timedelta(hours=4 * n),
            "ended_ts": T0 + timedelta(hours=4 * n + 3),
            "setpoint_c": 930.0,
            "soak_us": 3_600_000_000,
            "soak_lost_us": 120_000_000 if n == 1 else 0,
            "overshoot_max_c": 2.0,
            "zone_spread_max_c": 3.0,
        }
        for n in range(3)
    ]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("started_ts", "ended_ts").cast(pl.Datetime("us", "UTC"))
    )


def test_a_short_fault_of_a_furnace_load_survives_thinning() -> None:
    def row(i: int) -> dict[str, object]:
        at = i - 360 * 4
        fault = -40.0 if at == 500 else -20.0 if 450 <= at < 530 else 0.0
        told = {"machine_id": "hf1", "file_id": "f", "furnace_temp_z1_c": 930.5, "furnace_temp_z2_c": 930.0 + fault}
        return {**told, "furnace_sv_c": 930.0}

    ask = opened(reading=every(1 / 6, 360 * 12, row), mart_machine__batch=batch_mart())
    found = furnace.batches(ask, OCTOBER, NAMES)
    assert [(b.label, b.outside, b.soak_min, b.lost_min) for b in found] == [
        ("L0", False, 60.0, 0.0),
        ("L1", True, 60.0, 2.0),
        ("L2", False, 60.0, 0.0),
    ]
    (profile,) = furnace.profiles(ask, OCTOBER, found, [DC3, HF1], {"furnace_temp_z1_c": "1존"})
    marked = next(s for s in profile.series if s.marked)
    assert marked.label == "L1 · furnace_temp_z2_c"
    assert len(marked.points) <= furnace.POINTS
    assert min(p.value for p in marked.points) == 890.0
    assert [s.batch_id for s in profile.series] == ["hf1-b1", "hf1-b0", "hf1-b2"]


def test_a_furnace_without_setpoint_is_still_drawn() -> None:
    ask = opened(
        reading=every(1, 240, lambda i: {"machine_id": "hf1", "furnace_temp_c": 20.0 + i}),
        mart_machine__batch=batch_mart(),
    )
    (profile,) = furnace.profiles(ask, OCTOBER, furnace.batches(ask, OCTOBER, NAMES), [HF1], {})
    assert all(p.setpoint is None for s in profile.series for p in s.points)


def test_sheets_stand_beside_runs_and_are_never_added() -> None:
    sheet = pl.DataFrame(
        {
            "machine_id": ["dc3", "dc3"],
            "work_date": [DAY, DAY + timedelta(days=1)],
            "produced_count": [100, 90],
            "good_count": [None, None],
            "scrap_count": [4, 3],
            "rework_count": [None, None],
            "stop_min": [None, None],
        },
        schema_overrides=dict.fromkeys(tallies.MEASURES, pl.Float64),
    )
    ask = opened(mart_machine__tally=sheet, mart_machine__shift=shift_mart(produced_count=97, scrap_count=4))
    found = tallies.tallies(ask, OCTOBER, NAMES)
    assert [(t.work_date, t.measure, t.written, t.counted) for t in found] == [
        (None, "produced_count", 100.0, 97.0),
        (None, "scrap_count", 4.0, 4.0),
        (DAY, "produced_count", 100.0, 97.0),
        (DAY + timedelta(days=1), "produced_count", 90.0, None),
        (DAY + timedelta(days=1), "scrap_count", 3.0, None),
    ]


def test_coverage_counts_hours_with_rows() -> None:
    (line,) = quality.coverage(opened(run=runs(144 + 72)), OCTOBER, [DC3, HF1])
    assert [(d.day.day, d.row_count, d.ratio) for d in line.days] == [(1, 144, 1.0), (2, 72, 0.5)]
    assert line.ratio == 0.75
    assert quality.total_ratio([line]) == 0.75
    assert quality.coverage(opened(), OCTOBER, [DC3]) == ()


def test_rows_kept_apart_of_the_files_behind_the_month() -> None:
    apart = pl.DataFrame(
        {
            "file_id": ["f1", "f1", "other"],
            "received_ts": [datetime(2026, 11, 2, tzinfo=UTC)] * 3,
            "code": ["bad-time", "bad-time", "bad-time"],
            "column_name": ["일시"] * 3,
            "value": ["2026-13-02", "2026-13-01", "x"],
            "reason_ko": ["없는 날짜입니다."] * 3,
        }
    )
    ask = opened(run=runs(3), quarantine=apart)
    files = quality.file_ids(ask, OCTOBER)
    assert files == {"f1"}
    (found,) = quality.excluded(ask, files)
    assert (found.row_count, found.example, found.reason) == (2, "2026-13-01", "없는 날짜입니다.")


def test_runs_fall_into_the_hours_of_the_sites_clock() -> None:
    (week,) = hours.hour_maps(opened(run=runs(1008)), OCTOBER, [DC3, HF1])
    # Seven days from Thursday 2026-10-01 00:00 in Seoul, a run every 10 minutes.
    assert {(c.weekday, c.hour): c.run_count for c in week.cells} == {(d, h): 6 for d in range(7) for h in range(24)}
    (short,) = hours.hour_maps(opened(run=runs(7)), OCTOBER, [DC3])
    assert [(c.weekday, c.hour, c.run_count) for c in short.cells] == [(3, 0, 6), (3, 1, 1)]
    assert hours.hour_maps(opened(run=runs()), UNKNOWN, [DC3]) == ()
