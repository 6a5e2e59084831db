"""Applying the hub file: typos are named, twice changes nothing, what has data is not dropped unasked."""

from pathlib import Path

import pytest

from ppuri.core.errors import UsageError
from ppuri.core.hub import apply_hub, calendar_frames, current_hub, find_machine, machine_refs, open_scope, read_hub
from ppuri.core.ledger import Ledger

HUB = """
[[firms]]
id = "hanbit"
name = "한빛금속"
[[firms.sites]]
id = "s1"
name = "1공장"
shifts = [{ name = "주간", from = "08:00", to = "20:00", breaks = ["12:00-13:00"] }, { name = "야간", from = "20:00", to = "08:00" }]
[[firms.sites.lines]]
id = "dc"
name = "다이캐스팅 라인"
process = "casting"
kind = "hpdc"
[[firms.sites.lines.machines]]
id = "dc3"
name = "다이캐스팅 3호기"
aliases = ["3호기", "DC-03"]
ideal_cycle_s = 58.0
sources = [{ kind = "folder", path = "/share/dc3", every = "15 min", expect = "평일 09:00" }]
specs = [{ channel = "biscuit_mm", lsl = 40, usl = 60 }]
"""
SECOND = """
[[firms]]
id = "daeil"
name = "대일열처리"
"""
TYPOS = {
    "key of a machine": ("aliases =", "aliasses =", ("firms[1].sites[1].lines[1].machines[1].aliasses", "`aliases`")),
    "key of a line": ("process =", "proces =", ("proces", "`process`")),
    "key of a shift": ("breaks =", "break =", ("shifts[1].break", "`breaks`")),
    "key of a source": ("every =", "evry =", ("sources[1].evry", "`every`")),
    "kind of process": ('process = "casting"', 'process = "castng"', ("process", "castng")),
    "time of day": ('from = "08:00"', 'from = "8시"', ("shifts[1].from", "8시")),
    "zone": ('name = "1공장"', 'name = "1공장"\ntimezone = "Asia/Seol"', ("timezone", "Asia/Seol")),
    "missing id": ('id = "dc3"\n', "", ("machines[1].id",)),
    "id with a slash": ('id = "dc3"', 'id = "../x"', ("machines[1].id", "../x")),
    "no TOML": ('id = "dc3"', "id = dc3", ("hub.toml",)),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("right", "wrong", "named"), list(TYPOS.values()), ids=list(TYPOS))
def test_a_typo_is_answered_with_file_place_and_nearest_word(
    home: Path, right: str, wrong: str, named: tuple[str, ...], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPURI_LANG", language)
    apply_hub(home, None)
    before = Ledger(home).hub()
    assert right in HUB
    (home / "hub.toml").write_text(HUB.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        apply_hub(home, None)
    said = str(caught.value)
    assert all(word in said for word in (*named, "hub.toml"))
    assert "pydantic" not in said
    assert Ledger(home).hub() == before


def test_twice_changes_nothing(home: Path) -> None:
    first = apply_hub(home, None)
    assert (first.changed, first.added) == (True, ["hanbit", "hanbit/dc3"])
    version = Ledger(home).hub()
    assert apply_hub(home, None).changed is False
    assert Ledger(home).hub() == version


def test_an_edit_is_named_and_gets_a_version(home: Path) -> None:
    apply_hub(home, None)
    (home / "hub.toml").write_text(HUB.replace("58.0", "60.0"), encoding="utf-8")
    change = apply_hub(home, None)
    assert (change.added, change.edited, change.removed) == ([], ["hanbit/dc3"], [])
    assert Ledger(home).hub().version == 2


def test_a_file_from_elsewhere_becomes_the_hub_file(tmp_path: Path) -> None:
    home, given = tmp_path / "home", tmp_path / "given.toml"
    given.write_text(HUB, encoding="utf-8")
    apply_hub(home, given)
    assert (home / "hub.toml").read_text(encoding="utf-8") == HUB
    assert apply_hub(home, None).changed is False


def test_a_wrong_file_from_elsewhere_is_not_kept(home: Path, tmp_path: Path) -> None:
    apply_hub(home, None)
    given = tmp_path / "given.toml"
    given.write_text(HUB.replace("process =", "proces ="), encoding="utf-8")
    with pytest.raises(UsageError):
        apply_hub(home, given)
    assert (home / "hub.toml").read_text(encoding="utf-8") == HUB


def test_pages_of_hub_d_belong_to_it(home: Path) -> None:
    (home / "hub.d").mkdir()
    (home / "hub.d" / "daeil.toml").write_text(SECOND, encoding="utf-8")
    apply_hub(home, None)
    assert [firm.id for firm in current_hub(home).firms] == ["hanbit", "daeil"]


def test_an_id_given_twice_is_refused(home: Path) -> None:
    (home / "hub.d").mkdir()
    (home / "hub.d" / "again.toml").write_text(HUB, encoding="utf-8")
    with pytest.raises(UsageError, match="hanbit"):
        apply_hub(home, None)


def test_a_missing_hub_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"hub\.toml"):
        apply_hub(tmp_path / "empty", None)


def test_a_machine_with_data_is_not_dropped_unasked(home: Path) -> None:
    apply_hub(home, None)
    Ledger(home).receive(
        "hanbit", file_id="a" * 16, sha256="a" * 64, file_name="a.csv", machine_id="dc3", byte_count=1, override={}
    )
    (home / "hub.toml").write_text(HUB.split("[[firms.sites.lines.machines]]")[0], encoding="utf-8")
    with pytest.raises(UsageError, match="hanbit/dc3"):
        apply_hub(home, None)
    assert apply_hub(home, None, yes=True).removed == ["hanbit/dc3"]


def test_a_firm_that_is_not_declared_cannot_be_opened(home: Path) -> None:
    apply_hub(home, None)
    with pytest.raises(UsageError, match="nobody"):
        open_scope(home, "nobody")
    assert open_scope(home, "hanbit").lake == home.resolve() / "lake" / "hanbit"


def test_a_machine_is_found_by_id_and_knows_its_names(home: Path) -> None:
    apply_hub(home, None)
    hub = current_hub(home)
    ref = find_machine(hub, "hanbit", "dc3")
    assert (ref.line.process, ref.site.timezone) == ("casting", "Asia/Seoul")
    assert {"dc3", "다이캐스팅 3호기", "3호기", "DC-03"} <= set(ref.names)
    assert [each.machine.id for each in machine_refs(hub, "hanbit")] == ["dc3"]
    with pytest.raises(UsageError, match="dc9"):
        find_machine(hub, "hanbit", "dc9")


def test_the_hub_survives_the_ledger(home: Path) -> None:
    apply_hub(home, None)
    assert current_hub(home) == read_hub(home / "hub.toml")


def test_frames_of_machines_and_shifts(home: Path) -> None:
    apply_hub(home, None)
    frames = calendar_frames(open_scope(home, "hanbit"))
    (machine,) = frames["machine"].to_dicts()
    assert {
        "machine_id": "dc3",
        "line_id": "dc",
        "process": "casting",
        "ideal_cycle_s": 58.0,
    }.items() <= machine.items()
    shifts = {row["shift"]: row for row in frames["shift"].to_dicts()}
    day, night = shifts["주간"], shifts["야간"]
    assert (day["from_minute"], day["to_minute"], day["break_minutes"]) == (480, 1200, 60)
    assert (night["from_minute"], night["to_minute"], night["break_minutes"]) == (1200, 1920, 0)
