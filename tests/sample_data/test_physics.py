import numpy as np
import pytest

from sample_data.bundle import Plan
from sample_data.casting.shots import CastingFaults, Shots, make_shots
from sample_data.heat_treatment.furnace import Loads, Recording, make_loads, place_faults, record
from sample_data.molding.shots import MoldingFaults, MoldingShots, make_molding_shots
from sample_data.noise import Floats

DAYS = Plan(seed=2, machines=1, hours=12 * 24.0)
HALF = (8.0 + DAYS.hours / 2) * 3600.0
MONDAY = HALF + 86_400.0
RANGES = {
    "용탕온도(℃)": (640.0, 700.0),
    "저속속도(m/s)": (0.15, 0.6),
    "고속속도(m/s)": (1.5, 6.0),
    "주조압력(MPa)": (40.0, 100.0),
    "비스킷두께(mm)": (15.0, 50.0),
    "충전시간(ms)": (10.0, 100.0),
}


@pytest.fixture(scope="module")
def shots() -> Shots:
    return make_shots(DAYS, "dc1", 0, CastingFaults())


@pytest.fixture(scope="module")
def worn() -> Shots:
    return make_shots(DAYS, "dc1", 0, CastingFaults(thermocouple_from=HALF, plunger_from=HALF))


@pytest.fixture(scope="module")
def furnace() -> tuple[Loads, Recording]:
    loads = make_loads(DAYS, "ht1")
    return loads, record(DAYS, "ht1", loads, place_faults(loads.count))


@pytest.fixture(scope="module")
def leaking() -> MoldingShots:
    faults = MoldingFaults(leak=(MONDAY, MONDAY + 86_400.0), cooling=(MONDAY + 2 * 86_400.0, DAYS.end_s))
    return make_molding_shots(DAYS, "im1", 0, faults)


def _lag_one(values: Floats) -> float:
    return float(np.corrcoef(values[1:], values[:-1])[0, 1])


def _soak(furnace: tuple[Loads, Recording], load: int, zone: int) -> Floats:
    loads, recording = furnace
    inside = (recording.at > loads.soaked[load] + 900.0) & (recording.at < loads.quenched[load])
    return recording.channels[f"{zone}존 PV"][inside]


@pytest.mark.parametrize("header", RANGES)
def test_casting_values_lie_in_the_typical_range(shots: Shots, header: str) -> None:
    low, high = RANGES[header]
    steady = shots.channels[header][~shots.is_warmup]
    assert low < steady.min()
    assert steady.max() < high


def test_melt_temperature_is_autocorrelated_and_warmest_in_the_afternoon(shots: Shots) -> None:
    melt = shots.channels["용탕온도(℃)"]
    hour = shots.cycles.ended % 86_400.0 / 3600.0
    assert _lag_one(melt) > 0.5
    assert melt[np.abs(hour - 15.0) < 2].mean() > melt[np.abs(hour - 3.0) < 2].mean() + 5.0


def test_a_thinner_biscuit_goes_with_less_pressure(shots: Shots) -> None:
    one_die = shots.cycles.tool_no == 0
    pair = np.corrcoef(shots.channels["비스킷두께(mm)"][one_die], shots.channels["주조압력(MPa)"][one_die])
    assert pair[0, 1] > 0.15


def test_a_stop_cools_the_die_and_shots_bring_it_back(shots: Shots) -> None:
    die = shots.channels["고정형온도(℃)"]
    stops = np.flatnonzero(shots.cycles.standstill > 3000.0)
    stops = stops[(stops > 1) & (stops < shots.count - 40)]
    assert len(stops) > 10
    assert (die[stops] < die[stops - 1] - 40.0).mean() > 0.9
    assert (die[stops + 10] > die[stops] + 20.0).all()
    assert (die[stops + 35] > die[stops + 10]).mean() > 0.8


def test_warmup_shots_are_scrapped_more_often(shots: Shots) -> None:
    made = ~shots.is_trial
    warm = shots.is_scrap[made & shots.is_warmup].mean()
    steady = shots.is_scrap[made & ~shots.is_warmup].mean()
    assert warm > 5 * steady
    assert 0.005 < steady < 0.05


def test_one_thermocouple_drifts_and_its_sisters_do_not(shots: Shots, worn: Shots) -> None:
    first_die = worn.cycles.tool_no == 0
    late = first_die & (worn.cycles.ended > HALF + 4 * 86_400.0)
    early = first_die & (worn.cycles.ended < HALF)
    moved = {
        place: np.median(worn.channels[f"금형온도{place}(℃)"][late])
        - np.median(worn.channels[f"금형온도{place}(℃)"][early])
        for place in (1, 2, 3, 4)
    }
    assert moved[2] < -12.0
    assert all(abs(moved[place]) < 4.0 for place in (1, 3, 4))
    assert np.array_equal(shots.channels["금형온도1(℃)"], worn.channels["금형온도1(℃)"])


def test_a_worn_plunger_scatters_speed_and_biscuit(worn: Shots) -> None:
    late = worn.cycles.ended > HALF + 4 * 86_400.0
    early = worn.cycles.ended < HALF
    for header, factor in (("저속속도(m/s)", 2.5), ("비스킷두께(mm)", 2.0)):
        values, die = worn.channels[header], worn.cycles.tool_no == 0
        assert values[late & die].std() > factor * values[early & die].std()


def test_no_shot_falls_on_a_weekend_or_in_a_break(shots: Shots) -> None:
    ended = shots.cycles.ended
    work_day = np.floor((ended - 8 * 3600.0) / 86_400.0).astype(int)
    assert set(work_day % 7) <= {0, 1, 2, 3, 4}
    assert 4 not in set(work_day)  # 2026-10-09 is a holiday
    hour = ended % 86_400.0 / 3600.0
    assert not ((hour > 12.0) & (hour < 13.0)).any()
    assert (np.diff(ended) > 50.0).all()


def test_a_sound_soak_stays_in_its_band(furnace: tuple[Loads, Recording]) -> None:
    for load in range(5):
        for zone in (1, 2, 3, 4):
            assert np.abs(_soak(furnace, load, zone) - 850.0).max() < 8.0


def test_each_planted_furnace_fault_leaves_the_band(furnace: tuple[Loads, Recording]) -> None:
    loads, recording = furnace
    faults = place_faults(loads.count)
    interrupted = _soak(furnace, faults.interrupted, 1)
    assert 60 < (interrupted < 842.0).sum() < 200  # 10 to 33 minutes of 10 s readings
    entry = (recording.at > loads.soaked[faults.overshoot]) & (recording.at < loads.soaked[faults.overshoot] + 900.0)
    assert recording.channels["1존 PV"][entry].max() > 862.0
    uneven = _soak(furnace, faults.uneven + 1, 3)
    assert -16.0 < np.median(uneven) - 850.0 < -11.0
    assert abs(np.median(_soak(furnace, faults.uneven + 1, 2)) - 850.0) < 3.0


def test_loads_never_overlap_and_a_quench_heats_the_oil(furnace: tuple[Loads, Recording]) -> None:
    loads, recording = furnace
    assert (loads.charged[1:] - loads.quenched[:-1] > 1200.0).all()
    before = np.searchsorted(recording.at, loads.quenched) - 3
    oil = recording.channels["유온"]
    assert (oil[before + 25] - oil[before] > 12.0).all()


def test_a_leaking_check_ring_takes_the_cushion_and_scatters_it(leaking: MoldingShots) -> None:
    t, cushion = leaking.cycles.ended, leaking.channels["쿠션(mm)"]
    during = (t > MONDAY + 8 * 3600.0) & (t < MONDAY + 86_400.0)
    before = t < HALF
    assert -0.40 < cushion[during].mean() / cushion[before].mean() - 1.0 < -0.30
    assert 2.0 < cushion[during].std() / cushion[before].std() < 3.2
    assert leaking.weight[during].std() > 1.5 * leaking.weight[before].std()


def test_lost_cooling_warms_the_mold_and_lengthens_the_cycle(leaking: MoldingShots) -> None:
    t = leaking.cycles.ended
    late, before = t > DAYS.end_s - 43_200.0, t < HALF
    assert np.median(leaking.channels["금형온도2(℃)"][late]) > np.median(leaking.channels["금형온도2(℃)"][before]) + 7.0
    assert np.median(leaking.cycles.cycle[late]) > np.median(leaking.cycles.cycle[before]) + 1.0


def test_molding_times_nest(leaking: MoldingShots) -> None:
    channels = leaking.channels
    assert (channels["충전시간(s)"] <= channels["사출시간(s)"]).all()
    assert (channels["사출시간(s)"] + channels["계량시간(s)"] < channels["사이클타임(s)"]).all()
    assert (channels["절환압력(MPa)"] <= channels["최대사출압력(MPa)"]).all()
