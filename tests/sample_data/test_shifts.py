import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from sample_data.dress import cells, cut_off, korean_stamp
from sample_data.noise import ar1, stream
from sample_data.shifts import THROUGH, WITH_BREAKS, iso_utc, to_wall, windows, work_day


@given(hours=st.floats(9.0, 2000.0), share=st.floats(0.001, 0.999))
def test_operating_time_is_the_working_time_before_the_wall_time(hours: float, share: float) -> None:
    spans = windows(hours, WITH_BREAKS)
    operating = share * float((spans[:, 1] - spans[:, 0]).sum())
    wall = float(to_wall(np.array([operating]), spans)[0])
    worked = np.clip(wall - spans[:, 0], 0.0, spans[:, 1] - spans[:, 0]).sum()
    assert abs(worked - operating) < 1e-4
    assert ((wall >= spans[:, 0]) & (wall <= spans[:, 1])).any()


def test_weekends_and_holidays_are_free() -> None:
    days = set(work_day(windows(14 * 24.0, THROUGH)[:, 0]).tolist())
    assert days == {0, 1, 2, 3, 7, 8, 9, 10, 11}
    assert 4 in work_day(windows(14 * 24.0, THROUGH, holidays=False)[:, 0])


def test_instants_are_utc() -> None:
    assert iso_utc(8 * 3600.0) == "2026-10-04T23:00:00Z"


def test_streams_differ_by_name_and_noise_has_the_stated_spread() -> None:
    noise = ar1(stream(1, "a"), 200_000, sd=2.0, phi=0.8)
    assert abs(noise.std() - 2.0) < 0.05
    assert abs(np.corrcoef(noise[1:], noise[:-1])[0, 1] - 0.8) < 0.01
    assert noise[0] != ar1(stream(1, "b"), 1, sd=2.0)[0]


def test_midnight_and_noon_in_korean() -> None:
    frame = pl.DataFrame({"t": ["2026-10-05 00:00:07", "2026-10-05 12:30:00", "2026-10-05 16:24:03"]})
    texts = frame.select(pl.col("t").str.to_datetime()).select(korean_stamp("t"))["t"].to_list()
    assert texts == ["2026-10-05 오전 12:00:07", "2026-10-05 오후 12:30:00", "2026-10-05 오후 4:24:03"]


def test_numbers_keep_their_decimals() -> None:
    frame = pl.DataFrame({"a": [0.5, -1.25], "b": [641.6, 2.0]})
    assert cells(frame, {"a": 3, "b": 0}, decimal=",").rows() == [("0,500", "642"), ("-1,250", "2")]


def test_a_cut_file_loses_half_of_its_last_record() -> None:
    assert cut_off(b"a,b,c,d\r\n1,2,3,4\r\n5,6,7,8\r\n") == b"a,b,c,d\r\n1,2,3,4\r\n5,6"
