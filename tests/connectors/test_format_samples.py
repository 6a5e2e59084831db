"""Every recorder and machine layout, read, mapped and typed without a known machine, against expected.json."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from connectors import read_export
from connectors.mapping import propose
from connectors.types import MachineContext
from connectors.typing import type_table
from ppuri.core.contracts import DATASETS
from tests.paths import DATA, data

SAMPLES = DATA / "format-samples" / "expected.json"
EXPECTED = json.loads(SAMPLES.read_text(encoding="utf-8")) if SAMPLES.exists() else {}
READABLE = sorted(name for name, expected in EXPECTED.items() if not expected["refuse"])
UNKNOWN = MachineContext("-", process="other")


@pytest.mark.parametrize("name", READABLE or ["expected.json"])
def test_instants_counts_and_missing_cells(name: str) -> None:
    path, expected = data("format-samples", name), EXPECTED[name]
    table = read_export(path).tables[0]
    proposed = propose(table, UNKNOWN, file_name=name)
    asked = {hold.key for hold in proposed.holds}
    assert asked <= ({"date_order"} if expected["time"]["date_order_ambiguous"] else set())
    result = type_table(table, propose(table, UNKNOWN, answers={"date_order": "dmy"} if asked else {}), UNKNOWN)

    assert result.accepted_count + result.quarantine.height + result.duplicate_count == table.record_count
    assert result.duplicate_count == len(expected["duplicate_rows"])
    instants = result.frame[DATASETS[result.dataset].time].dt.convert_time_zone("Asia/Seoul")
    first, last = (datetime.fromisoformat(expected["time"][key]) for key in ("first", "last"))
    seoul = ZoneInfo("Asia/Seoul")
    assert (instants.min(), instants.max()) == (first.replace(tzinfo=seoul), last.replace(tzinfo=seoul))
    marked = sum(f.count for f in result.findings if f.code in ("sentinel-value", "invalid-reading", "bad-number"))
    silent = sum(cell.get("marker") in ("-", "NaN", "") for cell in expected["missing_cells"])
    assert marked + silent == sum(expected["missing"].values())
