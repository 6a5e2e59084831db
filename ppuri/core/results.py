"""Shapes that programs outside rely on: receipts, KPI rows, insights. Fields are only ever added."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from ppuri.core.findings import Finding
from ppuri.core.review import Review

FileStatus = Literal["committed", "held", "rejected", "duplicate", "undone"]


class Assumption(BaseModel):
    """What evidence decided and a person may change with one command.

    Attributes:
        key: Stable name, e.g. `unit:cast_pressure`, `label:passorfail`, `trial:tryshot_signal`, `time:date_order`.
        value: The value taken.
        choices: Other values that may be given.
        text_ko: One sentence that says what was assumed and on what evidence; `text_en` likewise.
    """

    model_config = ConfigDict(frozen=True)
    key: str
    value: str
    choices: tuple[str, ...] = ()
    text_ko: str
    text_en: str


class Hold(BaseModel):
    """A question that must be answered before a file can be stored.

    Attributes:
        key: What `ppuri answer FILE_ID KEY=VALUE` names.
        choices: Values that may be given; empty means free text.
        question_ko: The question; `question_en` likewise.
        preview: A few example texts, and what each choice would make of them.
    """

    model_config = ConfigDict(frozen=True)
    key: str
    choices: tuple[str, ...] = ()
    question_ko: str
    question_en: str
    preview: tuple[str, ...] = ()


class TableReceipt(BaseModel):
    """Counts of one table of a file; rows_in = accepted + quarantined + duplicate."""

    table_no: int
    name: str | None = None
    dataset: str | None = None
    rows_in: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicate: int = 0
    changed: int = 0
    cells_nulled: int = 0
    columns: dict[str, str] = {}
    unmapped: list[str] = []


class Receipt(BaseModel):
    """What became of one file.

    Attributes:
        review: What storing it would do, while a person is to look at it first.
    """

    file_id: str
    sha256: str
    file_name: str
    firm_id: str
    machine_id: str | None = None
    status: FileStatus
    rows_in: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicate: int = 0
    changed: int = 0
    from_ts: datetime | None = None
    to_ts: datetime | None = None
    tables: list[TableReceipt] = []
    assumptions: list[Assumption] = []
    findings: list[Finding] = []
    holds: list[Hold] = []
    container_sha256: str | None = None
    received_ts: datetime | None = None
    review: Review | None = None


class KpiRow(BaseModel):
    """One KPI at one grain, with its grounds. `grain` holds the columns asked for, flattened in JSON."""

    grain: dict[str, str | None] = {}
    kpi: str
    subject: str | None = None
    mode: str | None = None
    value: float | None
    unit: str
    direction: Literal["higher", "lower", "none"]
    numerator: float | None = None
    denominator: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    n: int
    coverage: float | None = None
    grade: str | None = None
    reasons: list[str] = []
    provisional: bool = False
    revision: int = 1
    formula_version: str
    as_of: datetime

    def flat(self) -> dict[str, Any]:
        """The row as one flat object: grain columns first."""
        row = self.model_dump(mode="json")
        return {**row.pop("grain"), **row}


InsightKind = Literal["anomaly", "drift", "risk", "window"]


class Contribution(BaseModel):
    """How much one channel speaks for an insight."""

    channel: str
    value: float | None = None
    baseline: float | None = None
    score: float


class Insight(BaseModel):
    """What a model or rule found, with its evidence; `insight_id` is a hash of what it is about."""

    insight_id: str
    kind: InsightKind
    machine_id: str
    tool_id: str | None = None
    from_ts: datetime
    to_ts: datetime
    summary_ko: str
    summary_en: str
    baseline: dict[str, Any] = {}
    contributions: list[Contribution] = []
    cause_code: str | None = None
    action_code: str | None = None
    window: dict[str, Any] = {}
    interval: tuple[float, float] | None = None
    support_n: int
    p_value: float | None = None
    budget: dict[str, Any] = {}
    status: Literal["open", "confirmed", "dismissed"] = "open"
    refused_reason: str | None = None
    model_version: str
    as_of: datetime


__all__ = [
    "Assumption",
    "Contribution",
    "FileStatus",
    "Hold",
    "Insight",
    "InsightKind",
    "KpiRow",
    "Receipt",
    "TableReceipt",
]
