from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppuri.portal.arrivals import safe_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("다이캐스팅3호기_10월.csv", "다이캐스팅3호기_10월.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kim\\a.xlsx", "a.xlsx"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\n.csv", "ab.csv"),
        ('x<y>:"z|?*.csv', "x_y___z___.csv"),
    ],
    ids=["korean", "climbing", "windows", "dots", "empty", "control", "reserved"],
)
def test_safe_name(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@given(st.text(max_size=600))
def test_any_name_becomes_one_writable_component(sent: str) -> None:
    name = safe_name(sent)
    assert Path(name).name == name
    assert name not in ("", ".", "..")
    assert len(name.encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*')
