"""The board of whoever runs the installation: what came, what is late, what waits, how much disk is left."""

import shutil
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from ppuri.core.clock import now
from ppuri.core.hub import Firm, Machine
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.alarms import alarms
from ppuri.core.ledger.overview import LastFiles, last_files, received_since
from ppuri.portal.records import Records
from ppuri.portal.render import show

STRIP = 14
LATE = timedelta(days=1)
MARKS = {
    "committed": ("●", "저장"),
    "held": ("▲", "확인 필요"),
    "rejected": ("✕", "받지 못함"),
    "received": ("…", "읽는 중"),
    "undone": ("↩", "되돌림"),
}
router = APIRouter()


@router.get("/ops")
def board(request: Request) -> Response:
    """Every machine with its last files; two queries, however many firms there are."""
    records = Records(request.app.state.home)
    ledger, firms = Ledger(records.home), records.firms()
    known = last_files(ledger, STRIP)
    rows = [
        _machine(firm, machine, known.get((firm.id, machine.id), LastFiles()))
        for firm in firms
        for site in firm.sites
        for line in site.lines
        for machine in line.machines
    ]
    names = {firm.id: firm.name for firm in firms}
    disk = shutil.disk_usage(records.home)
    return show(
        request,
        "board.html",
        "board",
        rows=rows,
        alarms=[(names.get(alarm.firm_id, alarm.firm_id), alarm.text_ko) for alarm in alarms(ledger)],
        files=received_since(ledger, now() - timedelta(days=1)),
        late=sum(row["late"] for row in rows),
        asked=sum(row["asked"] for row in rows),
        disk_ratio=1 - disk.free / disk.total,
        disk_free=disk.free / 1e9,
        firm_count=len(firms),
    )


def _machine(firm: Firm, machine: Machine, files: LastFiles) -> dict[str, Any]:
    source = machine.sources[0] if machine.sources else None
    late = _late(files.last_ts, source.every_s if source else None)
    return {
        "firm": firm,
        "machine": machine,
        "way": "공유폴더" if source else "웹 올리기",
        "every": _interval(source.every_s) if source else "–",
        "strip": [MARKS[status] for status in files.statuses],
        "last_ts": files.last_ts,
        "newest_id": files.newest_id,
        "accepted": files.accepted,
        "quarantined": files.quarantined,
        "asked": files.held_count,
        "late": late,
        "state": _state(files, late),
    }


def _interval(seconds: int) -> str:
    """Return an interval in the largest unit that divides it."""
    size, word = next((size, word) for size, word in ((3600, "시간"), (60, "분"), (1, "초")) if seconds % size == 0)
    return f"{seconds // size}{word}"


def _late(last: datetime | None, every_s: int | None) -> bool:
    """Whether a folder that is looked at regularly has brought nothing for more than a day beyond its interval."""
    return every_s is not None and last is not None and now() - last > LATE + timedelta(seconds=every_s)


def _state(files: LastFiles, late: bool) -> tuple[str, str]:
    if not files.statuses:
        return "", "첫 파일 대기"
    if files.statuses[-1] == "rejected":
        return "rejected", "✕ 받지 못함"
    if files.held_count:
        return "held", f"▲ 질문 {files.held_count}개"
    return ("held", "▲ 늦음") if late else ("committed", "● 정상")
