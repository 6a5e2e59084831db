"""The one result of a firm's month: every sentence, card, chart and table of a report comes from here."""

import hashlib
import json
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ppuri.core.results import Assumption, Insight, KpiRow

TimeBasis = Literal["clock", "rebuilt", "order", "mixed"]


class Part(BaseModel):
    """Frozen part of a result; a field that is not declared is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sentence(Part):
    """One sentence of the summary as (text, strong?) pieces."""

    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The sentence without emphasis."""
        return "".join(piece for piece, _ in self.pieces)


class ReportMachine(Part):
    """A machine of the firm and what came from it in the period."""

    machine_id: str
    name: str
    line_name: str | None = None
    process: str
    kind: str | None = None
    run_count: int = 0
    reading_count: int = 0
    from_ts: datetime | None = None
    to_ts: datetime | None = None
    time_basis: TimeBasis | None = None


class Card(Part):
    """One KPI in large type.

    Attributes:
        row: The KPI itself; None where it could not be computed.
        with_trials: The same KPI with trial runs, where there were any.
        before: The same KPI of the period before.
        title: Name on the card.
        basis: What the number rests on, e.g. `16,540개 가운데 181개`.
        absent_reason: Why there is no number.
    """

    row: KpiRow | None
    with_trials: KpiRow | None = None
    before: KpiRow | None = None
    title: str
    basis: str = ""
    absent_reason: str | None = None


class Share(Part):
    """One bar of a Pareto chart; `open` marks what nobody assigned, always drawn last."""

    code: str
    label: str
    value: float
    detail: str = ""
    open: bool = False


class Pareto(Part):
    """Amounts by reason, largest first."""

    subject: str
    unit: str
    bars: tuple[Share, ...]
    total: float
    basis: str = ""


class ControlPoint(Part):
    """One point of a control chart; `rules` names the rules that it completes, `label` a day instead of an instant."""

    order: int
    label: str | None = None
    ts: datetime | None = None
    value: float
    lower: float | None = None
    upper: float | None = None
    rules: tuple[str, ...] = ()


class ControlChart(Part):
    """An individuals chart (`i`) or a chart of shares per day (`p`).

    Attributes:
        subject: What is charted, in words.
        group: Machine, tool or recipe that the limits belong to.
        point_count: Points judged; more than `points` where the drawing keeps extremes only.
        out_count: Points judged outside the limits or completing a rule.
        basis: Where the limits come from.
    """

    kind: Literal["i", "p"]
    subject: str
    group: str
    unit: str
    center: float
    lower: float | None = None
    upper: float | None = None
    points: tuple[ControlPoint, ...]
    point_count: int
    out_count: int
    basis: str = ""


class CapabilityLine(Part):
    """What the values of one characteristic say about its declared limits, in its unit.

    Attributes:
        machine: Name of the machine.
        subject: Characteristic, in words.
        group: Tool and part that the values belong to; empty where neither is known.
        out_count: Values beyond 3 sigma of their own chart.
        cp: On the spread within; None unless the chart is stable. `cpk` likewise, of a one-sided limit its own index.
        pp: On the overall spread; `ppk` likewise.
        cpk_interval: 95 % interval; `ppk_interval` likewise.
        reasons: Why something is missing or only preliminary.
    """

    machine: str
    subject: str
    group: str = ""
    unit: str
    n: int
    mean: float
    lower_spec: float | None = None
    upper_spec: float | None = None
    out_count: int = 0
    cp: float | None = None
    cpk: float | None = None
    cpk_interval: tuple[float, float] | None = None
    pp: float | None = None
    ppk: float | None = None
    ppk_interval: tuple[float, float] | None = None
    reasons: tuple[str, ...] = ()


class Spread(Part):
    """Middle and range of one day: n values, 5th, 50th and 95th percentile."""

    day: date
    n: int
    low: float
    middle: float
    high: float


class Trend(Part):
    """One quantity by day, of one machine."""

    subject: str
    machine: str
    unit: str
    days: tuple[Spread, ...]
    lower_spec: float | None = None
    upper_spec: float | None = None


class HourCell(Part):
    """Runs that ended in one hour of the week: weekday 0 = Monday, hour 0 to 23 of the site's clock."""

    weekday: int
    hour: int
    run_count: int


class HourMap(Part):
    """The week of one machine; an hour without a cell had no run."""

    machine: str
    cells: tuple[HourCell, ...]


class ProfilePoint(Part):
    """One moment of a furnace load, counted from its start."""

    minute: float
    value: float
    setpoint: float | None = None


class ProfileSeries(Part):
    """One furnace load as drawn; `marked` is what the chart is about."""

    batch_id: str
    label: str
    points: tuple[ProfilePoint, ...]
    marked: bool = False


class Profile(Part):
    """Loads of one furnace over elapsed minutes, against their setpoint."""

    machine: str
    channel: str
    unit: str
    band: float
    series: tuple[ProfileSeries, ...]


class Batch(Part):
    """One furnace load, temperatures in degC.

    Attributes:
        setpoint: Highest setpoint.
        soak_min: Minutes during which the coldest zone was in the band.
        lost_min: Minutes out of the band between first entry and last exit.
        overshoot: Most that the hottest zone was above its setpoint while soaking.
        spread: Largest difference between zones while soaking.
        outside: Whether it left its band.
    """

    batch_id: str
    machine_id: str
    machine: str
    label: str
    recipe: str | None = None
    started_ts: datetime | None = None
    ended_ts: datetime | None = None
    setpoint: float | None = None
    soak_min: float | None = None
    lost_min: float | None = None
    overshoot: float | None = None
    spread: float | None = None
    outside: bool = False


class TallyLine(Part):
    """What people wrote beside what the machine counted."""

    work_date: date | None = None
    machine: str
    measure: str
    written: float
    counted: float | None
    unit: str = "count"


class Comparison(Part):
    """What became of one KPI between two periods.

    Attributes:
        before, after: The KPI of each period.
        difference: After less before over shifts, of parts that both periods made.
        interval: Its 95 % interval; None where nothing can be said.
        p_value: Corrected for the number of KPIs compared (Holm).
        units: Shifts before and after; `effective` what they are worth where neighbours resemble each other.
        phi: How much they do.
        least: Smallest difference that counts.
        unmatched: Parts that only one period made.
        refused: Why nothing can be said.
    """

    kpi: str
    before: KpiRow
    after: KpiRow
    difference: float
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    units: tuple[int, int]
    effective: tuple[float, float]
    phi: float
    least: float
    unmatched: tuple[str, ...] = ()
    verdict: Literal["better", "worse", "same", "undecided"]
    refused: str | None = None


class Comparisons(Part):
    """Two periods compared; `event` is the day that parts them, where they are parts of one month."""

    before: tuple[date, date]
    after: tuple[date, date]
    event: date | None = None
    items: tuple[Comparison, ...] = ()


class Action(Part):
    """One thing to do: what, on which evidence, and how to see that it helped."""

    title: str
    evidence: str
    action: str
    check: str


class CoverageDay(Part):
    """One day of one machine: rows and the share of its 24 hours in which something was recorded."""

    day: date
    row_count: int
    ratio: float


class Coverage(Part):
    """The days of one machine or source."""

    label: str
    ratio: float | None
    days: tuple[CoverageDay, ...]


class Excluded(Part):
    """Rows kept apart, by reason."""

    code: str
    column: str | None = None
    reason: str
    row_count: int
    example: str | None = None


class SourceAssumption(Part):
    """An assumption and the files that it was taken for."""

    assumption: Assumption
    files: tuple[str, ...]


class SourceFile(Part):
    """One file behind the report."""

    file_id: str
    name: str
    sha256: str
    machine: str | None = None
    rows_in: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicate: int = 0
    from_ts: datetime | None = None
    to_ts: datetime | None = None


class Quality(Part):
    """What the numbers rest on."""

    coverage_ratio: float | None = None
    coverage: tuple[Coverage, ...] = ()
    quarantined_count: int = 0
    excluded: tuple[Excluded, ...] = ()
    cells_nulled: int = 0
    assumptions: tuple[SourceAssumption, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


class Definition(Part):
    """How a KPI is computed; `sql` is the query that gave the value."""

    kpi: str
    title: str
    formula: str
    unit: str
    source: str = ""
    version: str
    sql: str = ""


class ReportResult(Part):
    """Everything one report says; the same inputs and versions give the same `content_hash`."""

    firm_id: str
    firm_name: str
    period: str
    from_date: date | None
    to_date: date | None
    timezone: str = "Asia/Seoul"
    time_basis: TimeBasis
    as_of: datetime
    machines: tuple[ReportMachine, ...]
    headline: tuple[Sentence, ...] = ()
    cards: tuple[Card, ...] = ()
    kpis: tuple[KpiRow, ...] = ()
    machine_kpis: tuple[KpiRow, ...] = ()
    losses: Pareto | None = None
    stops: Pareto | None = None
    defects: Pareto | None = None
    charts: tuple[ControlChart, ...] = ()
    capabilities: tuple[CapabilityLine, ...] = ()
    profiles: tuple[Profile, ...] = ()
    batches: tuple[Batch, ...] = ()
    trends: tuple[Trend, ...] = ()
    cycle_times: tuple[Trend, ...] = ()
    hours: tuple[HourMap, ...] = ()
    insights: tuple[Insight, ...] = ()
    labels: dict[str, str] = {}
    tallies: tuple[TallyLine, ...] = ()
    comparison: Comparisons | None = None
    actions: tuple[Action, ...] = ()
    quality: Quality = Quality()
    definitions: tuple[Definition, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    versions: dict[str, str] = {}
    notes: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON without the instants at which it was computed."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """JSON with sorted keys, without `as_of` at any depth."""
        bare = _without(self.model_dump(mode="json"), "as_of")
        return json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _without(value: object, name: str) -> object:
    """Return nested JSON without the members called `name`."""
    if isinstance(value, dict):
        return {key: _without(inner, name) for key, inner in value.items() if key != name}
    if isinstance(value, list):
        return [_without(inner, name) for inner in value]
    return value
