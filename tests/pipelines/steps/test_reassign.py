"""The commonest mistake: one machine's month handed in as another's."""

from pathlib import Path

import pytest

from pipelines.steps.hold import answer
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.reassign import reassign
from pipelines.steps.refresh import refresh
from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import HEADER, export, opened, runs, shot, stored
from tests.pipelines.steps.lake_rows import lake_rows

MACHINES = ("dc2", "dc3")
KPIS = ("run_count", "good_count", "scrap_ratio", "cycle_time_median", "availability")


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home", MACHINES)


def later(number: int, seconds: int) -> str:
    """A shot of the other machine: seconds beside those of the first, and its own values."""
    line = shot(number, warmer=11.0)
    return line.replace(":00,", f":{seconds:02},", 1)


def months(folder: Path, *, seconds: int = 17) -> tuple[Path, Path]:
    """The month of machine 2 and that of machine 3, both with the same days."""
    own = export(folder / "dc2.csv", [shot(number) for number in range(1, 201)])
    return own, export(folder / "dc3.csv", [later(number, seconds) for number in range(1, 181)])


def right(scope: Scope) -> None:
    checks = verify(scope.home, scope.firm_id).checks
    assert [(check.name, check.faults) for check in checks if not check.ok] == []


def values(scope: Scope) -> list[tuple[object, ...]]:
    refresh(scope)
    rows = kpi_rows(scope, by=["machine", "day"], names=KPIS)
    return [(tuple(r.grain.items()), r.kpi, r.subject, r.mode, r.value, r.numerator, r.denominator, r.n) for r in rows]


@pytest.mark.parametrize("seconds", [0, 17], ids=["at the same instants", "at instants of its own"])
def test_a_month_of_machine_3_handed_in_as_machine_2(tmp_path: Path, seconds: int) -> None:
    own, strange = months(tmp_path, seconds=seconds)
    scope, meant = (opened(tmp_path / name, MACHINES) for name in ("mistaken", "meant"))
    stored(meant, [own], "dc2")
    stored(meant, [strange], "dc3")
    stored(scope, [own], "dc2")
    before, versions = values(scope), Ledger(scope.home).published(scope.firm_id)
    (asked,) = stored(scope, [strange], "dc2")
    assert (asked.status, [hold.key for hold in asked.holds]) == ("held", ["overlap"])
    assert values(scope) == before
    assert Ledger(scope.home).published(scope.firm_id) == versions
    moved = reassign(scope, asked.file_id[:8], "dc3")
    assert (moved.status, moved.machine_id, moved.accepted) == ("committed", "dc3", 180)
    assert values(scope) == values(meant)
    one, other = lake_rows(scope), lake_rows(meant)
    assert all(one[table].equals(other[table]) for table in one)
    right(scope)


def test_a_stored_month_moves_with_its_rows_counts_and_meaning(tmp_path: Path) -> None:
    """Nothing stood where it was put, so nobody asked; the month after came to the right machine."""
    own, strange = months(tmp_path)
    scope, meant = (opened(tmp_path / name, MACHINES) for name in ("mistaken", "meant"))
    for home, first in ((scope, "dc2"), (meant, "dc3")):
        stored(home, [strange], first)
    (given,) = Ledger(scope.home).files(scope.firm_id)
    assert reassign(scope, given.file_id, "dc3").status == "committed"
    stored(scope, [own], "dc2")
    stored(meant, [own], "dc2")
    assert values(scope) == values(meant)
    one, other = lake_rows(scope), lake_rows(meant)
    assert one.keys() == other.keys()
    assert all(one[table].equals(other[table]) for table in one)
    said = [(each.status, each.machine_id) for each in Ledger(scope.home).versions(scope.firm_id, given.file_id)]
    assert said == [("committed", "dc2"), ("committed", "dc3")]
    right(scope)


def test_where_the_other_machine_has_other_values_it_is_asked_and_nothing_moves(scope: Scope, tmp_path: Path) -> None:
    own, strange = months(tmp_path, seconds=0)
    stored(scope, [own], "dc2")
    (given,) = stored(scope, [strange], "dc3")
    before = lake_rows(scope)
    asked = reassign(scope, given.file_id, "dc2")
    assert (asked.status, [hold.key for hold in asked.holds]) == ("held", ["overlap"])
    assert all(before[table].equals(rows) for table, rows in lake_rows(scope).items())
    assert runs(scope)["machine_id"].value_counts(sort=True).rows() == [("dc2", 200), ("dc3", 180)]
    moved = reassign(scope, given.file_id, "dc2", {"overlap": "correction"})
    assert (moved.status, moved.changed) == ("committed", 180)
    assert runs(scope)["machine_id"].unique().to_list() == ["dc2"]
    right(scope)


def test_both_may_be_of_one_machine_all_the_same(scope: Scope, tmp_path: Path) -> None:
    own, strange = months(tmp_path)
    stored(scope, [own], "dc2")
    (asked,) = stored(scope, [strange], "dc2")
    assert answer(scope, asked.file_id, {"overlap": "both"}).status == "committed"
    assert runs(scope).height == 380
    right(scope)


def test_rows_set_apart_move_too(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(number) for number in range(1, 31)]
    lines[4] = lines[4].replace("2026-10-05", "2026-13-45")
    (given,) = stored(scope, [export(tmp_path / "a.csv", lines)], "dc2")
    reassign(scope, given.file_id, "dc3")
    apart = lake_rows(scope)["quarantine"]
    assert apart["machine_id"].to_list() == ["dc3"]
    right(scope)


def test_a_name_in_the_file_that_contradicts_is_asked_about_until_it_is_the_right_machine(
    scope: Scope, tmp_path: Path
) -> None:
    lines = [f"{shot(number)},다이캐스팅 3호기" for number in range(1, 31)]
    path = export(tmp_path / "a.csv", lines, header=f"{HEADER},설비명")
    (asked,) = stored(scope, [path], "dc2")
    assert (asked.status, [hold.key for hold in asked.holds]) == ("held", ["machine"])
    assert runs(scope).is_empty()
    assert reassign(scope, asked.file_id, "dc3").status == "committed"
    assert runs(scope)["machine_id"].unique().to_list() == ["dc3"]


def test_an_unknown_machine_is_wrong_usage(scope: Scope, tmp_path: Path) -> None:
    (given,) = stored(scope, [months(tmp_path)[0]], "dc2")
    with pytest.raises(UsageError, match="dc9"):
        reassign(scope, given.file_id, "dc9")
