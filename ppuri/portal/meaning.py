"""What a stored column means, in a clerk's words."""

import re

from connectors.dictionary import entry

OWN = {
    "ts": "측정 시각",
    "ended_ts": "끝난 시각",
    "started_ts": "시작 시각",
    "inspected_ts": "검사 시각",
    "run_ts": "작업 시각",
    "work_date": "작업일",
    "cycle_counter": "생산 번호",
    "order_no": "순서",
    "cavity_id": "캐비티",
    "serial_id": "제품 번호",
    "tool_id": "금형",
    "part_id": "품목",
    "lot_id": "로트",
    "load_id": "장입 번호",
    "job_id": "작업 지시",
    "material_id": "재료",
    "recipe_id": "작업 조건",
    "run_state": "가동 상태",
    "result": "양불 판정",
    "defect_code": "불량 유형",
    "reason_code": "사유",
    "event_type": "구분",
    "duration_us": "걸린 시간",
    "is_trial": "시험 생산",
    "piece_count": "수량",
    "shift": "근무조",
    "test": "검사 항목",
    "quantity": "수량",
    "produced_count": "생산 수량",
    "good_count": "양품 수량",
    "scrap_count": "불량 수량",
    "rework_count": "재작업 수량",
    "planned_count": "계획 수량",
    "stop_min": "정지 시간(분)",
    "run_min": "가동 시간(분)",
}
STATISTICS = {"avg": "평균", "sd": "표준편차", "min": "최소", "max": "최대"}
UNKNOWN = "적힌 대로 보관 (뜻 확인 전)"


def meaning(column: str, process: str, kind: str | None) -> str:
    """Return what a stored column means in Korean.

    Args:
        column: Name in the lake, e.g. `die_temp_2_c_avg`.
        process: Process of the machine's line.
        kind: Kind of the line, where one is declared.
    """
    if column in OWN:
        return OWN[column]
    if column.startswith(("x_", "xt_")):
        return UNKNOWN
    base, _, statistic = column.rpartition("_")
    if statistic not in STATISTICS:
        base, statistic = column, ""
    channel = entry(base, process, kind)
    korean = next((header for header in channel.headers if re.search("[가-힣]", header)), None) if channel else None
    if korean is None:
        return UNKNOWN if channel is None else column
    number = re.search(r"_z?(\d+)(?=_|$)", base)
    named = korean.replace("{n}", number[1] if number else "")
    parts = (named, number and number[1] if named == korean else None, STATISTICS.get(statistic))
    return " ".join(part for part in parts if part)
