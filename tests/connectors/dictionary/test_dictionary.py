import pytest

from connectors.dictionary import all_channels, channels, entry, labels, normalise, relations, slug, split_unit
from ppuri.core.units import conversion


def test_every_accepted_unit_but_gas_volume_converts() -> None:
    for channel in all_channels():
        if channel.unit is not None:
            closed = [u for u in channel.accepts if conversion(u, channel.unit) is None]
            assert closed in ([], ["m3"]), channel.name


def test_every_relation_names_channels_of_the_dictionary() -> None:
    names = {c.name for c in all_channels()}
    assert len(relations()) == 17
    assert all(set(r.left) | set(r.right) <= names for r in relations())


def test_the_machines_own_kind_goes_first() -> None:
    assert next(c for c in channels("molding", "injection") if "냉각시간" in c.headers).name == "cooling_time_s"
    assert next(c for c in channels("casting", "hpdc") if "냉각시간" in c.headers).name == "cure_time_s"
    assert next(c for c in channels("casting", "gravity") if "용탕온도" in c.headers).name == "melt_temp_c"


def test_one_name_has_the_range_of_its_process() -> None:
    ranges = {p: entry("melt_temp_c", p) for p in ("casting", "molding", "other")}
    assert [(c.hard_min, c.hard_max) for c in ranges.values() if c] == [(400.0, 850.0), (100.0, 450.0), (100.0, 850.0)]
    numbered = entry("die_temp_upper_2_c", "casting")
    assert numbered is not None
    assert numbered.family
    assert entry("die_temp_upper_x_c", "casting") is None


@pytest.mark.parametrize(
    ("header", "plain"),
    [("Cycle_Time", "cycletime"), (" cycle time ", "cycletime"), ("금형\u200b온도", "금형온도"), ("ＣＴ", "ct"), ("C.P", "cp"),
     ("\u1103\u1161\u110b\u1175", "다이")],
)  # fmt: skip
def test_headers_meet_in_one_spelling(header: str, plain: str) -> None:
    assert normalise(header) == plain


@pytest.mark.parametrize(
    ("header", "parts"),
    [("압력[kgf/cm²]", ("압력", "kgf/cm2")), ("금형온도(고정)", ("금형온도(고정)", None)), ("금형온도 (℃)", ("금형온도", "°C")),
     ("ActTmpBrlZn[1,2]", ("ActTmpBrlZn[1,2]", None))],
)  # fmt: skip
def test_only_a_unit_is_taken_off(header: str, parts: tuple[str, str | None]) -> None:
    assert split_unit(header) == parts


def test_slug_keeps_korean() -> None:
    assert slug("Bruger|parametre 1") == "bruger_parametre_1"
    assert slug("금형 상태(임시)") == "금형_상태_임시"
    assert slug("***") == "column"


def test_labels_know_both_sides() -> None:
    assert {"good", "scrap", "rework", ""} == {entry.value for entry in labels("result")}
