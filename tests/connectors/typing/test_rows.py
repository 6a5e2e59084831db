from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mapping import propose
from connectors.types import MachineContext, Table, TypedTable
from connectors.typing import type_table
from ppuri.core.contracts import DATASETS
from tests.connectors.tables import table

PRESS = MachineContext("dc3", ("dc3",), process="casting", kind="hpdc", cavity_count=2)
FURNACE = MachineContext("f1", ("f1",), process="heat_treatment")


def typed(records: Table, machine: MachineContext = PRESS, **answers: str) -> TypedTable:
    """Propose and type, and check conservation on the way."""
    mapping = propose(records, machine, answers=answers)
    result = type_table(records, mapping, machine)
    accepted = result.row_span.sum() if result.row_span is not None else result.frame.height
    assert accepted + result.quarantine.height + result.duplicate_count == result.in_count == records.record_count
    assert result.frame.columns[: len(DATASETS[result.dataset].fixed)] == list(DATASETS[result.dataset].fixed)
    return result


def count(result: TypedTable, code: str) -> int:
    return sum(f.count for f in result.findings if f.code == code)


STAMPS: list[str | None] = [f"2025-03-02 08:0{i}:{7 * i:02}" for i in range(6)]


def shots(**columns: list[str | None]) -> Table:
    return table({"일시": STAMPS, "쇼트수": ["1", "2", "3", "4", "5", "6"], **columns})


def test_a_bad_cell_is_emptied_and_its_row_stays() -> None:
    result = typed(shots(용탕온도=["680", "65535", "BURNOUT", "9000", "abc", None]))
    assert result.frame["melt_temp_c"].to_list() == [680.0, None, None, None, None, None]
    assert {c: count(result, c) for c in ("sentinel-value", "out-of-range", "bad-number")} == {
        "sentinel-value": 2, "out-of-range": 1, "bad-number": 1,
    }  # fmt: skip
    assert (result.cells_nulled, result.quarantine.height) == (4, 0)


def test_a_bad_key_label_or_time_sets_the_row_apart() -> None:
    stamps = [*STAMPS[:5], "2025-02-30 08:00:00"]
    counters: list[str | None] = ["1", "2", "3", "4", "5.5", "6"]
    result = typed(table({"일시": stamps, "쇼트수": counters, "판정": ["OK", "NG", "??", "재작업", "OK", "OK"]}))
    assert dict(result.quarantine.select("row_no", "code").iter_rows()) == {
        4: "bad-label",
        6: "bad-key",
        7: "bad-timestamp",
    }
    assert result.frame["result"].to_list() == ["good", "scrap", "rework"]
    assert result.quarantine["row_text"][0] == "2025-03-02 08:02:14\t3\t??"
    assert "??" in result.quarantine["reason_ko"][0]


def test_a_blank_judgement_is_not_good() -> None:
    result = typed(shots(판정=["OK", None, " ", "NG", "OK", "OK"]))
    assert result.frame["result"].to_list() == ["good", None, None, "scrap", "good", "good"]


def test_rejected_records_are_counted_and_explained() -> None:
    records = table({"일시": STAMPS[:1], "쇼트수": ["1"]}, rejected=[(3, "bad-key", "cut")])
    result = typed(records)
    assert (result.frame.height, result.quarantine["row_no"].to_list()) == (1, [3])


def test_zero_cycle_time_means_not_measured() -> None:
    result = typed(shots(사이클타임=["0", "61", "60", "60", "60", "60"]))
    assert result.frame["cycle_time_s"].to_list()[:2] == [None, 61.0]
    assert count(result, "not-measured") == 1


def test_equal_rows_with_a_counter_are_duplicates() -> None:
    twice = {"일시": [STAMPS[0]] * 2, "쇼트수": ["1", "1"], "사이클타임": ["60", "60"]}
    result = typed(table(twice))
    assert (result.frame.height, result.duplicate_count) == (1, 1)


def test_equal_rows_without_proof_are_pieces() -> None:
    twice = {"일시": [STAMPS[0], STAMPS[0], STAMPS[1]], "사이클타임": ["60", "60", "61"]}
    result = typed(table(twice))
    assert result.frame.select("occurrence_no", "piece_no", "piece_count").rows() == [(1, 1, 1), (2, 2, 1), (1, 1, 1)]
    assert [a.key for a in result.assumptions if a.key == "pieces"] == ["pieces"]
    assert typed(table(twice), pieces="duplicates").duplicate_count == 1


def test_cavities_of_one_shot_are_pieces_of_one_run() -> None:
    result = typed(
        table({"일시": [STAMPS[0]] * 2, "쇼트수": ["1", "1"], "캐비티": ["1", "2"], "사이클타임": ["60", "60"]})
    )
    assert result.frame.select("cavity_id", "occurrence_no", "piece_no").rows() == [("1", 1, 1), ("2", 1, 2)]


def test_parts_of_one_shot_are_pieces_with_keys_of_their_own() -> None:
    result = typed(table({"일시": [STAMPS[0]] * 2, "품번": ["LH", "RH"], "사이클타임": ["60", "60"]}))
    assert result.frame.select("part_id", "occurrence_no", "piece_no").rows() == [("LH", 1, 1), ("RH", 2, 2)]


def test_the_same_key_with_other_values_is_another_run_and_said() -> None:
    result = typed(table({"일시": [STAMPS[0]] * 2, "쇼트수": ["1", "1"], "사이클타임": ["60", "64"]}))
    assert result.frame.select("occurrence_no", "piece_no").rows() == [(1, 1), (2, 1)]
    assert count(result, "same-key-other-values") == 1


def test_numbers_of_rows_do_not_depend_on_their_order() -> None:
    rows = [(STAMPS[0], "1", "60"), (STAMPS[0], "1", "64"), (STAMPS[1], "2", "61"), (STAMPS[0], "1", "60")]
    names, columns = (
        ("일시", "쇼트수", "사이클타임"),
        ["ended_ts", "cycle_counter", "occurrence_no", "piece_no", "cycle_time_s"],
    )
    frames = [
        typed(table({n: [r[i] for r in some] for i, n in enumerate(names)})).frame.select(columns).sort(columns)
        for some in (rows, rows[::-1])
    ]
    assert frames[0].equals(frames[1])


def test_declared_cavities_count_where_the_file_is_silent() -> None:
    assert typed(shots()).frame["piece_count"].to_list() == [2] * 6
    assert typed(shots(캐비티수=["4"] * 6)).frame["piece_count"].to_list() == [4] * 6


def test_months_are_utc_and_naive_stamps_local() -> None:
    frame = typed(table({"일시": ["2025-04-01 08:00:00"], "쇼트수": ["1"]})).frame
    assert (frame["month"][0], frame["ended_ts"][0]) == ("2025-03", datetime(2025, 3, 31, 23, tzinfo=UTC))


def test_names_of_people_are_not_stored() -> None:
    frame = typed(shots(작업자=["홍길동", "홍길동", "김", None, None, None])).frame
    hashes = frame["xt_operator_hash"].to_list()
    assert hashes[0] == hashes[1] != hashes[2]
    assert "홍길동" not in str(frame.to_dict(as_series=False))


def test_a_tally_counts_records_not_measures() -> None:
    records = table(
        {"작업일자": ["2025-03-01", "2025-03-01", "2025-03-02", "2025-03-03"], "주야": ["주간", "야간", "주간", "주간"],
         "생산수량": ["1,200", "90", "3.5", None], "불량수량": ["3", None, "0", None], "비가동시간(h)": ["0.5", None, None, None]}
    )  # fmt: skip
    result = typed(records)
    rows = result.frame.select("work_date", "measure", "quantity").rows()
    assert [(str(d), m, q) for d, m, q in rows] == [
        ("2025-03-01", "produced_count", Decimal("1200.000")),
        ("2025-03-01", "scrap_count", Decimal("3.000")),
        ("2025-03-01", "stop_min", Decimal("30.000")),
        ("2025-03-01", "produced_count", Decimal("90.000")),
        ("2025-03-03", None, None),
    ]
    assert result.quarantine["code"].to_list() == ["bad-quantity"]


def test_quantities_of_one_key_are_added_and_said() -> None:
    result = typed(table({"작업일": ["2025-03-01"] * 2, "지시번호": ["A", "B"], "생산수량": ["10", "15"]}))
    assert result.frame["quantity"].to_list() == [Decimal("25.000")]
    assert result.row_span is not None
    assert result.row_span.to_list() == [2]
    assert count(result, "quantities-added") == 1


def test_stops_may_cross_midnight() -> None:
    result = typed(
        table(
            {
                "일자": ["2025-03-01"] * 2,
                "시작시간": ["08:10", "23:50"],
                "종료시간": ["08:40", "00:20"],
                "정지사유": ["금형교환", "고장"],
            }
        )
    )
    assert result.dataset == "event"
    assert result.frame["duration_us"].to_list() == [1_800_000_000] * 2


def test_two_stops_at_one_instant_are_not_both_stored() -> None:
    result = typed(
        table(
            {"시작일시": ["2025-03-01 08:00"] * 2, "비가동시간(분)": ["30", "12.5"], "비가동사유": ["금형교환", "고장"]}
        )
    )
    assert result.frame.height == 1
    assert result.quarantine["code"].to_list() == ["key-conflict"]


def test_readings_of_one_instant_are_numbered_only_when_they_differ() -> None:
    stamps: list[str | None] = [f"2025-03-02 08:00:{s:02}" for s in range(0, 50, 10)]
    result = typed(table({"일시": [*stamps, stamps[4]], "로온": ["860", "861", "862", "863", "864", "864"]}), FURNACE)
    assert (result.dataset, result.frame.height, result.duplicate_count) == ("reading", 5, 1)
    many = typed(table({"일시": [*stamps, stamps[4]], "로온": ["860", "861", "862", "863", "864", "865"]}), FURNACE)
    assert many.frame["order_no"].to_list() == [None, None, None, None, None, 2]


def test_a_long_log_becomes_wide_and_keeps_its_count() -> None:
    records = table(
        {
            "VarName": ["Furnace_Zone1", "Furnace_Zone2"] * 3,
            "TimeString": ["12.05.2026 06:00:00"] * 2 + ["12.05.2026 06:00:10"] * 2 + ["12.05.2026 06:12:00"] * 2,
            "VarValue": ["859,7", "860,2", "860,1", "0", "858,9", "859,5"],
            "Validity": ["1", "1", "1", "0", "1", "1"],
            "Time_ms": ["46154250000,0"] * 2 + ["46154250115,7407"] * 2 + ["46154258333,3333"] * 2,
        },
        decimal=",",
        layout="long",
    )
    result = typed(records, FURNACE)
    assert result.row_span is not None
    assert result.row_span.to_list() == [2, 2, 2]
    assert result.frame["furnace_temp_z2_c"].to_list() == [860.2, None, 859.5]
    assert result.frame["ts"][2] == datetime(2026, 5, 11, 21, 12, tzinfo=UTC)
    assert count(result, "invalid-reading") == 1


def test_an_unreadable_instant_of_a_long_log_sets_all_its_records_apart() -> None:
    records = table(
        {"VarName": ["Zone1", "Zone2"] * 3, "TimeString": ["2026-05-12 06:00:00"] * 2 + ["?"] * 2 + ["2026-05-12 06:00:20"] * 2,
         "VarValue": ["860"] * 6},
        layout="long",
    )  # fmt: skip
    result = typed(records, FURNACE)
    assert result.quarantine["row_no"].to_list() == [4, 5]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*STAMPS[:3], "2025-02-30 08:00:00", None]),
            st.sampled_from(["1", "2", "x", None]),
            st.sampled_from(["60", "61", "+++++++", None]),
            st.sampled_from(["OK", "NG", "??", None]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_record_is_accounted_for(rows: list[tuple[str | None, str | None, str | None, str | None]]) -> None:
    names = ("일시", "쇼트수", "사이클타임", "판정")
    fixed = [(STAMPS[5], "9", "60", "OK")] * 30
    records = table({name: [row[i] for row in [*fixed, *rows]] for i, name in enumerate(names)})
    frame = typed(records).frame
    assert not frame.select(DATASETS["run"].key).is_duplicated().any()
    assert frame["row_no"].n_unique() == frame.height
    assert isinstance(frame, pl.DataFrame)


@pytest.mark.parametrize("words", [["", "-"], ["-32768", "123"]])
def test_columns_that_no_channel_fits_are_stored_as_exported(words: list[str | None]) -> None:
    frame = typed(shots(DATA1=[*words, "1", "2", "3", "4"])).frame
    assert frame["x_data1"].to_list()[:2] == [float(w) if w and w != "-" else None for w in words]


def test_a_run_without_a_trial_mark_is_no_trial_in_whatever_file_it_stands() -> None:
    marked = typed(shots(시사출=["D", None, "", "D", None, None]))
    unmarked = typed(shots(시사출=[None, None, "", None, None, None]))
    assert marked.frame["is_trial"].to_list() == [True, False, False, True, False, False]
    assert unmarked.frame["is_trial"].to_list() == [False] * 6
