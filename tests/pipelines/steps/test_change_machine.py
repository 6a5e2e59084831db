"""Any sequence of changes against a model in dictionaries, and the KPIs that grew with it against all of them made anew."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from pipelines.steps.hold import answer, assume
from pipelines.steps.reap import reap
from pipelines.steps.reassign import reassign
from pipelines.steps.refresh import refresh
from pipelines.steps.replay import replay
from pipelines.steps.reviewing.hand_in import hand_in
from pipelines.steps.undo import undo
from pipelines.steps.upkeep import upkeep
from pipelines.steps.verify import verify
from pipelines.steps.withdraw import withdraw
from ppuri.core.errors import UsageError
from ppuri.core.hub import open_scope
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW, SAVE
from ppuri.core.warehouse import open_warehouse
from tests.effort import examples
from tests.pipelines.steps.change_model import Model, ModelFile
from tests.pipelines.steps.home import aside, export, opened, shot, stored
from tests.pipelines.steps.lake_rows import digest, lake_rows

MACHINES = ("dc2", "dc3")
HEADER = "일시,쇼트번호,용탕온도(℃),passorfail"
# Every file has these, so that each alone tells which label is the rare one.
COMMON = {0: (660.0, 1), **dict.fromkeys(range(1, 8), (660.0, 0))}
SHOTS = st.dictionaries(
    st.one_of(st.integers(8, 30), st.integers(40_000, 40_008)),
    st.tuples(st.sampled_from([660.0, 661.0, 662.0]), st.just(0)),
    max_size=12,
)


class Changes(RuleBasedStateMachine):
    """A firm of two machines under upload, review, correction, undo, re-assignment, answers, refresh, upkeep, replay and withdrawal."""

    files = Bundle("files")
    shown = Bundle("shown")

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.scope = opened(self.folder / "home", MACHINES)
        self.model = Model()
        self.paths: dict[str, Path] = {}
        self.waiting: dict[str, ModelFile] = {}
        self.made = 0
        self.firms = 1

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            try:
                self.incremental_is_full()
                checks = verify(self.scope.home, self.scope.firm_id).checks
                assert [(check.name, check.faults) for check in checks if not check.ok] == []
            finally:
                shutil.rmtree(self.folder)

    def incremental_is_full(self) -> None:
        refresh(self.scope)
        grown = digest(lake_rows(self.scope))
        refresh(self.scope, full=True)
        assert digest(lake_rows(self.scope)) == grown

    @rule(target=files, rows=SHOTS, machine=st.sampled_from(MACHINES))
    def upload(self, rows: dict[int, tuple[float, int]], machine: str) -> object:
        """New rows, late ones, overlapping ones, ones that correct: whatever the numbers say."""
        path = self.written(rows)
        (receipt,) = stored(self.scope, [path], machine)
        if receipt.file_id in self.waiting:  # the same bytes wait to be looked at: they still do
            assert receipt.status == "held"
            return multiple()
        if receipt.file_id in self.model.files:  # the same bytes: nothing changes, unless they had been taken back
            known = self.model.files[receipt.file_id]
            assert receipt.status == ("duplicate" if known.live else "committed")
            if not known.live:
                known.live, known.told = True, False
                self.model.read(known)
            return multiple()
        file = ModelFile(self.made, receipt.file_id, machine, COMMON | rows)
        self.model.files[file.file_id], self.paths[file.file_id] = file, path
        self.model.read(file)
        balanced(receipt)
        return file.file_id

    def written(self, rows: dict[int, tuple[float, int]]) -> Path:
        """Write an export under a name of its own."""
        self.made += 1
        lines = [written(number, *value) for number, value in sorted((COMMON | rows).items())]
        return export(self.folder / f"{self.made}.csv", lines, header=HEADER)

    @rule(target=shown, rows=SHOTS, machine=st.sampled_from(MACHINES))
    def hand_in(self, rows: dict[int, tuple[float, int]], machine: str) -> object:
        """A file that a person looks at first: until then nothing of it is stored."""
        path = self.written(rows)
        (record,) = hand_in(self.scope, [path], machine_id=machine)
        if record.status != "received" or record.file_id in self.model.files:
            reap(self.scope)
            known = self.model.files.get(record.file_id)
            if record.status == "received" and known is not None:  # it had been taken back and came again
                undo(self.scope, record.file_id)
            return multiple()
        reap(self.scope)
        self.waiting[record.file_id] = ModelFile(self.made, record.file_id, machine, COMMON | rows)
        self.paths[record.file_id] = path
        return record.file_id

    @rule(target=files, file_id=consumes(shown))
    def look_and_store(self, file_id: str) -> object:
        """She has looked at it."""
        file = self.waiting.pop(file_id, None)
        if file is None:
            return multiple()
        balanced(answer(self.scope, file_id, {REVIEW: SAVE}))
        self.model.files[file_id] = file
        self.model.read(file)
        return file_id

    @rule(file_id=files)
    def upload_again(self, file_id: str) -> None:
        file = self.model.files.get(file_id)
        if file is None:
            return
        (receipt,) = stored(self.scope, [self.paths[file_id]], file.machine)
        assert receipt.status == ("duplicate" if file.live else "committed")
        if not file.live:
            file.live, file.told = True, False
            self.model.read(file)

    @rule(file_id=files)
    def take_back(self, file_id: str) -> None:
        if file_id not in self.model.files:
            return
        assert undo(self.scope, file_id).status == "undone"
        if self.model.files[file_id].live:
            self.model.leave(self.model.files[file_id])

    @rule(file_id=files, machine=st.sampled_from(MACHINES))
    def give_to(self, file_id: str, machine: str) -> None:
        file = self.model.files.get(file_id)
        if file is None or not file.live:
            return
        balanced(reassign(self.scope, file_id, machine))
        if file.machine != machine:
            taught = any(by == file_id for _, by in self.model.memory.get(file.machine, []))
            former, file.machine = file.machine, machine
            self.model.read(file)
            if taught:
                self.model.relearn(former)
        else:
            self.model.read(file)

    @rule(file_id=files)
    def turn_labels(self, file_id: str) -> None:
        file = self.model.files.get(file_id)
        if file is not None and file.live:
            balanced(assume(self.scope, file_id, {"label:passorfail": "0=scrap"}))
            self.model.turn(file)

    @precondition(lambda self: self.model.files)
    @rule()
    def withdraw(self) -> None:
        """The firm takes everything back; another one comes to the same installation."""
        home, gone = self.scope.home, self.scope.firm_id
        receipt = withdraw(home, gone)
        assert {each.sha256[:16] for each in receipt.files} >= set(self.model.files)
        with pytest.raises(UsageError):
            open_scope(home, gone)
        assert not any((home / part / gone).exists() for part in ("raw", "lake", "reports", "feed"))
        self.firms += 1
        self.scope = opened(home, MACHINES, f"hanbit{self.firms}")
        self.model, self.paths, self.waiting = Model(), {}, {}

    @rule()
    def refresh(self) -> None:
        refresh(self.scope)

    @rule()
    def keep_up(self) -> None:
        """Small files become large ones, and what no reader needs goes."""
        done = upkeep(self.scope.home, self.scope.firm_id)
        assert [firm.skipped for firm in done.firms] == [None]

    @rule()
    def replay(self) -> None:
        refresh(self.scope)
        assert replay(self.scope).changed == []

    @invariant()
    def lake_is_the_model(self) -> None:
        if not hasattr(self, "scope"):
            return
        with open_warehouse(self.scope) as warehouse:
            rows = warehouse.query("select * from run")
        names = ("machine_id", "cycle_counter", "melt_temp_c", "result", "file_id")
        found = {row[:2]: row[2:] for row in rows.select(names).iter_rows()} if rows.height else {}
        assert found == self.model.lake()
        assert rows.height == len(found)
        assert aside(self.scope, "superseded").height == self.model.superseded()


def written(number: int, warm: float, label: int) -> str:
    """One line: the instant of a shot with values of its own."""
    return f"{shot(number).split(',')[0]},{number},{warm},{label}"


def balanced(receipt: Receipt) -> None:
    """Every record is accounted for."""
    assert receipt.status == "committed"
    assert receipt.rows_in == receipt.accepted + receipt.quarantined + receipt.duplicate


Changes.TestCase.settings = settings(
    max_examples=examples(2),
    stateful_step_count=int(os.environ.get("PPURI_STEPS", "10")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestChanges = Changes.TestCase
