"""The rebuilt Pollock benchmark: its files, its measures, and a sample of it through our reader."""

from pathlib import Path

import pytest

from benchmarks.pollock.pollute import files, sample
from benchmarks.pollock.run import group, measure
from benchmarks.pollock.score import normal, score
from benchmarks.pollock.sheet import NAMES, Cell, Written, parse, rebuilt

ALL = {each.name: each for each in files(rebuilt())}
ROWS = [["a", "b"], ["1", "x"], ["2", "y"]]


def text(name: str) -> str:
    return ALL[name].content.decode()


def test_files_and_weights_are_those_published() -> None:
    kinds: dict[str, int] = {}
    for name in ALL:
        kinds[group(name)] = kinds.get(group(name), 0) + 1
    assert kinds.pop("row_more_sep.csv") == 756
    assert kinds.pop("row_less_sep.csv") == 672
    assert kinds.pop("row_extra_quote.csv") == 756
    assert kinds.pop("row_field_delimiter_0x20.csv") == 84
    assert set(kinds.values()) == {1}
    assert (len(kinds), len(ALL)) == (22, 2290)
    assert sum(each.weight for each in ALL.values()) == pytest.approx(3906 + 1428 * 520 / 1414 + 84 / 7 + 756 / 108)


def test_one_pollution_at_a_time() -> None:
    clean = text("source.csv")
    assert clean.count("\r\n") == 84
    assert parse(clean) == rebuilt()
    assert text("file_field_delimiter_0x3B.csv").startswith(";".join(NAMES[:6]))
    assert '48""' not in text("file_escape_char_0x5C.csv")
    assert text("file_preamble.csv").startswith("PREAMBLE,,,,,,,,\r\n,,,,,,,,\r\nDATE,")
    assert text("row_more_sep_row0_col2.csv").startswith("DATE,TIME,,Qty,")
    assert text("row_less_sep_row0_col2.csv").startswith("DATE,TIMEQty,")
    assert text("row_extra_quote0_col0.csv").startswith('"DATE,TIME,')
    assert text("row_field_delimiter_0_0x20.csv").startswith("DATE TIME Qty PRODUCTID")
    assert ALL["row_extra_quote0_col0.csv"].expected[0][0] == '"DATE'
    assert len({each.content for each in ALL.values()}) == len(ALL)
    assert Written().cell(Cell('8"', quoted=True)) == '"8"""'


@pytest.mark.parametrize(
    ("read", "worth"),
    [
        (ROWS, 10.0),
        (None, 0.0),
        ([], 1.0),
        (ROWS[1:], 1 + 0 + (0.5 + 1 + 2 / 3) + (4 / 6 + 1 + 0.8)),
        ([["a", "b"], ["1.0", "X"], ["2", "y"], ["3", "z"]], 1 + 3 + (1 / 2 + 1 / 3 + 0.4) + (4 / 6 + 4 / 8 + 4 / 7)),
    ],
    ids=["right", "failed", "nothing", "no-names", "one-too-many"],
)
def test_the_ten_measures(read: list[list[str]] | None, worth: float) -> None:
    assert score(ROWS, read) == pytest.approx(worth)


def test_cells_are_compared_by_value() -> None:
    assert normal("28/01/2018") == normal("2018-01-28 00:00:00")
    assert normal("00:15") == normal("00:15:00")
    assert normal("$74.690") == normal("$74.69")
    assert (normal("07"), normal("True"), normal("")) == ("7", "1", "")


def test_a_sample_through_our_reader(tmp_path: Path) -> None:
    """The whole takes a minute (`make pollock`); of the files with one polluted row every 30th stands for the others."""
    result = measure("ppuri", sample(ALL.values(), 30), tmp_path)
    assert result.faults == {}
    assert result.weighted > 9.60
