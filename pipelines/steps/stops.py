"""`ppuri stops`: stops without a reason and gaps that nothing explains, as a workbook to fill in and hand in again."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter.workbook import Workbook

from pipelines.steps.relations import BETWEEN, fill_marts, mount_facts
from ppuri.core.errors import UsageError
from ppuri.core.hub import MachineRef, current_hub, find_machine, machine_refs
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import read_sql
from ppuri.core.warehouse import open_warehouse

UNANSWERED = "아직 모름"
SHEET, GUIDE = "비가동일지", "안내"
# What the drop-down offers beside what the firm itself wrote before; any other words may be typed.
USUAL = ("설비고장", "금형고장", "금형교체", "자재대기", "작업자부재", "품질확인", "청소", "온도대기", "정전", "무작업")
HEADERS = ("설비", "시작시각", "종료시각", "비가동사유", "앞 금형", "뒤 금형")
_MOST_CHOICES = 60
_GUIDE_LINES = (
    "계획된 시간인데 까닭을 모르는 정지와 공백입니다. 한 행이 한 번입니다.",
    "'비가동사유' 칸을 눌러 목록에서 고르거나, 아는 대로 직접 적어 주세요.",
    f"모르는 행은 '{UNANSWERED}' 그대로 두면 됩니다. 그 시간은 아무것으로도 세지 않습니다.",
    "일부 시간만 멈췄다면 시작시각과 종료시각을 고쳐 주세요. 일한 시간이었다면 그 행을 지워 주세요.",
    "저장한 뒤 이 파일을 그대로 다시 올려 주세요. 잘못 올렸다면 그 파일을 취소하면 처음으로 돌아갑니다.",
)


@dataclass(frozen=True)
class StopGap:
    """Planned time in which nothing was made and nobody said why.

    Attributes:
        machine_id: The machine; `machine_name` is what people call it.
        kind: `stop` where it is proved that the machine stood, else `unknown`.
        started_ts: End of the run before, or of a break, in local time; `ended_ts` where the next run began.
        minutes: Planned minutes in it, breaks left out.
        former_tool_id: Tool of the run before; `tool_id` of the run after.
    """

    machine_id: str
    machine_name: str
    kind: str
    started_ts: datetime
    ended_ts: datetime
    minutes: float
    former_tool_id: str | None
    tool_id: str | None


@dataclass(frozen=True)
class StopWorkbook:
    """What is asked.

    Attributes:
        gaps: One per row of the workbook, by machine and time.
        reasons: What the drop-down offers.
        content: The workbook; None where nothing is asked.
    """

    gaps: list[StopGap]
    reasons: list[str]
    content: bytes | None


def stops(
    scope: Scope, *, machine_id: str | None = None, from_date: date | None = None, to_date: date | None = None
) -> StopWorkbook:
    """Return stops without a reason and unknown time of a firm, each longer than 5 minutes, with their workbook.

    Args:
        scope: The firm.
        machine_id: Only this machine.
        from_date: First local date on which a gap begins.
        to_date: Last such date.

    Raises:
        UsageError: For a machine that is not declared.
    """
    hub = current_hub(scope.home)
    refs = machine_refs(hub, scope.firm_id)
    if machine_id is not None:
        refs = [find_machine(hub, scope.firm_id, machine_id)]
    with open_warehouse(scope) as warehouse:
        fill_marts(warehouse)
        mount_facts(warehouse, scope)
        for name in BETWEEN["mart_machine__time"]:
            warehouse.materialise(name, read_sql(name))
        found = warehouse.query(read_sql("int_stop__unexplained")).to_dicts()
        own = warehouse.query("SELECT DISTINCT reason_code FROM stg_event WHERE event_type = 'stop' ORDER BY ALL")
    machines = {ref.machine.id: ref for ref in refs}
    gaps = [_gap(row, machines[row["machine_id"]]) for row in found if row["machine_id"] in machines]
    asked = [gap for gap in gaps if _within(gap, from_date, to_date)]
    known = [text for text in own["reason_code"].to_list() if text]
    reasons = list(dict.fromkeys([UNANSWERED, *USUAL, *known]))[:_MOST_CHOICES]
    return StopWorkbook(asked, reasons, _write(asked, reasons) if asked else None)


def write_stops(
    scope: Scope,
    out: Path,
    *,
    machine_id: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> StopWorkbook:
    """Write the workbook of `stops`; writes nothing where nothing is asked.

    Raises:
        UsageError: For a machine that is not declared, or a name that does not end in `.xlsx`.
    """
    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out}: 끝을 .xlsx로 적어 주세요.", f"{out}: the name must end in .xlsx")
    made = stops(scope, machine_id=machine_id, from_date=from_date, to_date=to_date)
    if made.content is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = out.with_name(f".{out.name}.tmp")
        fresh.write_bytes(made.content)
        fresh.replace(out)
    return made


def _gap(row: dict[str, Any], ref: MachineRef) -> StopGap:
    zone = ZoneInfo(ref.site.timezone)
    return StopGap(
        machine_id=row["machine_id"],
        machine_name=ref.machine.name,
        kind=row["lost_class"],
        started_ts=row["started_ts"].astimezone(zone),
        ended_ts=row["ended_ts"].astimezone(zone),
        minutes=row["lost_us"] / 60_000_000,
        former_tool_id=row["former_tool_id"],
        tool_id=row["tool_id"],
    )


def _within(gap: StopGap, from_date: date | None, to_date: date | None) -> bool:
    zone = gap.started_ts.tzinfo
    begins = from_date is None or gap.started_ts >= datetime.combine(from_date, time(), zone)
    return begins and (to_date is None or gap.started_ts < datetime.combine(to_date + timedelta(days=1), time(), zone))


def _write(gaps: list[StopGap], reasons: list[str]) -> bytes:
    """Every cell is text, so that none is ever run as a formula and no instant is rounded."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as book:
        base = {"font_name": "맑은 고딕", "font_size": 10, "num_format": "@"}
        cell, asked = book.add_format(base), book.add_format({**base, "bg_color": "#FFF3BF", "border": 1})
        head = book.add_format({**base, "bold": True, "bg_color": "#1F5FA8", "font_color": "#FFFFFF"})
        sheet = book.add_worksheet(SHEET)
        for at, (name, wide) in enumerate(zip(HEADERS, (18, 28, 28, 22, 16, 16), strict=True)):
            sheet.set_column(at, at, wide)
            sheet.write_string(0, at, name, head)
        shape = _shape(gaps)
        for row, gap in enumerate(gaps, start=1):
            texts = (gap.machine_name, gap.started_ts.strftime(shape), gap.ended_ts.strftime(shape), UNANSWERED)
            for at, text in enumerate((*texts, gap.former_tool_id or "", gap.tool_id or "")):
                sheet.write_string(row, at, text, asked if at == len(texts) - 1 else cell)
        rule = {"validate": "list", "source": f"={GUIDE}!$H$1:$H${len(reasons)}", "error_type": "information"}
        sheet.data_validation(1, HEADERS.index("비가동사유"), len(gaps), HEADERS.index("비가동사유"), rule)
        sheet.freeze_panes(1, 0)
        guide = book.add_worksheet(GUIDE)
        guide.set_column(0, 0, 90)
        for row, line in enumerate(_GUIDE_LINES):
            guide.write_string(row, 0, f"{row + 1}. {line}", cell)
        for row, text in enumerate(reasons):
            guide.write_string(row, 7, text, cell)
        guide.set_column(7, 7, None, None, {"hidden": True})
    return target.getvalue()


def _shape(gaps: list[StopGap]) -> str:
    fine = any(stamp.microsecond for gap in gaps for stamp in (gap.started_ts, gap.ended_ts))
    return "%Y-%m-%d %H:%M:%S.%f" if fine else "%Y-%m-%d %H:%M:%S"
