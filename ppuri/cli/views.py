"""Receipts, findings, KPIs and insights as people read them in a terminal."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.table import Table as Grid
from rich.text import Text

from ppuri.core.assumed import assumed_lines
from ppuri.core.language import text
from ppuri.core.results import Insight, Receipt
from ppuri.core.settings import load_settings

if TYPE_CHECKING:
    from pipelines.steps.trace import TraceResult
    from ppuri.core.findings import Finding

MARKS = {"committed": "●", "held": "▲", "rejected": "✕", "duplicate": "=", "undone": "↩"}
STATUS = {
    "committed": ("저장", "stored"),
    "held": ("확인 필요", "held"),
    "rejected": ("받지 못함", "rejected"),
    "duplicate": ("이미 있음", "already here"),
    "undone": ("되돌림", "undone"),
}
SEVERITY = {"error": "✕", "warning": "▲", "notice": "·"}


def local(instant: datetime) -> datetime:
    """Return an instant in the zone that people here read."""
    return instant.astimezone(ZoneInfo(load_settings().timezone))


def receipt_lines(receipt: Receipt) -> list[str]:
    """Say in sentences what became of one file."""
    ko, en = STATUS[receipt.status]
    lines = [f"{MARKS[receipt.status]} {receipt.file_name} [{receipt.file_id[:8]}] {text(ko, en)}"]
    if receipt.status == "committed":
        lines.append("  " + stored_sentence(receipt))
        if receipt.from_ts and receipt.to_ts:
            lines.append(f"  {local(receipt.from_ts):%Y-%m-%d %H:%M} ~ {local(receipt.to_ts):%Y-%m-%d %H:%M}")
    if receipt.status == "duplicate":
        lines.append(
            "  "
            + text(
                "같은 파일을 이미 받았습니다. 바뀐 것이 없습니다.", "The same file is already here; nothing changed."
            )
        )
    if receipt.status == "undone":
        lines.append(
            "  "
            + text(
                "이 파일의 행을 모두 뺐습니다. 원본은 보관하고 있으며, 같은 파일을 다시 올리면 다시 저장됩니다.",
                "The rows of this file are out. The original is kept; handing the same file in again stores it again.",
            )
        )
    for hold in receipt.holds:
        choices = f" ({' | '.join(hold.choices)})" if hold.choices else ""
        lines.append(f"  ? {text(hold.question_ko, hold.question_en)}{choices}")
        lines.extend(f"      {example}" for example in hold.preview)
        lines.append(f"    → ppuri answer {receipt.file_id} {hold.key}=…")
    lines.extend(
        "  " + text("가정: ", "Assumed: ") + text(a.text_ko, a.text_en) for a in assumed_lines(receipt.assumptions)
    )
    lines.extend("  " + line for line in finding_lines(receipt.findings))
    return lines


def stored_sentence(receipt: Receipt) -> str:
    """Say how many rows were stored, set apart or repeated."""
    cells = sum(table.cells_nulled for table in receipt.tables)
    ko = f"{receipt.rows_in:,}행 중 {receipt.accepted:,}행을 저장했습니다."
    en = f"{receipt.accepted:,} of {receipt.rows_in:,} rows stored."
    if receipt.duplicate:
        ko += f" {receipt.duplicate:,}행은 이미 있던 것과 같습니다."
        en += f" {receipt.duplicate:,} rows repeat what was there."
    if receipt.quarantined:
        ko += f" {receipt.quarantined:,}행은 따로 보관했습니다."
        en += f" {receipt.quarantined:,} rows were set apart."
    if cells:
        ko += f" 읽을 수 없는 {cells:,}칸은 빈칸으로 두었습니다."
        en += f" {cells:,} unusable cells were left empty."
    return text(ko, en)


def finding_lines(findings: Iterable["Finding"]) -> list[str]:
    """One line per finding: mark, code, place, reason and fix."""
    lines = []
    for found in findings:
        place = " ".join(
            part
            for part in (
                found.column and f"[{found.column}]",
                found.row and text(f"{found.row}행", f"row {found.row}"),
                found.count > 1 and text(f"외 {found.count - 1:,}건", f"and {found.count - 1:,} more"),
            )
            if part
        )
        lines.append(f"{SEVERITY[found.severity]} {found.code} {place}: {found.message}")
    return lines


def insight_grid(insights: Iterable[Insight]) -> Grid:
    """Insights as a table: kind, machine, when, what."""
    grid = Grid(title=text("분석", "Insights"), title_justify="left")
    for head in (text("종류", "kind"), text("설비", "machine"), text("시작", "from"), text("내용", "what")):
        grid.add_column(head)
    for insight in insights:
        said = text(insight.summary_ko, insight.summary_en)
        grid.add_row(
            insight.kind, insight.machine_id, f"{local(insight.from_ts):%m-%d %H:%M}", Text(said, overflow="fold")
        )
    return grid


def trace_lines(found: "TraceResult") -> list[str]:
    """Say which files and rows are behind a KPI value."""
    parts = f"{_amount(found.numerator)} / {_amount(found.denominator)}"
    lines = [
        text(
            f"{found.kpi}: {found.row_count:,}행, 분자 / 분모 = {parts}",
            f"{found.kpi}: {found.row_count:,} rows, numerator / denominator = {parts}",
        )
    ]
    for file in found.files:
        rows = text(f"{file.row_count:,}행", f"{file.row_count:,} rows")
        lines.append(
            f"  {file.file_id[:8]} {file.file_name}: {rows}, {_amount(file.numerator)} / {_amount(file.denominator)}"
        )
    for row in found.rows:
        place = text(f"표 {row.table_no}, {row.row_no}행", f"table {row.table_no}, row {row.row_no}")
        lines.append(f"    {row.file_id[:8]} {place}: {_amount(row.numerator)} / {_amount(row.denominator)}")
    return lines


def _amount(value: float | None) -> str:
    return "-" if value is None else f"{value:,.10g}"
