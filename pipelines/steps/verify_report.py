"""A delivered report recomputed: whether the document is the one that was delivered, and which digits differ today."""

from dataclasses import dataclass, field
from pathlib import Path

from pipelines.steps.report import rendered, results
from pipelines.steps.report_result import collect
from ppuri.core.errors import UsageError
from ppuri.core.hub import open_scope
from ppuri.core.results import KpiRow
from ppuri.reports.identity import Identity, read_identity
from ppuri.reports.types import ReportResult

_KINDS = {b"%PDF": "pdf", b"PK\x03\x04": "xlsx"}


@dataclass(frozen=True)
class Difference:
    """A KPI that is not what it was.

    Attributes:
        kpi: Which.
        machine_id: Whose; None = the whole firm.
        subject: Of what.
        delivered, now: Its values; None where there is none.
    """

    kpi: str
    machine_id: str | None
    subject: str | None
    delivered: float | None
    now: float | None


@dataclass(frozen=True)
class Verified:
    """What became of a delivered report.

    Attributes:
        identity: What the document says of itself.
        genuine: Whether the document is, byte for byte, what this version makes of the result delivered; None where the result is not kept.
        same: Whether today's data give the same result.
        differences: KPIs that differ.
        versions: Versions then and now, where they differ.
    """

    identity: Identity
    genuine: bool | None
    same: bool
    differences: list[Difference] = field(default_factory=list)
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)


def verify_report(home: Path, file: Path) -> Verified:
    """Recompute a delivered report.

    Args:
        home: Folder of the installation.
        file: A page, PDF, workbook or JSON of a report.

    Raises:
        UsageError: When the file is no report of ours, or its firm or period is not known here.
    """
    content = file.read_bytes()
    told = read_identity(content)
    if told is None:
        raise UsageError(
            f"{file.name}은(는) Ppuri가 만든 보고서가 아닙니다.", f"{file.name} is no report made by Ppuri."
        )
    scope = open_scope(home, told.firm_id)
    kept = results(scope) / f"{told.content_hash}.json"
    delivered = ReportResult.model_validate_json(kept.read_bytes()) if kept.exists() else _own(content)
    now = collect(scope, told.period, told.compare)
    genuine = None if delivered is None else content == rendered(delivered, _kind(content))
    if delivered is None:
        return Verified(told, None, now.content_hash == told.content_hash)
    pairs = {name: (delivered.versions.get(name, "–"), version) for name, version in now.versions.items()}
    return Verified(
        told,
        genuine,
        now.content_hash == told.content_hash,
        _differences(delivered, now),
        {name: both for name, both in pairs.items() if both[0] != both[1]},
    )


def _own(content: bytes) -> ReportResult | None:
    return ReportResult.model_validate_json(content) if _kind(content) == "json" else None


def _kind(content: bytes) -> str:
    return _KINDS.get(content[:4], "json" if content.lstrip()[:1] == b"{" else "html")


def _differences(delivered: ReportResult, now: ReportResult) -> list[Difference]:
    then, today = _values(delivered), _values(now)
    return [
        Difference(kpi, machine_id, subject, then.get(key), today.get(key))
        for key in dict.fromkeys([*then, *today])
        if then.get(key) != today.get(key)
        for kpi, machine_id, subject, _ in (key,)
    ]


def _values(result: ReportResult) -> dict[tuple[str, str | None, str | None, str | None], float | None]:
    def key(row: KpiRow) -> tuple[str, str | None, str | None, str | None]:
        return row.kpi, row.grain.get("machine_id"), row.subject, row.mode

    return {key(row): row.value for row in (*result.kpis, *result.machine_kpis)}
