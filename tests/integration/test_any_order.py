"""Storing, taking back, upkeep, replay, backup with restore, withdrawal in any order: always the lake that a simple model expects.

`PPURI_LONG=1` searches longer. The model of a firm is its live files, each a set of shot numbers; the lake holds their union.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipelines.steps.backup import backup
from pipelines.steps.ingest import ingest
from pipelines.steps.replay import replay
from pipelines.steps.restore import restore
from pipelines.steps.undo import undo
from pipelines.steps.upkeep import upkeep
from pipelines.steps.verify import verify
from pipelines.steps.withdraw import withdraw
from ppuri.core.errors import UsageError
from ppuri.core.hub import apply_hub, current_hub, open_scope
from ppuri.core.warehouse import open_warehouse
from tests.effort import LONG
from tests.pipelines.steps.home import HUB, MACHINE, export, shot

FIRMS = ("hanbit", "daeil")


class AnyOrder(RuleBasedStateMachine):
    """Two firms; one of them may be withdrawn."""

    @initialize()
    def begin(self) -> None:
        self.environment = pytest.MonkeyPatch()
        self.environment.setenv("PPURI_MONTH_FILES", "1")
        self.folder = Path(tempfile.mkdtemp(prefix="any-order-"))
        self.home = self.folder / "home0"
        self.home.mkdir()
        text = "".join(HUB.replace("hanbit", firm) + MACHINE.format(id="dc3", name="3호기") for firm in FIRMS)
        (self.home / "hub.toml").write_text(text, encoding="utf-8")
        apply_hub(self.home, None)
        self.live: dict[str, dict[str, frozenset[int]]] = {firm: {} for firm in FIRMS}
        self.count = 0

    @rule(firm=st.sampled_from(FIRMS), start=st.integers(1, 6), length=st.integers(3, 25))
    def store(self, firm: str, start: int, length: int) -> None:
        if firm not in self.live:
            with pytest.raises(UsageError):
                open_scope(self.home, firm)
            return
        shots = frozenset(range(start * 10, start * 10 + length))
        path = export(self.folder / f"{start}-{length}.csv", [shot(number) for number in sorted(shots)])
        (receipt,) = ingest(open_scope(self.home, firm), [path])
        assert receipt.status in ("committed", "duplicate")
        self.live[firm][receipt.file_id] = shots

    @precondition(lambda self: any(self.live.values()))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        firm = data.draw(st.sampled_from([firm for firm, files in self.live.items() if files]))
        file_id = data.draw(st.sampled_from(sorted(self.live[firm])))
        assert undo(open_scope(self.home, firm), file_id).status == "undone"
        del self.live[firm][file_id]

    @rule()
    def keep(self) -> None:
        assert not any(each.skipped for each in upkeep(self.home).firms)

    @precondition(lambda self: any(self.live.values()))
    @rule(data=st.data())
    def make_again(self, data: st.DataObject) -> None:
        replay(open_scope(self.home, data.draw(st.sampled_from(sorted(self.live)))))

    @rule()
    def move(self) -> None:
        """Go on in what a backup becomes."""
        backup(self.home, self.folder / "backups")
        self.count += 1
        fresh = self.folder / f"home{self.count}"
        assert restore(fresh, self.folder / "backups").verified.ok
        self.home = fresh

    @precondition(lambda self: "daeil" in self.live)
    @rule()
    def leave(self) -> None:
        withdraw(self.home, "daeil")
        del self.live["daeil"]

    @invariant()
    def the_lake_is_what_the_model_says(self) -> None:
        if not hasattr(self, "live"):
            return
        assert [firm.id for firm in current_hub(self.home).firms] == list(self.live)
        for firm, files in self.live.items():
            with open_warehouse(open_scope(self.home, firm)) as warehouse:
                found = warehouse.query("select cycle_counter from run")["cycle_counter"].sort().to_list()
            assert found == sorted(frozenset().union(*files.values()))

    def teardown(self) -> None:
        if hasattr(self, "home"):
            assert [check.faults for check in verify(self.home).checks if not check.ok] == []
            assert "daeil" in self.live or not list(self.home.rglob("daeil"))
            shutil.rmtree(self.folder)
            self.environment.undo()


AnyOrder.TestCase.settings = settings(
    max_examples=40 if LONG else 2,
    stateful_step_count=25 if LONG else 7,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyOrder = pytest.mark.slow(AnyOrder.TestCase)
