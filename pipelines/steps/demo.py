"""The demo without Prefect: three simulated firms declared, and afterwards what was found beside what was planted."""

from importlib import import_module
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from pydantic import BaseModel

from pipelines.steps.receipts import receipts
from pipelines.steps.sources import SETTLE_S, folder_sources, poll
from ppuri.core.errors import UsageError
from ppuri.core.hub import apply_hub, current_hub, open_scope
from ppuri.core.results import Insight, KpiRow, Receipt

if TYPE_CHECKING:
    from sample_data import Match

SEED = 7
FIRMS = {"casting": "demo-casting", "heat_treatment": "demo-heat", "molding": "demo-molding"}


class Planted(BaseModel):
    """One planted fault and what speaks for it; without evidence it was missed."""

    fault_id: str
    kind: str
    machine_id: str
    how_found: str
    text: str
    found: bool
    evidence: list[str]


class DemoFirm(BaseModel):
    """One simulated firm from its exports to its report.

    Attributes:
        receipts: One per export.
        kpis: KPIs per machine over the whole range, all names.
        insights: What was found, the strongest first.
        report: The page of its month.
        planted: Every planted fault, found or missed.
        false: Insights that no planted fault explains.
    """

    firm_id: str
    name: str
    process: str
    receipts: list[Receipt]
    kpis: list[KpiRow]
    insights: list[Insight]
    report: Path | None
    planted: list[Planted]
    false: list[Insight]


class DemoResult(BaseModel):
    """What the demo made.

    Attributes:
        home: Folder of the installation.
        firms: The three firms.
        planted_count: Planted faults of all firms.
        found_count: Those of them that a KPI, a finding or an insight tells of.
        false_count: Insights that no planted fault explains.
        seconds: Part of the demo -> how long it took.
    """

    home: Path
    firms: list[DemoFirm]
    planted_count: int
    found_count: int
    false_count: int
    seconds: dict[str, float]


def demo_result(home: Path, firms: list[DemoFirm], seconds: dict[str, float]) -> DemoResult:
    """Put the firms together and count what was planted, found and false."""
    planted = [fault for firm in firms for fault in firm.planted]
    return DemoResult(
        home=home,
        firms=firms,
        planted_count=len(planted),
        found_count=sum(fault.found for fault in planted),
        false_count=sum(len(firm.false) for firm in firms),
        seconds=seconds,
    )


def simulate(home: Path) -> None:
    """Write the exports of the three firms below `demo/`, declare the firms, and look at their folders once.

    The same bytes every time, so a second demo in the same place stores nothing twice.

    Args:
        home: Folder of the installation.

    Raises:
        UsageError: When other firms are declared there.
    """
    from sample_data import DEMO_SIZES, make, merged_hub

    refuse_foreign(home)
    folders = [folder_of(home, process) for process in DEMO_SIZES]
    for folder, (process, (days, machines)) in zip(folders, DEMO_SIZES.items(), strict=True):
        make(process, days=days, machines=machines, seed=SEED, out=folder)
    declared = home / "demo" / "hub.toml"
    declared.write_text(merged_hub(folders), encoding="utf-8")
    apply_hub(home, declared, yes=True)
    for firm_id, machine_id in machines_of(home):
        poll(open_scope(home, firm_id), machine_id)
    # The second look that proves the files complete follows when the flows begin.
    sleep(SETTLE_S)


def load() -> None:
    """Import what the demo will need: seconds of work that fit into the time in which Prefect's server starts."""
    for step in ("ingest", "refresh", "learn", "report", "insights", "kpis"):
        import_module(f"pipelines.steps.{step}")


def refuse_foreign(home: Path) -> None:
    """Raise where the installation declares other firms: the demo's hub file would take their place.

    Raises:
        UsageError: Names the way out.
    """
    foreign = {firm.id for firm in current_hub(home).firms} - set(FIRMS.values())
    if foreign:
        raise UsageError(
            f"{home}에는 이미 기업이 등록되어 있습니다({', '.join(sorted(foreign))}). "
            "PPURI_HOME을 빈 폴더로 정하고 다시 실행해 주세요.",
            f"{home} already declares firms ({', '.join(sorted(foreign))}). Set PPURI_HOME to an empty folder and try again.",
        )


def folder_of(home: Path, process: str) -> Path:
    """Return the folder of the simulated firm of one process."""
    return home / "demo" / process


def machines_of(home: Path) -> list[tuple[str, str]]:
    """Return (firm id, machine id) of every machine with a folder, in the hub's order."""
    return list(dict.fromkeys((source.firm_id, source.machine_id) for source in folder_sources(current_hub(home))))


def firm_result(home: Path, process: str, report: Path | None) -> DemoFirm:
    """Collect one firm's receipts, KPIs and insights, and compare them with what was planted.

    Args:
        home: Folder of the installation.
        process: Process of the simulated firm.
        report: The page of its month, where one was written.
    """
    from pipelines.steps.insights import insights
    from pipelines.steps.kpis import kpi_rows
    from sample_data import compare, read_truth

    scope = open_scope(home, FIRMS[process])
    name = next(firm.name for firm in current_hub(home).firms if firm.id == scope.firm_id)
    stored = receipts(scope)
    grains = (["machine"], ["machine", "tool"], ["machine", "part"], ["machine", "day"])
    kpis = {grain[-1]: kpi_rows(scope, by=grain) for grain in grains}
    found = insights(scope)
    compared = compare(
        read_truth(folder_of(home, process)),
        receipts=[receipt.model_dump(mode="json") for receipt in stored],
        kpis=[row.flat() for rows in kpis.values() for row in rows],
        insights=[insight.model_dump(mode="json") for insight in found],
    )
    false_ids = {insight["insight_id"] for insight in compared.false}
    return DemoFirm(
        firm_id=scope.firm_id,
        name=name,
        process=process,
        receipts=stored,
        kpis=kpis["machine"],
        insights=found,
        report=report,
        planted=[_planted(match) for match in compared.planted],
        false=[insight for insight in found if insight.insight_id in false_ids],
    )


def _planted(match: "Match") -> Planted:
    fault = match.fault
    return Planted(
        fault_id=fault["id"],
        kind=fault["kind"],
        machine_id=fault["machine_id"],
        how_found=fault["how_found"],
        text=str(fault["detail"].get("text", fault["kind"])),
        found=match.found,
        evidence=list(match.evidence),
    )
