"""Edits of the hub file: what would move is named, what is dated moves nothing before its date, names may change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.steps.declare import declare
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import refresh
from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.hub import current_hub, open_scope
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import HUB, MACHINE, export, opened, runs, shot, stored
from tests.pipelines.steps.lake_rows import lake_rows

TWO = HUB + MACHINE.format(id="dc3", name="다이캐스팅 3호기") + MACHINE.format(id="dc4", name="다이캐스팅 4호기")
SHIFTS = 'shifts = [{{ name = "주간", from = "08:00", to = "20:00"{dated} }}]'
KPIS = ("run_count", "good_count", "scrap_ratio", "cycle_time_median", "availability")
Values = dict[tuple[object, ...], float | None]


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    """October and November of one machine, October of the other."""
    made = opened(tmp_path / "home", ["dc3", "dc4"])
    october, november = ([shot(number) for number in numbers] for numbers in (range(1, 61), range(40_000, 40_061)))
    stored(made, [export(tmp_path / "a.csv", october), export(tmp_path / "b.csv", november)], "dc3")
    stored(made, [export(tmp_path / "c.csv", [shot(number, warmer=1.0) for number in range(1, 61)])], "dc4")
    refresh(made)
    return made


def edited(scope: Scope, edit: Callable[[str], str], *, yes: bool = False) -> dict[str, list[str]]:
    (scope.home / "hub.toml").write_text(edit(TWO), encoding="utf-8")
    return declare(scope.home, None, yes=yes).moved


def shifts(dated: str = "") -> Callable[[str], str]:
    line = SHIFTS.format(dated=dated)
    return lambda hub: hub.replace('name = "1공장"', f'name = "1공장"\n{line}')


def values(scope: Scope, by: str) -> Values:
    rows = kpi_rows(scope, by=["machine", by], names=KPIS)
    return {(*row.grain.values(), row.kpi, row.subject, row.mode): row.value for row in rows}


def right(scope: Scope) -> None:
    checks = verify(scope.home, scope.firm_id).checks
    assert [(check.name, check.faults) for check in checks if not check.ok] == []


def test_months_that_would_move_are_named_and_wait_for_a_yes(scope: Scope) -> None:
    before = current_hub(scope.home)
    with pytest.raises(UsageError) as refused:
        edited(scope, shifts())
    assert "hanbit/dc3: 2026-10, 2026-11; hanbit/dc4: 2026-10" in refused.value.ko
    assert current_hub(scope.home) == before
    moved = edited(scope, shifts(), yes=True)
    assert moved == {"hanbit/dc3": ["2026-10", "2026-11"], "hanbit/dc4": ["2026-10"]}
    assert edited(scope, shifts()) == {}


def test_what_is_dated_moves_nothing_before_its_date(scope: Scope) -> None:
    former = values(scope, "month")
    moved = edited(scope, shifts(', valid_from = "2026-11-02"'), yes=True)
    assert moved == {"hanbit/dc3": ["2026-11"]}
    done = refresh(scope)
    assert {place for place in done.changed if place[1] < "2026-11"} == set()
    now = values(scope, "month")
    assert {key for key in now | former if now.get(key) != former.get(key) and key[1] < "2026-11"} == set()  # type: ignore[operator]
    assert edited(scope, lambda hub: shifts(', valid_from = "2027-01-01"')(hub), yes=True) == {
        "hanbit/dc3": ["2026-11"]
    }


def test_a_standard_moves_the_months_in_which_it_holds_and_a_name_none(scope: Scope) -> None:
    cycle = 'ideal_cycle_s = [{ value = 60.0, from = "2026-11-02" }]'
    dated = TWO.replace('id = "dc3"', f'id = "dc3"\n{cycle}')
    assert edited(scope, lambda _: dated, yes=True) == {"hanbit/dc3": ["2026-11"]}
    assert edited(scope, lambda _: dated.replace("다이캐스팅 4호기", "네 번째")) == {}


def test_a_machine_gets_another_id_with_all_it_has(scope: Scope) -> None:
    before, rows = values(scope, "day"), runs(scope)
    renamed = TWO.replace('id = "dc3"', 'id = "d-03"\nwas = ["dc3"]')
    (scope.home / "hub.toml").write_text(renamed, encoding="utf-8")
    change = declare(scope.home, None)
    assert (change.renamed, change.added, change.removed) == ({"hanbit/d-03": "hanbit/dc3"}, [], [])
    refresh(scope)
    names = {"dc3": "d-03"}
    assert values(scope, "day") == {(names.get(key[0], key[0]), *key[1:]): value for key, value in before.items()}  # type: ignore[call-overload]
    after = runs(scope)
    assert set(after["machine_id"]) == {"d-03", "dc4"}
    assert after.height == rows.height
    versions = Ledger(scope.home).published(scope.firm_id)
    assert declare(scope.home, None).changed is False
    assert Ledger(scope.home).published(scope.firm_id) == versions
    right(scope)


def test_a_firm_gets_another_id_and_answers_to_both(scope: Scope) -> None:
    rows = runs(scope)
    (scope.home / "hub.toml").write_text(
        TWO.replace('id = "hanbit"', 'id = "hanbit-metal"\nwas = ["hanbit"]'), encoding="utf-8"
    )
    change = declare(scope.home, None)
    assert change.renamed["hanbit-metal"] == "hanbit"
    assert (change.added, change.removed) == ([], [])
    for name in ("hanbit", "hanbit-metal"):
        assert runs(open_scope(scope.home, name)).equals(rows)


def test_stamps_are_read_again_where_the_zone_of_a_site_changes(tmp_path: Path, scope: Scope) -> None:
    west = TWO.replace('name = "1공장"', 'name = "1공장"\ntimezone = "America/New_York"')
    meant = opened(tmp_path / "meant", ["dc3", "dc4"])
    (meant.home / "hub.toml").write_text(west, encoding="utf-8")
    declare(meant.home, None)
    stored(meant, [tmp_path / "a.csv", tmp_path / "b.csv"], "dc3")
    stored(meant, [tmp_path / "c.csv"], "dc4")
    refresh(meant)
    edited(scope, lambda _: west, yes=True)
    refresh(scope)
    one, other = lake_rows(scope), lake_rows(meant)
    assert one.keys() == other.keys()
    assert [table for table in one if not one[table].equals(other[table])] == []
    right(scope)
