"""What one simulated firm hands over: files, planted faults, true totals."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sample_data.noise import Floats

HowFound = Literal["kpi", "finding", "insight"]


@dataclass(frozen=True)
class Plan:
    """Size of a simulation.

    Attributes:
        seed: Seed of every random stream.
        machines: Number of machines.
        hours: Simulated hours from 08:00 of the first day.
        chunk_h: Hours that one export file covers.
        interval_s: Seconds between two readings of a recorder.
    """

    seed: int
    machines: int
    hours: float
    chunk_h: float = 168.0
    interval_s: int = 10

    @property
    def end_s(self) -> float:
        """Last second of the period."""
        return (8.0 + self.hours) * 3600.0

    def chunks(self, when: Floats) -> list[tuple[float, float]]:
        """Return the (from, to) seconds of each export file: spans of `chunk_h` in which any of the instants lies."""
        step = self.chunk_h * 3600.0
        edges = [8.0 * 3600.0 + n * step for n in range(int(-(-self.hours // self.chunk_h)))]
        spans = [(start, min(start + step, self.end_s)) for start in edges]
        return [(start, end) for start, end in spans if ((when >= start) & (when < end)).any()]

    def part(self, start: float) -> str:
        """Return the suffix that tells several files of one day apart, from the second at which the file starts."""
        return f"_{round((start / 3600.0 - 8.0) / self.chunk_h) + 1}" if self.chunk_h < 24.0 else ""


@dataclass(frozen=True)
class Fault:
    """One planted fault and how it can be found.

    Attributes:
        id: Unique in the firm.
        process: casting, heat_treatment or molding.
        kind: What it is, e.g. `tc_drift`.
        machine_id: Where.
        from_ts: First instant, UTC.
        to_ts: Last instant, UTC.
        how_found: `kpi` (a value says it), `finding` (a receipt says it) or `insight`.
        tool_id: Die or mold concerned.
        channel: Channel that shows it first.
        detail: Further facts, as `comparison` reads them: `channels`, `features` (of a batch); `kpis`, `subject`,
            `expected`, `tolerance`; `grain`, `values`; `receipt`, `column`, `count`, `file_name`; `text` for people.
    """

    id: str
    process: str
    kind: str
    machine_id: str
    from_ts: str
    to_ts: str
    how_found: HowFound
    tool_id: str | None = None
    channel: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ExportFile:
    """One file as the firm's machine or clerk wrote it.

    Attributes:
        machine_id: Machine it is handed in for.
        name: File name.
        content: Bytes.
        dataset: Dataset of the lake that its rows belong to.
        records: Data records, counting one that is cut.
        cut: Records that are cut off in the middle.
        sentinels: Cells that hold a sentinel, per header.
        arrives_ts: Instant at which the firm would hand it in, UTC.
    """

    machine_id: str
    name: str
    content: bytes
    dataset: str
    records: int
    arrives_ts: str
    cut: int = 0
    sentinels: dict[str, int] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """Everything but the bytes."""
        return {key: value for key, value in asdict(self).items() if key != "content"}


@dataclass(frozen=True)
class Bundle:
    """Everything of one machine or firm; bundles add up."""

    files: tuple[ExportFile, ...] = ()
    faults: tuple[Fault, ...] = ()
    totals: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __add__(self, other: "Bundle") -> "Bundle":
        return Bundle(self.files + other.files, self.faults + other.faults, {**self.totals, **other.totals})
