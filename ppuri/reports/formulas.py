"""KPI formulas in Korean, for readers; the binding text is the description beside each KPI's SQL."""

PQ, GQ, SQ, RQ = "생산", "양품", "불량", "재작업"

FORMULAS = {
    "allocation_efficiency": "작업시간(가동 + 정지) ÷ 부하시간",
    "anomaly_count": "평소와 다르다고 표시한 운전의 수",
    "anomaly_ratio": "평소와 다른 운전 ÷ 견주어 본 운전",
    "availability": "가동시간 ÷ 부하시간. TPM은 순간정지를 가동시간에 넣음",
    "batch_count": "배치의 수",
    "biscuit_sd": "같은 설비, 금형, 품번 안에서 비스킷 두께의 표준편차",
    "changeover_count": "금형이나 품번이 바뀐 횟수",
    "cushion_sd": "같은 설비, 금형, 품번 안에서 쿠션의 표준편차",
    "cycle_time_median": "사이클타임의 중앙값",
    "cycle_time_p05": "사이클타임을 줄 세워 아래에서 5 % 되는 값",
    "cycle_time_p95": "사이클타임을 줄 세워 아래에서 95 % 되는 값",
    "defect_count": "불량 유형별 불량과 재작업의 합",
    "dosing_overrun_ratio": "계량이 냉각보다 늦게 끝난 쇼트 ÷ 두 시간이 모두 있는 쇼트",
    "fill_time_median": "충전시간의 중앙값",
    "gate_velocity_median": "고속속도 × 플런저 단면적 ÷ 게이트 단면적의 중앙값",
    "good_count": f"{GQ} 수량의 합",
    "intensification_median": "증압 뒤 용탕 압력의 중앙값",
    "longest_gap_min": "한 설비의 이웃한 두 운전 사이가 가장 먼 시간",
    "loss_min": "부하시간 = 준비교체 + 고장 + 정지 + 순간정지 + 속도 + 불량 + 알 수 없음 + 쓸모 있는 시간",
    "missing_cycle_count": "같은 날 같은 금형에서 카운터가 건너뛴 수의 합",
    "mtbf": "(가동시간 + 준비교체시간) ÷ 정지 횟수",
    "mttr": "정지 시간 ÷ 정지 횟수",
    "nee": "(가동시간 + 준비교체시간) ÷ 부하시간 × 성능가동률 × 양품률",
    "oee": "시간가동률 × 성능가동률 × 양품률",
    "out_of_limit_ratio": "관리한계 밖 운전 ÷ 견주어 본 운전",
    "overshoot_max_c": "가운데 존이 범위에 든 뒤 가장 뜨거운 존이 설정값을 넘은 최댓값",
    "overtime_min": "휴식, 쉬는 날, 교대 밖에서 한 사이클의 시간",
    "performance": f"기준 사이클 × {PQ} ÷ 가동시간. TPM은 순간정지를 가동시간에 넣음",
    "planned_busy_min": "여는 날의 교대 + 연장 − 휴식 − 보전",
    "production_min": "시사출을 뺀 사이클의 시간 합",
    "produced_count": f"{PQ} 수량의 합",
    "quality_ratio": f"{GQ} ÷ ({GQ} + {SQ} + {RQ})",
    "quality_ratio_high": f"({PQ} − {SQ} − {RQ}) ÷ {PQ}. 판정하지 않은 것이 모두 양품일 때",
    "quality_ratio_low": f"{GQ} ÷ {PQ}. 판정하지 않은 것이 모두 불량일 때",
    "quench_delay_s_max": "문이 열려 마지막 제품이 잠길 때까지 시간의 최댓값",
    "rework_count": f"{RQ} 수량의 합",
    "rework_ratio": f"{RQ} ÷ ({GQ} + {SQ} + {RQ})",
    "run_count": "시사출을 넣은 모든 운전의 수",
    "runs_per_hour": "3600 ÷ 사이클 간격의 평균",
    "scrap_count": f"{SQ} 수량의 합",
    "scrap_ratio": f"{SQ} ÷ ({GQ} + {SQ} + {RQ})",
    "setup_ratio": "준비교체시간 ÷ (가동시간 + 준비교체시간)",
    "soak_lost_min": "유지 처음과 끝 사이에 가장 찬 존이 범위를 벗어난 시간의 합",
    "soak_min_median": "가장 찬 존이 설정값 ±10 ℃ 안에 있던 시간의 배치별 중앙값",
    "stop_count": "정지의 수",
    "stop_min": "정지 시간의 합. 사이클 사이로 본 것과 적힌 사유는 더하지 않음",
    "tally_difference_count": "작업일보 생산 − 설비가 센 생산",
    "tally_produced_count": "작업일보 생산의 합",
    "tally_scrap_count": "작업일보 불량의 합",
    "technical_efficiency": "가동시간 ÷ (가동시간 + 정지 시간)",
    "trial_count": "시사출로 표시한 운전의 수",
    "unjudged_count": f"{PQ} − {GQ} − {SQ} − {RQ}",
    "unknown_min": "설비가 무엇을 했는지 카운터, 상태, 기록 어느 것도 말하지 않는 부하시간",
    "utilization_efficiency": "가동시간 ÷ 작업시간",
    "viscosity_index_median": "절환압력 × 충전시간의 중앙값",
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
