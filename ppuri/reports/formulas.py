"""KPI formulas in Korean, for readers; the binding text is the description beside each KPI's SQL."""

PQ, GQ, SQ, RQ = "생산", "양품", "불량", "재작업"

FORMULAS = {
    "anomaly_count": "평소와 다르다고 표시한 운전의 수",
    "anomaly_ratio": "평소와 다른 운전 ÷ 견주어 본 운전",
    "batch_count": "배치의 수",
    "cycle_time_median": "사이클타임의 중앙값",
    "cycle_time_p05": "사이클타임을 줄 세워 아래에서 5 % 되는 값",
    "cycle_time_p95": "사이클타임을 줄 세워 아래에서 95 % 되는 값",
    "defect_count": "불량 유형별 불량과 재작업의 합",
    "good_count": f"{GQ} 수량의 합",
    "missing_cycle_count": "같은 날 같은 금형에서 카운터가 건너뛴 수의 합",
    "out_of_limit_ratio": "관리한계 밖 운전 ÷ 견주어 본 운전",
    "produced_count": f"{PQ} 수량의 합",
    "quality_ratio": f"{GQ} ÷ ({GQ} + {SQ} + {RQ})",
    "rework_count": f"{RQ} 수량의 합",
    "rework_ratio": f"{RQ} ÷ ({GQ} + {SQ} + {RQ})",
    "run_count": "시사출을 넣은 모든 운전의 수",
    "scrap_count": f"{SQ} 수량의 합",
    "scrap_ratio": f"{SQ} ÷ ({GQ} + {SQ} + {RQ})",
    "soak_min_median": "가장 찬 존이 설정값 ±10 ℃ 안에 있던 시간의 배치별 중앙값",
    "stop_count": "정지의 수",
    "stop_min": "정지 시간의 합. 사이클 사이로 본 것과 적힌 사유는 더하지 않음",
    "tally_difference_count": "작업일보 생산 − 설비가 센 생산",
    "tally_produced_count": "작업일보 생산의 합",
    "tally_scrap_count": "작업일보 불량의 합",
    "trial_count": "시사출로 표시한 운전의 수",
    "unjudged_count": f"{PQ} − {GQ} − {SQ} − {RQ}",
    "zone_spread_max_c": "유지 중 존 사이 온도 차이의 최댓값",
}


def formula(kpi: str, given: str) -> str:
    """Return the formula of a KPI in Korean, or as given where there is none.

    Args:
        kpi: Name; `_all` marks the twin that includes trial runs.
        given: The binding text.
    """
    known = FORMULAS.get(kpi.removesuffix("_all"))
    if known is None:
        return given
    return f"{known} (시사출 포함)" if kpi.endswith("_all") else known
