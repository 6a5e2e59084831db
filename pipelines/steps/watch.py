"""The watcher without Prefect: when to look where, and when a run is wanted.

A run is wanted for a machine whose folder holds a ready file, for a firm whose ledger has changes that its KPIs do not
hold yet (an upload in the portal, an `ingest` by hand), and for a firm whose files a dead worker left unread. One run per
subject at a time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from pipelines.steps.reap import awaits_reaper
from pipelines.steps.receipts import awaits_refresh
from pipelines.steps.sources import SETTLE_S, FolderSource, folder_sources, poll
from ppuri.core.clock import now
from ppuri.core.errors import TransientError, UsageError
from ppuri.core.hub import current_hub, open_scope
from ppuri.core.results import Receipt
from ppuri.core.settings import load_settings

LOOKS_PER_INTERVAL = 6
FASTEST_S = 2.0
SLOWEST_S = 60.0
AGAIN_S = 30.0
LEDGER_LOOK_S = 3.0
GIVEN_UP_S = 3600.0


def newest_month(receipts: Iterable[Receipt]) -> str | None:
    """Return the last month (YYYY-MM, local) that the files reach; None where no file has a time."""
    ends = [receipt.to_ts for receipt in receipts if receipt.to_ts]
    return f"{max(ends).astimezone(ZoneInfo(load_settings().timezone)):%Y-%m}" if ends else None


def month_before() -> str:
    """Return the month before the present one as YYYY-MM (local)."""
    today = now().astimezone(ZoneInfo(load_settings().timezone)).date()
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def pause_s(source: FolderSource) -> float:
    """Return the seconds between two looks: often enough to see a file twice and process it within its interval."""
    return min(max(source.every_s / LOOKS_PER_INTERVAL, FASTEST_S), SLOWEST_S)


@dataclass(frozen=True)
class Wanted:
    """A run that is due: of one machine's folders, or (without a machine) a refresh of one firm.

    Attributes:
        reaping: Not a refresh: files of the firm that a dead worker left unread.
    """

    firm_id: str
    machine_id: str | None = None
    reaping: bool = False


@dataclass
class Watcher:
    """Looks at folders and ledger when they are due and starts runs through `start`.

    Attributes:
        start: Starts a run for what is wanted and returns its id.
        ended: Says whether the run of this id has ended, well or not.
        say: Takes one sentence for the log when a folder comes or goes.
        clock: Seconds that only grow.
        settle_s: Least seconds between the two looks that prove a file complete.
    """

    start: Callable[[Wanted], str]
    ended: Callable[[str], bool]
    say: Callable[[str], None]
    clock: Callable[[], float] = monotonic
    settle_s: float = SETTLE_S
    _due: dict[FolderSource, float] = field(default_factory=dict)
    _running: dict[Wanted, tuple[str, float]] = field(default_factory=dict)
    _tries: dict[Wanted, tuple[int, float]] = field(default_factory=dict)
    _ledger_due: float = 0.0
    _unreached: set[FolderSource] = field(default_factory=set)

    def tick(self) -> list[Wanted]:
        """Look at what is due and start what is wanted; returns what was started."""
        home = load_settings().home
        hub = current_hub(home)
        self._forget_ended()
        looked = {Wanted(s.firm_id, s.machine_id): self._look(s) for s in folder_sources(hub) if self._is_due(s)}
        busy = {subject.firm_id for subject in self._running} | {s.firm_id for s, ready in looked.items() if ready}
        for firm in hub.firms if self._ledger_is_due() else ():
            # Whatever runs by Prefect's account: the ledger says whether a worker that is alive has the firm's lease.
            looked[Wanted(firm.id, reaping=True)] = awaits_reaper(home, firm.id)
            if firm.id not in busy:
                looked[Wanted(firm.id)] = awaits_refresh(home, firm.id)
        return [subject for subject, ready in looked.items() if self._started(subject, ready)]

    def _is_due(self, source: FolderSource) -> bool:
        due = self.clock() >= self._due.get(source, 0.0)
        if due:
            self._due[source] = self.clock() + pause_s(source)
        return due

    def _ledger_is_due(self) -> bool:
        due = self.clock() >= self._ledger_due
        if due:
            self._ledger_due = self.clock() + LEDGER_LOOK_S
        return due

    def _look(self, source: FolderSource) -> bool:
        try:
            ready = poll(open_scope(load_settings().home, source.firm_id), source.machine_id, settle_s=self.settle_s)
        except (TransientError, UsageError, OSError) as error:
            if source not in self._unreached:
                self.say(str(error))
            self._unreached.add(source)
            return False
        self._unreached.discard(source)
        return bool(ready)

    def _started(self, subject: Wanted, ready: bool) -> bool:
        if not ready:
            self._tries.pop(subject, None)
            return False
        tries, last = self._tries.get(subject, (0, 0.0))
        # What is still wanted after a run has failed: wait longer each time.
        if subject in self._running or (tries and self.clock() - last < min(AGAIN_S * 2**tries, GIVEN_UP_S)):
            return False
        self._running[subject] = (self.start(subject), self.clock())
        self._tries[subject] = (tries + 1, self.clock())
        return True

    def _forget_ended(self) -> None:
        """Drop runs that ended. A killed worker leaves its run `Running` for ever: the ledger's lease keeps a second safe."""
        self._running = {
            subject: (run_id, since)
            for subject, (run_id, since) in self._running.items()
            if self.clock() - since < (AGAIN_S if subject.reaping else GIVEN_UP_S) and not self.ended(run_id)
        }
