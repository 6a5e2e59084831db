"""The package describes itself, its forms agree to the last digit, and it appears whole or not at all."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ppuri.core.results import Contribution, Insight, KpiRow
from ppuri.feed import package
from ppuri.feed.fields import KPI_FIELDS
from ppuri.feed.tables import insight_lines, insight_table, kpi_table, naming

AS_OF = datetime(2026, 11, 2, 1, 2, 3, 456789, tzinfo=UTC)
NAMED = naming("seongju", "hanbit")


def row(machine_id: str, day: str, value: float | None, **more: Any) -> KpiRow:
    given = {"unit": "ratio", "direction": "lower", "n": 10, "formula_version": "1", "as_of": AS_OF, **more}
    return KpiRow(grain={"machine_id": machine_id, "work_date": day}, kpi="scrap_ratio", value=value, **given)


ROWS = [
    ("day", row("dc3", "2026-10-02", 1 / 3, numerator=1, denominator=3, reasons=["짧음", "미판정"])),
    ("day", row("dc3", "2026-10-01", 181 / 16540, ci_low=1e-7, ci_high=0.1 + 0.2)),
    ("day", row("dc4", "2026-10-01", None, subject="=HYPERLINK(1)")),
    (
        "month",
        KpiRow(
            grain={"machine_id": "dc3", "period": "2026-10"},
            kpi="run_count",
            value=16929,
            unit="count",
            direction="none",
            n=16929,
            formula_version="1",
            as_of=AS_OF,
        ),
    ),
]
INSIGHT = Insight(
    insight_id="a1",
    kind="anomaly",
    machine_id="dc3",
    from_ts=AS_OF,
    to_ts=AS_OF,
    summary_ko="금형 온도가 높았습니다.",
    summary_en="Die hot.",
    contributions=[Contribution(channel="die_temp_c", score=5.0), Contribution(channel="xt_operator", score=9.0)],
    support_n=3,
    model_version="1",
    as_of=AS_OF,
)


def write(folder: Path) -> Path:
    return package.write(
        folder,
        name="hanbit",
        title="한빛금속 지표",
        created=AS_OF,
        tables=[kpi_table(ROWS, NAMED), insight_table([INSIGHT], NAMED)],
        documents={
            "insights.jsonl": ("이상과 제안", insight_lines([INSIGHT], NAMED)),
            "definitions.json": ("정의", "[]"),
        },
        facts={"id": "seongju/hanbit"},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("feed") / "out")


def described(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_every_file_is_described_with_its_hash(folder: Path) -> None:
    resources = described(folder)["resources"]
    for resource in resources:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    files = {path.name for path in folder.iterdir()}
    assert files == {r["path"] for r in resources} | {"datapackage.json", "_SUCCESS"}


def test_csv_parquet_and_json_hold_the_same_digits(folder: Path) -> None:
    csv = (folder / "kpis.csv").read_bytes()
    assert csv.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in csv
    stored = pl.read_parquet(folder / "kpis.parquet")
    read = pl.read_csv(folder / "kpis.csv", schema_overrides={"value": pl.String, "ci_high": pl.String})
    for name in ("value", "ci_high"):
        assert read[name].cast(pl.Float64).to_list() == stored[name].to_list()
    by_key = {(r["id"], r["grain"], r["period"]): r["value"] for r in stored.iter_rows(named=True)}
    assert by_key[("seongju/hanbit/dc3", "day", "2026-10-01")] == 181 / 16540
    assert by_key[("seongju/hanbit/dc4", "day", "2026-10-01")] is None
    assert by_key[("seongju/hanbit/dc3", "month", "2026-10")] == 16929


def test_the_schema_is_that_of_the_files(folder: Path) -> None:
    schema = next(r["schema"] for r in described(folder)["resources"] if r["path"] == "kpis.csv")
    names = [field["name"] for field in schema["fields"]]
    assert (folder / "kpis.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",") == names
    assert pl.read_parquet_schema(folder / "kpis.parquet") == {f.name: f.kind for f in KPI_FIELDS}
    assert all(field["title"] for field in schema["fields"])
    key = pl.read_parquet(folder / "kpis.parquet").select(schema["primaryKey"])
    assert key.is_unique().all()


def test_texts_that_look_like_formulas_are_guarded_in_csv_only(folder: Path) -> None:
    assert ",'=HYPERLINK(1)," in (folder / "kpis.csv").read_text(encoding="utf-8-sig")
    assert "=HYPERLINK(1)" in pl.read_parquet(folder / "kpis.parquet")["subject"].to_list()


def test_columns_without_a_channel_never_travel(folder: Path) -> None:
    for path in folder.iterdir():
        assert b"xt_operator" not in path.read_bytes(), path.name
    line = json.loads((folder / "insights.jsonl").read_text(encoding="utf-8"))
    assert line["id"] == "seongju/hanbit/dc3"
    assert [c["channel"] for c in line["contributions"]] == ["die_temp_c"]


def test_a_new_package_takes_the_place_of_the_old(tmp_path: Path) -> None:
    first = write(tmp_path / "out")
    (first / "left-over.txt").write_text("old", encoding="utf-8")
    before = {p.name: p.read_bytes() for p in first.iterdir() if p.name != "left-over.txt"}
    again = write(tmp_path / "out")
    assert {p.name: p.read_bytes() for p in again.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_fails_leaves_the_old_package(tmp_path: Path) -> None:
    write(tmp_path / "out")
    broken = kpi_table(ROWS, NAMED)
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        package.write(
            tmp_path / "out",
            name="x",
            title="x",
            created=AS_OF,
            tables=[package.FeedTable("kpis", "x", broken.fields, broken.primary_key, broken.frame.drop("value"))],
            documents={},
            facts={},
        )
    assert (tmp_path / "out" / "_SUCCESS").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
