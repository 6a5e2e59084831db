"""What would change, as people read it in a terminal."""

from typing import TYPE_CHECKING

from ppuri.cli.views import receipt_lines
from ppuri.core.language import text

if TYPE_CHECKING:
    from pipelines.steps.diff import DiffResult

# What a person looks at first; `--json` has every KPI.
FIRST = ("run_count", "produced_count", "good_count", "scrap_count", "quality_ratio", "cycle_time_median", "oee")


def diff_lines(found: "DiffResult") -> list[str]:
    """Say what ingesting would do: per file, in rows, in values, in KPIs."""
    lines = [line for receipt in found.receipts for line in receipt_lines(receipt)]
    lines.append(
        text(
            f"저장하면: 새 행 {found.added:,}개, 바뀌는 행 {found.changed:,}개, 빠지는 행 {found.removed:,}개. 지금은 아무것도 저장하지 않았습니다.",
            f"Ingesting would add {found.added:,} rows, change {found.changed:,} and remove {found.removed:,}. Nothing was written.",
        )
    )
    lines += [
        f"  {cell.machine_id} {cell.at} {cell.column}: {_shown(cell.before)} → {_shown(cell.after)}"
        for cell in found.cells
    ]
    moved = [each for each in found.kpis if each.kpi in FIRST and each.subject is None]
    lines += [
        f"  {each.machine_id} {each.period} {each.kpi}{f' ({each.mode})' if each.mode else ''}: "
        f"{_number(each.before)} → {_number(each.after)}"
        for each in moved
    ]
    if len(moved) < len(found.kpis):
        rest = len(found.kpis) - len(moved)
        lines.append(
            text(f"  그 밖에 지표 값 {rest:,}개가 달라집니다(--json).", f"  {rest:,} more KPI values move (--json).")
        )
    return lines


def _shown(value: str | None) -> str:
    return "—" if value is None else value


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
