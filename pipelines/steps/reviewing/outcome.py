"""What an upload changed: figures of its machine before and after, the days that are covered now, one thing found."""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from pipelines.steps.insights import insights
from pipelines.steps.kpis import kpi_rows
from ppuri.core.ledger import Ledger
from ppuri.core.results import KpiRow, Receipt
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import describe

SHOWN = ("run_count", "batch_count", "scrap_ratio", "cycle_time_median", "soak_min_median", "oee")
MOST_FIGURES = 6
DAYS = 35


class Figure(BaseModel):
    """One KPI of one month, before an upload and after it; None where there is no value."""

    model_config = ConfigDict(frozen=True)
    month: str
    kpi: str
    title_ko: str
    title_en: str
    unit: str
    before: float | None
    after: float | None


class Outcome(BaseModel):
    """What an upload changed.

    Attributes:
        figures: KPIs of the machine that moved, newest month first.
        days: Work date -> runs stored, for the weeks up to the newest day.
        finding_ko: What stands out on the machine most, in one sentence; `finding_en` likewise. None where nothing does.
    """

    model_config = ConfigDict(frozen=True)
    figures: tuple[Figure, ...] = ()
    days: tuple[tuple[date, int], ...] = ()
    finding_ko: str | None = None
    finding_en: str | None = None


def remember(scope: Scope, file_id: str, machine_id: str) -> None:
    """Note the figures of a machine as they are before a file is stored.

    Args:
        scope: The firm.
        file_id: The file.
        machine_id: Its machine.
    """
    Ledger(scope.home).set_state(scope.firm_id, _key("before", file_id), _values(_rows(scope, machine_id)))


def conclude(scope: Scope, receipt: Receipt) -> Outcome:
    """Compare with what was noted before, keep the result, and return it.

    Args:
        scope: The firm.
        receipt: Of the stored file, its KPIs computed.
    """
    ledger, machine_id = Ledger(scope.home), receipt.machine_id or ""
    rows = _rows(scope, machine_id)
    before, after = ledger.state(scope.firm_id, _key("before", receipt.file_id)) or {}, _values(rows)
    units = {row.kpi: row.unit for row in rows}
    moved = [name for name in sorted(after, reverse=True) if before.get(name) != after[name]]
    told = next((one for one in insights(scope, machine_id=machine_id) if one.refused_reason is None), None)
    outcome = Outcome(
        figures=tuple(_figure(name, units, before, after) for name in _chosen(moved)),
        days=_days(scope, machine_id),
        finding_ko=told and told.summary_ko,
        finding_en=told and told.summary_en,
    )
    ledger.set_state(scope.firm_id, _key("outcome", receipt.file_id), outcome.model_dump(mode="json"))
    return outcome


def outcome_of(scope: Scope, file_id: str) -> Outcome | None:
    """Return what a file changed; None where nobody asked, or its KPIs are not computed yet."""
    kept = Ledger(scope.home).state(scope.firm_id, _key("outcome", file_id))
    return None if kept is None else Outcome.model_validate(kept)


def _key(word: str, file_id: str) -> str:
    return f"upload-{word}:{file_id}"


def _rows(scope: Scope, machine_id: str) -> list[KpiRow]:
    rows = kpi_rows(scope, machine_id=machine_id, by=["month"], names=SHOWN)
    return [row for row in rows if row.subject is None and row.mode in (None, "tpm")]


def _values(rows: list[KpiRow]) -> dict[str, float]:
    return {f"{row.grain['period']} {row.kpi}": row.value for row in rows if row.value is not None}


def _chosen(moved: list[str]) -> list[str]:
    """Return the names that are shown: of the newest month first, in the order of `SHOWN`."""
    parted = [name.split(" ") for name in moved]
    months = sorted({month for month, _ in parted}, reverse=True)
    ranked = sorted(parted, key=lambda part: (months.index(part[0]), SHOWN.index(part[1])))
    return [" ".join(part) for part in ranked[:MOST_FIGURES]]


def _figure(name: str, units: dict[str, str], before: dict[str, float], after: dict[str, float]) -> Figure:
    month, kpi = name.split(" ")
    page = describe(f"kpi_{kpi}")
    return Figure(
        month=month,
        kpi=kpi,
        title_ko=page["name_ko"],
        title_en=page["name_en"],
        unit=units[kpi],
        before=before.get(name),
        after=after[name],
    )


def _days(scope: Scope, machine_id: str) -> tuple[tuple[date, int], ...]:
    rows = kpi_rows(scope, machine_id=machine_id, by=["day"], names=["run_count"])
    counts = {
        date.fromisoformat(row.grain["work_date"] or ""): int(row.value or 0)
        for row in rows
        if row.grain.get("work_date")
    }
    if not counts:
        return ()
    last = max(counts)
    shown = min((last - min(counts)).days + 1, DAYS)
    wanted = (last - timedelta(days=back) for back in range(shown - 1, -1, -1))
    return tuple((day, counts.get(day, 0)) for day in wanted)
