import csv
import io
import json
import tomllib
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from ppuri.core.errors import UsageError
from sample_data import make, merged_hub
from sample_data.bundle import Plan
from sample_data.writing import simulate

ENCODINGS = {"casting": "cp949", "heat_treatment": "utf-8", "molding": "utf-8-sig"}
DAYS = {"casting": 5, "heat_treatment": 2, "molding": 3}
PROCESSES = tuple(ENCODINGS)


@pytest.fixture(scope="module", params=PROCESSES)
def firm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, dict]:
    process = request.param
    out = make(process, days=DAYS[process], machines=2, seed=5, out=tmp_path_factory.mktemp(process))
    return process, out, json.loads((out / "truth.json").read_text(encoding="utf-8"))


def _records(process: str, path: Path) -> list[list[str]]:
    """Count as naively as can be: split lines, take what follows the header."""
    if path.suffix == ".xlsx":
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [[str(cell) for cell in row] for row in rows[4:-1]]
    text = path.read_bytes().decode(ENCODINGS[process])
    delimiter = ";" if process == "heat_treatment" else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return rows[9:] if process == "heat_treatment" else rows[1:]


def _frame(path: Path, encoding: str) -> pl.DataFrame:
    return pl.read_csv(path.read_bytes().decode(encoding).encode(), infer_schema=False, truncate_ragged_lines=True)


def test_every_file_holds_the_records_that_the_truth_states(firm: tuple[str, Path, dict]) -> None:
    process, out, truth = firm
    for file in truth["files"]:
        rows = _records(process, out / "exports" / file["machine_id"] / file["name"])
        assert len(rows) == file["records"], file["name"]
        width = len(rows[0])
        assert sum(len(row) < width for row in rows) == file["cut"], file["name"]


def test_every_file_on_disk_is_in_the_truth(firm: tuple[str, Path, dict]) -> None:
    _, out, truth = firm
    there = {path.relative_to(out / "exports").as_posix() for path in (out / "exports").rglob("*") if path.is_file()}
    assert there == {f"{file['machine_id']}/{file['name']}" for file in truth["files"]}


def test_sentinels_are_counted_exactly(firm: tuple[str, Path, dict]) -> None:
    process, out, truth = firm
    for file in truth["files"]:
        if not file["name"].endswith(".csv"):
            continue
        text = (out / "exports" / file["machine_id"] / file["name"]).read_bytes().decode(ENCODINGS[process])
        header, delimiter = (text.splitlines()[7], ";") if process == "heat_treatment" else (text.splitlines()[0], ",")
        rows = [line.split(delimiter) for line in text.splitlines()]
        for at, name in enumerate(header.split(delimiter)):
            # A restarted shot counter passes 1449 rightly.
            words = () if name == "쇼트수" else ("65535", "1449", "BURNOUT")
            written = sum(len(row) > at and row[at] in words for row in rows)
            assert written == file["sentinels"].get(name, 0), (file["name"], name)


def test_casting_totals_equal_a_naive_count(tmp_path: Path) -> None:
    out = make("casting", days=5, machines=2, seed=5, out=tmp_path)
    truth = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    for machine_id, totals in truth["totals"].items():
        folder = out / "exports" / machine_id
        shots = pl.concat([_frame(path, "cp949") for path in folder.glob("*쇼트이력*")])
        shots = shots.filter(pl.col("시사출").is_not_null() | (pl.col("금형온도4(℃)").is_not_null()))
        shots = shots.unique(["일시", "쇼트수"])
        results = pl.concat([_frame(path, "cp949") for path in folder.glob("*검사결과*")])
        assert shots.height == totals["run_count"]
        assert (shots["시사출"] == "D").sum() == totals["trial_count"]
        assert (results["판정"] == "불량").sum() == totals["scrap_count"]
        assert (results["판정"] == "양품").sum() == totals["good_count"]
        assert shots.height - totals["trial_count"] - results.height == totals["unjudged_count"] > 0
        steps = shots.with_columns(pl.col("쇼트수").cast(pl.Int64)).sort("일시")["쇼트수"].diff().drop_nulls()
        assert (steps.filter(steps > 1) - 1).sum() == totals["missing_cycle_count"] == 6
        assert (steps < 0).sum() == (machine_id == "dc1")


def test_molding_totals_equal_a_naive_count(tmp_path: Path) -> None:
    out = make("molding", days=3, machines=1, seed=5, out=tmp_path)
    totals = json.loads((out / "truth.json").read_text(encoding="utf-8"))["totals"]["im1"]
    pieces = pl.concat([_frame(path, "utf-8-sig") for path in (out / "exports" / "im1").glob("*사출이력*")])
    made = pieces.filter(pl.col("시사출").is_null() | (pl.col("시사출") != "D"))
    assert pieces["쇼트수"].n_unique() == totals["run_count"] == pieces.height // 2
    assert pieces.height - made.height == 2 * totals["trial_count"]
    assert made.height == totals["produced_count"]
    assert (pieces["판정"] == "불량").sum() == totals["scrap_count"] == made["불량유형"].drop_nulls().len()
    assert set(pieces["생산일시"].str.extract("(오전|오후)")) == {"오전", "오후"}


def test_overlapping_rows_are_equal(tmp_path: Path) -> None:
    out = make("casting", days=5, machines=1, seed=5, out=tmp_path)
    folder = out / "exports" / "dc1"
    again = _frame(next(folder.glob("*재전송*")), "cp949")
    first = _frame(next(folder.glob("*쇼트이력_20261005.csv")), "cp949")
    assert again.height > 100
    assert again.head(-1).join(first, on=again.columns, how="anti", nulls_equal=True).height == 0


@pytest.mark.parametrize("process", PROCESSES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(process: str) -> None:
    first, again, other = (simulate(process, Plan(seed=seed, machines=1, hours=48.0)) for seed in (3, 3, 4))
    assert first.files == again.files
    assert first.faults == again.faults
    assert first.files[0].content != other.files[0].content


@pytest.mark.parametrize(("process", "least"), [("casting", 280_000), ("molding", 850_000)])
def test_a_machine_year_has_its_runs(process: str, least: int) -> None:
    bundle = simulate(process, Plan(seed=1, machines=1, hours=365 * 24.0))
    assert sum(file.records for file in bundle.files if file.dataset == "run") > least


@pytest.mark.parametrize("process", ["casting", "molding"])
def test_a_last_week_that_is_one_holiday_has_no_file(process: str) -> None:
    bundle = simulate(process, Plan(seed=1, machines=1, hours=148 * 24.0))  # ends on 2027-03-02 08:00
    assert min(file.records for file in bundle.files) > 0
    assert not any("20270301" in file.name for file in bundle.files)


def test_hub_files_of_several_firms_become_one(tmp_path: Path) -> None:
    folders = [make(process, days=1, machines=2, seed=1, out=tmp_path / process) for process in PROCESSES]
    hub = tomllib.loads(merged_hub(folders))
    assert [firm["id"] for firm in hub["firms"]] == ["demo-casting", "demo-heat", "demo-molding"]
    machine = hub["firms"][0]["sites"][0]["lines"][0]["machines"][1]
    assert machine["id"] == "dc2"
    assert Path(machine["sources"][0]["path"]) == (tmp_path / "casting" / "exports" / "dc2").resolve()


@pytest.mark.parametrize(("process", "days"), [("forging", 3), ("casting", 0)])
def test_a_wrong_call_is_a_usage_error_and_writes_nothing(process: str, days: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make(process, days=days, machines=1, seed=1, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
