import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from connectors.dictionary import all_channels, channels, normalise, split_unit
from sample_data.samples import SMALL, SMALL_PLANS
from sample_data.writing import simulate

KINDS = {"casting": "hpdc", "heat_treatment": None, "molding": "injection"}
HEADER_LINE = {"casting": 0, "heat_treatment": 7, "molding": 0}
ENCODINGS = {"casting": "cp949", "heat_treatment": "utf-8", "molding": "utf-8-sig"}
EXPORTS = [(process, path) for process in KINDS for path in sorted((SMALL / process).glob("*/*"))]


def _headers(process: str, path: Path) -> list[str]:
    if path.suffix == ".xlsx":
        return [str(cell) for cell in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[3]]
    lines = path.read_bytes().decode(ENCODINGS[process]).splitlines()
    return re.split("[,;]", lines[HEADER_LINE[process]])


@pytest.mark.parametrize(("process", "path"), EXPORTS, ids=[path.stem for _, path in EXPORTS])
def test_every_header_stands_in_the_dictionary(process: str, path: Path) -> None:
    known = {normalise(word) for entry in channels(process, KINDS[process]) for word in entry.headers}
    for header in _headers(process, path):
        name = normalise(split_unit(header)[0])
        assert name in known or normalise(re.sub(r"\d", "{n}", split_unit(header)[0])) in known, header


@pytest.mark.parametrize("process", SMALL_PLANS)
def test_every_channel_of_a_fault_stands_in_the_dictionary(process: str) -> None:
    known = {entry.name for entry in all_channels()}
    faults = simulate(process, SMALL_PLANS[process]).faults
    named = {channel for fault in faults for channel in fault.detail["channels"]}
    assert named
    assert {re.sub(r"\d(?=_)", "{n}", name) if name not in known else name for name in named} <= known
