"""Every quirk of real exports that a layout is responsible for, and the test that shows it.

| quirk | test |
|---|---|
| UTF-8 with BOM, CP949, Shift-JIS, CP1252, UTF-16LE | test_encodings_and_containers |
| `.xls` that is tab separated text, UTF-16, CRLF | test_encodings_and_containers |
| binary recorder file, EUROMAP job beside the exports | test_refusals.py |
| rows of bare tabs at the end | test_samples.py (cycle_table: skipped) |
| Graphtec: names only in the preamble, double header, units in brackets or the row below | test_channel_tables_above_the_header |
| Graphtec: date orders of preamble and rows differ | test_start_and_interval_of_the_preamble, test_samples.py (graphtec: time) |
| Graphtec through a European Excel: `;`, decimal comma, split sign, microseconds | test_a_european_logger |
| Graphtec with another separator, decimal sign, quoting, order of dates, padded by Excel | test_a_logger_reads_the_same_however_it_is_set |
| Graphtec with Japanese firmware | test_a_japanese_logger |
| Graphtec with one channel: nothing is wide enough to tell the header by its width | test_one_channel_is_enough |
| cycle table: units row, newest first, time with dots, panel in another language | test_a_cycle_table_newest_first, test_a_german_panel |
| Panasonic: seven header rows, any of which may be switched off; `-` and NaN; a stop line in a trace | test_header_rows_of_a_plc, test_missing_texts |
| Hioki: ragged preamble, trailing comma, relative seconds, apostrophe and two-digit year, or neither | test_relative_seconds_from_the_start_above |
| Yokogawa: unnamed time, row labels, channel ids, lowest and highest value, messages behind | test_yokogawa_rows |
| Yokogawa reports in blocks with status codes | test_reports_in_blocks |
| MELSEC: R, Q, L modules, type row, comma in BIT[1,0], UTC offset in a name, hollow row, comments | test_melsec_rows |
| nanodac: descriptor behind the names, serial day numbers | test_nanodac_forms |
| WinCC: validity, exact days, control rows, footer, English panel, without Validity and Time_ms | test_wincc_rows |
| Time swapped, 12-hour Korean, leading blanks, day only, equal stamps | tests/connectors/timestamps, tests/connectors/typing |
| EUROMAP 63: no time at all, index commas, vendor names, cut line, doubled cycle, rejects that count up | test_euromap_reports |
| Engel: codes before the words | test_codes_before_the_words |
| sentinels, labels, shifted headers, copies with other labels | tests/connectors/mapping, tests/connectors/typing |
"""

from pathlib import Path

import pytest

from connectors import read_export
from connectors.mapping import propose
from connectors.types import MachineContext, Mapping, Table, TypedTable
from connectors.typing import type_table
from tests.connectors.layouts import variants
from tests.connectors.layouts.test_samples import sample

SAMPLES = Path(__file__).parent.parent / "reading" / "samples"
FURNACE = MachineContext("-", process="heat_treatment")
PRESS = MachineContext("-", process="molding", kind="injection")
CASTING = MachineContext("-", process="casting", kind="hpdc")


def only(source: Path | str, encoding: str = "utf-8") -> Table:
    export = read_export(source if isinstance(source, Path) else source.encode(encoding))
    assert not export.holds
    (table,) = export.tables
    return table


def all_of(table: Table, machine: MachineContext) -> tuple[Mapping, TypedTable]:
    mapping = propose(table, machine)
    assert not mapping.holds
    typed = type_table(table, mapping, machine)
    assert typed.accepted_count + typed.quarantine.height + typed.duplicate_count == table.record_count
    return mapping, typed


def column(mapping: Mapping, header: str) -> str | None:
    return next(c.column for c in mapping.columns if c.header == header)


@pytest.mark.parametrize(
    ("name", "encoding", "container", "family"),
    [
        ("korean_ampm_bom.csv", "utf-8", "text", None),
        ("graphtec_gl240_ja.csv", "cp932", "text", "graphtec"),
        ("eurotherm_nanodac_fr.txt", "cp1252", "text", "eurotherm"),
        ("imm_cycval_utf16.xls", "utf-16-le", "text", "cycle_table"),
        ("melsec_rd81dl96_utf16.txt", "utf-16-le", "text", "melsec"),
        ("yokogawa_mv_hourly_report.txt", "cp932", "text", "yokogawa"),
    ],
)
def test_encodings_and_containers(name: str, encoding: str, container: str, family: str | None) -> None:
    export = read_export(SAMPLES / name)
    assert (export.container, export.tables[0].encoding, export.tables[0].family) == (container, encoding, family)


def test_channel_tables_above_the_header() -> None:
    old = only(variants.GL820)
    assert (old.family, old.labels) == ("graphtec", {"CH1": "용탕온도", "CH2": "CH2"})
    assert old.units == {"ms": "ms", "CH1": "degC", "CH2": "V"}
    assert column(all_of(old, CASTING)[0], "CH1") == "melt_temp_c"
    per_row = only(variants.LR8431)
    assert per_row.labels == {"CH-1[V]": "주조압력", "CH-2[C]": "1존 온도"}
    by_place = only(variants.LR8450)
    assert by_place.labels == {"U1-1[C]": "1존 온도", "U1-2[V]": "압력"}


def test_start_and_interval_of_the_preamble() -> None:
    graphtec = only(SAMPLES / "graphtec_gl860_en.csv")
    assert (graphtec.start_text, graphtec.interval_text) == ("12/05/2026 08:15:00", "1s")
    japanese = only(SAMPLES / "graphtec_gl240_ja.csv")
    assert (japanese.start_text, japanese.interval_text) == ("2026-05-12 09:09:54", "200ms")
    gx = only(variants.GX_DISPLAY)
    assert (gx.start_text, gx.interval_text) == ("2026/05/12 08:00:00", "1 sec")
    unknown = only("측정 시작,2026-05-12 08:00:00\n샘플링 주기: ,10s\n\n번호,온도,압력\n1,71.4,2\n2,71.5,3\n3,71.6,4\n")
    assert (unknown.family, unknown.start_text, unknown.interval_text) == (None, "2026-05-12 08:00:00", "10s")


def test_a_european_logger() -> None:
    table = only(SAMPLES / "graphtec_gl980_eu.csv")
    assert (table.family, table.decimal, table.labels["CH3"]) == ("graphtec", ",", "P_cast")
    mapping = propose(table, CASTING, answers={"date_order": "dmy"})
    assert mapping.time.subsecond == ("us", "us")
    assert type_table(table, mapping, CASTING).frame["ts"].dt.microsecond().to_list() == [
        0,
        100_000,
        200_000,
        300_000,
        400_000,
    ]


@pytest.mark.parametrize("quote", ["none", "strings", "all"])
@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_logger_reads_the_same_however_it_is_set(separator: str, decimal: str, quote: str) -> None:
    at = [",", ";", "\t"].index(separator) + [".", ","].index(decimal)
    text = variants.logger_set(separator, decimal, quote, padded=at % 2 == 0, day_first=quote == "strings")
    table = only(text, ["utf-8", "cp949", "utf-8-sig", "utf-16"][at])
    assert (table.family, table.record_count, table.rejected.height) == ("graphtec", 60, 0)
    assert (table.labels, table.units["CH4"], table.interval_text) == (
        {"CH3": "1존 온도", "CH4": "주조압력"},
        "MPa",
        "100ms",
    )
    assert table.start_text in ("13/05/2026 17:01:39", "2026/05/13 17:01:39")
    _, typed = all_of(table, MachineContext("-", process="other"))
    frame = typed.frame
    assert frame["furnace_temp_z1_c"].to_list() == [round(860 + k / 1000, 3) for k in range(60)]
    assert frame["ts"].dt.microsecond().to_list() == [k % 10 * 100_000 for k in range(60)]
    assert typed.cells_nulled == 1


def test_a_japanese_logger() -> None:
    table = only(SAMPLES / "graphtec_gl240_ja.csv")
    assert (table.family, table.labels, table.units) == (
        "graphtec", {"CH1": "金型温度1", "CH2": "油圧"}, {"ms": "ms", "CH1": "degC", "CH2": "V"},
    )  # fmt: skip
    _, typed = all_of(table, CASTING)
    assert typed.cells_nulled == 1


def test_one_channel_is_enough() -> None:
    table = only(variants.GL_ONE_CHANNEL, "cp932")
    assert (table.family, table.header_roles, table.record_count) == ("graphtec", {"names": 9, "units": 10}, 4)
    assert (table.labels, table.units) == ({"CH1": "金型温度"}, {"ms": "ms", "CH1": "ﾟC"})


def test_a_cycle_table_newest_first() -> None:
    table = only(sample("cycle_table"))
    mapping, typed = all_of(table, PRESS)
    assert (mapping.dataset, mapping.time.columns, mapping.time.forms) == ("run", ("Dato", "Tid"), ("dmy",))
    assert [a.key for a in mapping.assumptions if a.key == "time:date_order"]
    frame = typed.frame.sort("ended_ts")
    assert frame["cycle_counter"].to_list() == [1, 2, 3]
    assert frame["cushion_volume_cm3"].to_list() == [-0.04, 1.12, 1.07]


def test_a_german_panel() -> None:
    mapping, typed = all_of(only(variants.GERMAN_CYCLES, "utf-16"), PRESS)
    assert [c.column for c in mapping.columns] == [
        "ended_ts", "ended_ts", "cycle_counter", "cushion_volume_cm3", "fill_time_s", "cycle_time_s", "clamp_force_kn",
    ]  # fmt: skip
    assert typed.frame.height == 4


def test_header_rows_of_a_plc() -> None:
    trace = only(variants.FP_TRACE)
    assert trace.header_roles == {"numbers": 1, "names": 2, "methods": 3, "types": 4, "units": 5}
    assert (trace.labels, trace.units) == ({"1": "melt_temp", "2": "die_temp"}, {"1": "degC", "2": "degC"})
    assert (trace.skipped_rows, trace.rejected.height, trace.record_count) == ((10,), 0, 5)
    lines = sample("panasonic").read_text(encoding="ascii").splitlines(keepends=True)
    for left_out in (2, 3, 4, 5):
        fewer = only("".join(line for at, line in enumerate(lines) if at != left_out))
        assert (fewer.family, fewer.labels["1"], fewer.units) == ("panasonic", "melt_temp", {"1": "degC", "2": "degC"})


def test_missing_texts() -> None:
    _, typed = all_of(only(sample("panasonic")), CASTING)
    assert typed.frame["die_temp_c"].to_list() == [206.0, None, 208.0]
    assert not typed.findings
    text = variants.DX_WITH_IDS.replace("859.2", "+OVER").replace("860.3", "B.O.").replace("859.1", "SKIP")
    _, typed = all_of(only(text), FURNACE)
    assert typed.frame["x_ti_101"].to_list() == [859.0, None, None, 859.3]
    (fault,) = (each for each in typed.findings if each.code == "sentinel-value" and each.column == "CH001")
    assert fault.count == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [(variants.LR8431, "2026-07-01 00:14:03+00:00"), (variants.LR8450, "2026-12-06 01:15:32+00:00")],
)
def test_relative_seconds_from_the_start_above(text: str, first: str) -> None:
    table = only(text)
    assert table.family == "hioki"
    mapping, typed = all_of(table, FURNACE)
    assert (mapping.time.forms, mapping.time.columns) == (("elapsed_s",), ("Time",))
    assert str(typed.frame["ts"].min()) == first
    assert typed.frame["furnace_temp_z1_c"].null_count() == 0


def test_yokogawa_rows() -> None:
    ids = only(variants.DX_WITH_IDS)
    assert ids.header_roles == {"names": 6, "other": 7, "tags": 8, "units": 9}
    assert ids.records.columns == ["Ch", "CH001", "CH002"]
    display = only(variants.GX_DISPLAY)
    assert display.records.columns == ["Ch", "0001.Min", "0001.Max", "0002.Min", "0002.Max", "Message"]
    assert display.labels["0001.Min"] == "로온도.Min"
    mapping, typed = all_of(display, FURNACE)
    assert [column(mapping, f"0001.{each}") for each in ("Min", "Max")] == ["furnace_temp_c_min", "furnace_temp_c_max"]
    assert (display.skipped_rows, display.record_count, typed.frame.height) == ((19, 20, 21), 6, 6)


def test_reports_in_blocks() -> None:
    table = only(SAMPLES / "yokogawa_mv_hourly_report.txt")
    assert (table.layout, table.family, table.record_count) == ("blocks", "yokogawa", 2)
    assert (table.start_text, table.labels["CH001.Ave"]) == ("2026/05/12 08:10:56", "TI-101.Ave")
    assert table.records["Status"].to_list() == [None, "Bo Pw"]
    assert table.records["CH001.Ave"].to_list() == ["859.5", "842.1"]


def test_melsec_rows() -> None:
    quoted = only(SAMPLES / "melsec_qj81dl96.csv")
    assert (quoted.family, quoted.records.columns) == ("melsec", ["TIME", "INDEX", "DATA1", "DATA2", "TRG"])
    events = only(SAMPLES / "melsec_rd81dl96_utf16.txt")
    assert (events.family, events.records.columns) == ("melsec", ["TIME", "NUMBER", "EVENT", "STATUS"])
    many = only(variants.RCPU_MANY)
    assert (many.header_roles, many.skipped_rows) == ({"types": 3, "names": 4}, (5,))
    assert many.records.columns[3:] == ["D100", "D102", "D104", "D106", "D108", "D110"]
    spoken = only(variants.RCPU_COMMENTS, "utf-16")
    assert spoken.header_roles == {"types": 3, "names": 4, "tags": 5}
    mapping, typed = all_of(spoken, CASTING)
    assert (column(mapping, "D100"), column(mapping, "D102")) == ("melt_temp_c", "cycle_time_s")
    assert mapping.time.zone == "+09:00"
    instants = typed.frame[0, "ended_ts" if mapping.dataset == "run" else "ts"]
    assert str(instants) == "2026-05-12 08:03:40.402000+00:00"
    motion = only(variants.RD78)
    assert motion.header_roles == {"types": 2, "names": 3}
    assert motion.records.columns[:3] == ["TIME", "INDEX", "Axis1.Md.Position"]


def test_nanodac_forms() -> None:
    french = only(SAMPLES / "eurotherm_nanodac_fr.txt")
    assert (french.family, french.units) == ("eurotherm", {"Channel 2": "°C"})
    serial = only(sample("eurotherm"))
    assert all_of(serial, FURNACE)[0].time.forms == ("excel_serial",)
    two = only(variants.NANODAC_TWO, "cp1252")
    assert (two.records.columns, two.units) == (
        ["Date/Time", "Channel 1", "Channel 2"], {"Channel 1": "°C", "Channel 2": "°C"},
    )  # fmt: skip


def test_wincc_rows() -> None:
    english = only(variants.WINCC_ENGLISH)
    assert (english.family, english.layout, english.skipped_rows) == ("wincc", "long", (8, 9))
    mapping, typed = all_of(english, FURNACE)
    assert mapping.time.forms == ("wincc_days",)
    assert typed.frame["furnace_temp_z1_c"].to_list() == [859.0, 859.1, None, 859.3, 859.4, 859.5]
    plain = only(variants.WINCC_PLAIN)
    assert (plain.skipped_rows, plain.record_count) == ((14, 15), 12)
    mapping, typed = all_of(plain, FURNACE)
    assert typed.frame["ts"].dt.convert_time_zone("Asia/Seoul").dt.hour().to_list() == [23] * 6
    assert typed.frame["furnace_temp_z2_c"].to_list() == [850.5, 851.5, 852.5, 853.5, 854.5, 855.5]


def test_euromap_reports() -> None:
    table = only(variants.EUROMAP_NO_STAMP)
    assert table.family == "euromap63"
    assert table.records.columns[2:5] == ["ActTmpBrlZn[1,1]", "ActTmpBrlZn[1,2]", "@010ModeCycle.CoolTimAct"]
    asked = propose(table, PRESS)
    assert [hold.key for hold in asked.holds] == ["time"]
    assert column(asked, "@010ModeCycle.CoolTimAct") == "cooling_time_s"
    ordered = propose(table, PRESS, answers={"time": "order"})
    assert type_table(table, ordered, PRESS).frame.height == 8
    stamped = only(sample("euromap63"))
    mapping, typed = all_of(stamped, PRESS)
    assert (stamped.rejected["code"].to_list(), typed.duplicate_count, typed.frame.height) == (["truncated-row"], 1, 4)
    rejects = next(c for c in mapping.columns if c.header == "ActCntCycRej")
    assert (rejects.column, rejects.channel, rejects.status) == ("x_actcntcycrej", None, "extra")
    assert "누적값" in rejects.reason_ko
    assert typed.frame["x_actcntcycrej"].to_list() == [162.0, 162.0, 163.0, 0.0]


def test_codes_before_the_words() -> None:
    table = only(sample("engel"))
    mapping, _ = all_of(table, PRESS)
    assert column(mapping, "ZUx - Cycle time") == "cycle_time_s"
    assert column(mapping, "Shot counter") == "cycle_counter"
    words = read_export(sample("engel").read_bytes().replace(b"ZUx - ", b"")).tables[0]
    assert column(propose(words, PRESS), "Cycle time") == "cycle_time_s"


def test_a_rejected_value_stays_where_it_was_written() -> None:
    """What a layout calls missing is only so in that family: elsewhere `SKIP` is a text that is no number."""
    text = (
        "일시,1존 온도(℃)\n"
        + "".join(f"2026-05-12 08:0{i}:00,{859 + i}\n" for i in range(9))
        + "2026-05-12 08:09:00,SKIP\n"
    )
    _, typed = all_of(only(text), FURNACE)
    assert [each.code for each in typed.findings] == ["bad-number"]
    assert typed.frame["furnace_temp_z1_c"].to_list() == [*map(float, range(859, 868)), None]
