"""Sentences of a report, made from the same parts that its cards and charts show."""

from collections.abc import Iterable, Mapping, Sequence

from ppuri.core.language import josa
from ppuri.core.results import Insight, KpiRow
from ppuri.reports.charts.pareto import vital
from ppuri.reports.format import amount, change, interval, is_ratio, kpi_value, plain
from ppuri.reports.types import Action, Batch, Card, Comparison, Pareto, Quality, Sentence

KINDS = {"anomaly": "이상", "drift": "서서히 변함", "risk": "위험", "window": "조건 제안"}
SIGNS = {"anomaly": "▲", "drift": "◆", "risk": "■", "window": "●"}
STATES = {"open": "확인 전", "confirmed": "확인됨", "dismissed": "이상 아님"}
# What stands in place of a state where evidence is wanting.
WITHHELD = "판정 보류"
BASES = {
    "clock": "시각 있음",
    "rebuilt": "시각을 사이클타임으로 되살림",
    "order": "시각 없음 (순서만)",
    "mixed": "설비마다 다름",
}
PROCESSES = {
    "casting": "주조",
    "heat_treatment": "열처리",
    "molding": "사출성형",
    "mold_making": "금형 제작",
    "other": "기타",
}
MEASURES = {
    "produced_count": "생산",
    "good_count": "양품",
    "scrap_count": "불량",
    "rework_count": "재작업",
    "planned_count": "계획",
    "stop_min": "정지",
    "run_min": "가동",
}
REASONS = {
    "low-coverage": "센 것이 절반에 못 미칩니다",
    "provisional": "세지 못한 것이 5 %를 넘습니다",
    "small-sample": "30개가 안 됩니다",
    "no-baseline": "기준을 정하지 않았습니다",
    "no-cycle-time": "사이클타임을 알 수 없습니다",
    "no-labels": "판정 자료가 없습니다",
    "no-production": "생산이 없습니다",
    "no-reference-cycle": "기준 사이클이 없습니다",
    "no-runs-beside": "나란히 볼 설비 기록이 없습니다",
    "no-calendar": "조업 시간이 등록되지 않았습니다",
    "no-planned-time": "계획된 시간이 없습니다",
    "unknown-time": "계획 시간의 10 % 넘게 무엇을 했는지 알 수 없습니다",
    "runs-overlap": "여러 설비의 기록이 섞인 날이 있습니다",
    "reference-cycle-suspect": "실제 사이클이 기준보다 5 % 넘게 빠릅니다. 기준 사이클을 확인해 주십시오",
    "labels-missing": "판정하지 않은 것이 5 %를 넘습니다",
    "quality-unknown": "판정한 것이 절반에 못 미쳐 품질을 뺀 값입니다",
    "no-failure": "고장으로 볼 정지가 없었습니다",
    "no-setpoint": "설정값이 없습니다",
    "no-zones": "존 온도가 없습니다",
    "no-fast-speed": "단위가 확인된 고속속도가 없습니다",
    "no-gate": "플런저 지름과 게이트 단면적이 등록되지 않았습니다",
    "no-fill-time": "단위가 확인된 충전시간이 없습니다",
    "no-cast-pressure": "단위가 확인된 주조압력이 없습니다",
    "no-transfer-pressure": "단위가 확인된 절환압력과 충전시간이 없습니다",
    "no-biscuit": "비스킷 두께 기록이 없습니다",
    "no-cushion": "쿠션 기록이 없습니다",
    "no-dosing-time": "계량시간과 냉각시간이 함께 기록되지 않았습니다",
    "no-quench-delay": "소입 지연 기록이 없습니다",
    "too-few-runs": "금형과 품번마다 기록이 둘은 있어야 합니다",
}
TRIALS = "시사출 포함"
LEVEL = 0.05
VERDICTS = {"better": "● 개선", "worse": "▲ 악화", "same": "■ 차이 없음", "undecided": "○ 판정 보류"}
REFUSALS = {
    "few-units": "한쪽이 20교대에 못 미칩니다({before}교대, {after}교대). 나빠졌다는 뜻도, 좋아졌다는 뜻도 아닙니다",
    "autocorrelation": "이웃한 교대가 서로 너무 닮아 서로 다른 교대로 치면 {worth}교대뿐입니다",
    "no-variation": "교대마다 값이 같아 흩어짐을 잴 수 없습니다",
    "no-common-part": "두 기간이 함께 만든 품번이 없습니다",
}
CAPABILITY = {
    "no-specification": "규격이 등록되지 않았습니다",
    "specification-reversed": "규격 하한이 상한보다 큽니다",
    "too-few-values": "값이 30개가 안 됩니다",
    "preliminary": "값이 100개가 안 되어 잠정값입니다",
    "no-stability-check": "관리도를 그릴 수 없어 안정된 공정인지 알 수 없습니다",
    "not-in-control": "한계 밖의 점이 우연보다 많아 안정된 공정이 아닙니다",
    "autocorrelated": "이웃한 값이 서로 닮아 군내 산포를 믿을 수 없습니다",
    "no-spread": "값이 모두 같아 흩어짐을 잴 수 없습니다",
    "one-sided-specification": "규격이 한쪽에만 있어 그쪽 지수만 냅니다",
}
CAPABILITY_NOTE = "Cp와 Cpk는 관리도가 안정되었을 때만 냅니다. Pp와 Ppk는 안정과 관계없이 전체 산포로 낸 값이며, 모두 정규분포를 가정합니다."
CAUSES = {
    "plunger_wear": "플런저 팁 마모",
    "check_ring_leak": "역류방지링 누설",
    "cooling_fault": "금형 냉각 약화",
    "slow_cycle": "느린 사이클",
    "resin_lot_change": "원료 로트 변화",
    "thermocouple_drift": "열전대 틀어짐",
    "thermocouple_burnout": "열전대 끊김",
    "uneven_zone": "존 온도 불균일",
    "interrupted_soak": "유지 끊김",
    "overshoot": "온도 넘침",
    "warm_up_scrap": "멈춘 뒤 불량",
    "warm_up": "멈춘 뒤 불량",
}
ADVICE = {
    "check_tip_sleeve": "플런저 팁과 슬리브의 마모와 윤활을 점검합니다.",
    "check_ring": "역류방지링과 스크루 끝을 점검합니다.",
    "check_cooling": "금형 냉각수 유량과 온도조절기를 점검합니다.",
    "check_cycle": "사이클의 어느 동작이 길어졌는지 설비 화면에서 확인합니다.",
    "hold_lot_mfr_test": "그 원료 로트를 멈추고 용융지수를 잽니다.",
    "replace_sensor": "열전대를 견주어 재고, 다르면 바꿉니다.",
    "temperature_survey": "노 안의 온도 분포(TUS)를 잽니다.",
    "tune_controller": "온도조절기의 설정(PID)을 확인합니다.",
    "hold_lot": "그 배치의 출하를 멈추고 경도를 확인합니다.",
    "warm_up": "멈춘 뒤 예열 쇼트 수를 정하고 지킵니다.",
}
FIRST_CHECK = "그 시각의 설비 상태와 점검 기록을 확인합니다."


def basis_of(row: KpiRow | None) -> str:
    """Return what a KPI rests on: numerator and denominator of a ratio, else the number of values."""
    if row is None or row.value is None:
        return ""
    if is_ratio(row) and row.numerator is not None and row.denominator is not None:
        return f"{plain(row.denominator, 0)} 가운데 {plain(row.numerator, 0)}"
    return f"n = {plain(row.n, 0)}"


def reason_text(row: KpiRow) -> str:
    """Return why a KPI has no value, the first reason alone, or why its grade is lower."""
    reasons = row.reasons[:1] if row.value is None else row.reasons
    return " · ".join(REASONS.get(reason, reason) for reason in reasons)


def verdict_text(one: Comparison) -> str:
    """Return why the verdict on a change is what it is."""
    if one.refused is not None:
        worth = plain(min(one.effective), 0)
        return REFUSALS[one.refused].format(before=one.units[0], after=one.units[1], worth=worth) + "."
    if one.verdict == "same" and one.p_value is not None:
        small = one.p_value < LEVEL
        return "차이가 있지만 쓸모를 따질 크기가 아닙니다." if small else "달라졌다는 증거가 없습니다."
    return "95 % 구간이 0을 넘지 않습니다."


def both(card: Card) -> str:
    """Return the value of a card, with the one that includes trial runs beside it."""
    value = kpi_value(card.row)
    return value if card.with_trials is None else f"{value} · {TRIALS} {kpi_value(card.with_trials)}"


def headline(
    cards: Sequence[Card],
    stops: Pareto | None,
    defects: Pareto | None,
    insights: Sequence[Insight],
    batches: Sequence[Batch],
) -> tuple[Sentence, ...]:
    """Return one sentence each on the first KPI and its change, the largest loss, the largest abnormality."""
    said = [_about_card(cards), _about_loss(stops, defects), _about_insights(insights), _about_batches(batches)]
    return tuple(Sentence(pieces=pieces) for pieces in said if pieces)[:3]


def _about_card(cards: Sequence[Card]) -> tuple[tuple[str, bool], ...]:
    card = next((c for c in cards if c.row is not None and c.row.value is not None), None)
    if card is None or card.row is None:
        return (("이 기간에 계산할 수 있는 지표가 없습니다.", False),)
    pieces = [(f"{josa(card.title, '은', '는')} ", False), (kpi_value(card.row), True)]
    grounds = [basis_of(card.row)]
    if card.with_trials is not None:
        grounds.append(f"{TRIALS} {kpi_value(card.with_trials)}")
    if interval(card.row):
        grounds.append(f"95 % 구간 {interval(card.row)}")
    pieces.append((f"({', '.join(g for g in grounds if g)})", False))
    moved = change(card.row, card.before)
    word = "늘었습니다" if moved.startswith("+") else "줄었습니다"
    pieces.append((f"이고 지난달보다 {moved.lstrip('+−')} {word}." if moved else "입니다.", False))
    return tuple(pieces)


def _about_loss(stops: Pareto | None, defects: Pareto | None) -> tuple[tuple[str, bool], ...]:
    for loss in (stops, defects):
        if loss is None or not loss.bars or not loss.total:
            continue
        top = loss.bars[0]
        if top.open:
            return (
                (f"{loss.subject} ", False),
                (amount(top.value, loss.unit), True),
                ("에는 원인이 적혀 있지 않습니다.", False),
            )
        share = plain(top.value / loss.total * 100, 0)
        unknown = next((bar for bar in loss.bars if bar.open and bar.value > top.value), None)
        if unknown is not None:
            whole, lost = amount(loss.total, loss.unit), amount(unknown.value, loss.unit)
            return (
                (f"{loss.subject} {whole} 가운데 {lost}은 까닭을 모르고, ", False),
                (f"{top.label} {amount(top.value, loss.unit)}", True),
                (f"({share} %)이 그다음입니다.", False),
            )
        return (
            (f"{loss.subject} 가운데 ", False),
            (f"{top.label} {amount(top.value, loss.unit)}", True),
            (f"({share} %)이 가장 큽니다.", False),
        )
    return ()


def _about_insights(insights: Sequence[Insight]) -> tuple[tuple[str, bool], ...]:
    found = [i for i in insights if i.refused_reason is None]
    if not found:
        return ()
    return (
        ("확인할 일 ", False),
        (f"{len(found)}건", True),
        (f"을 찾았습니다. 가장 큰 것: {found[0].summary_ko}", False),
    )


def _about_batches(batches: Sequence[Batch]) -> tuple[tuple[str, bool], ...]:
    out = [batch for batch in batches if batch.outside]
    if not out:
        return ()
    return ((f"배치 {len(batches)}개 가운데 ", False), (f"{len(out)}개", True), ("가 온도 띠를 벗어났습니다.", False))


def actions(
    insights: Sequence[Insight],
    stops: Pareto | None,
    defects: Pareto | None,
    quality: Quality,
    machines: Mapping[str, str],
    labels: Mapping[str, str],
) -> tuple[Action, ...]:
    """Return the three things to do: the strongest finding, the largest loss, what the data lacks.

    Args:
        insights: Strongest first.
        stops: Stop minutes by reason.
        defects: Scrap by defect.
        quality: What the numbers rest on.
        machines: Machine id to name.
        labels: Channel to name in Korean.
    """
    said: list[Action] = []
    for insight in _different(i for i in insights if i.refused_reason is None):
        said.append(_from_insight(insight, machines, labels))
        if len(said) == 2:
            break
    loss = next((p for p in (stops, defects) if p is not None and vital(p)), None)
    if loss is not None:
        said.insert(1, _from_loss(loss))
    said.extend(_from_quality(quality))
    return tuple(said[:3])


def _different(insights: Iterable[Insight]) -> Iterable[Insight]:
    """Yield insights that differ in machine or leading channel."""
    seen: set[tuple[str, str]] = set()
    for insight in insights:
        lead = insight.contributions[0].channel if insight.contributions else insight.insight_id
        if (insight.machine_id, lead) not in seen:
            seen.add((insight.machine_id, lead))
            yield insight


def _from_insight(insight: Insight, machines: Mapping[str, str], labels: Mapping[str, str]) -> Action:
    lead = insight.contributions[0].channel if insight.contributions else None
    name = CAUSES.get(insight.cause_code or "") or (labels.get(lead, lead) if lead else KINDS[insight.kind])
    return Action(
        title=f"{machines.get(insight.machine_id, insight.machine_id)} {name}",
        evidence=insight.summary_ko,
        action=ADVICE.get(insight.action_code or "", FIRST_CHECK),
        check=f"다음 달 {name} 이상 건수를 다시 봅니다.",
    )


def _from_loss(loss: Pareto) -> Action:
    top = loss.bars[0]
    share = plain(top.value / loss.total * 100, 0)
    return Action(
        title=top.label,
        evidence=f"{loss.subject} {amount(loss.total, loss.unit)} 가운데 {amount(top.value, loss.unit)}, {share} %입니다.",
        action="가장 자주 생긴 날과 교대를 골라 원인을 확인합니다.",
        check=f"다음 달 {josa(top.label, '이', '가')} 줄었는지 봅니다.",
    )


def _from_quality(quality: Quality) -> Iterable[Action]:
    if quality.held:
        yield Action(
            title="답을 기다리는 파일",
            evidence=f"파일 {len(quality.held)}개가 질문에 막혀 있습니다.",
            action="올린 기록에서 질문에 답합니다.",
            check="답하면 지표를 다시 계산합니다.",
        )
    if quality.unconfirmed:
        yield Action(
            title="단위 확인",
            evidence=f"열 {len(quality.unconfirmed)}개의 단위를 알 수 없어 계산에서 뺐습니다.",
            action="설비 설명서나 화면에서 단위를 확인해 적습니다.",
            check="확인하면 그 열의 지표가 나옵니다.",
        )
    if quality.quarantined_count:
        yield Action(
            title="확인할 행",
            evidence=f"{plain(quality.quarantined_count, 0)}행을 따로 보관하고 계산에서 뺐습니다.",
            action="확인할 행을 엑셀로 받아 고친 뒤 다시 올립니다.",
            check="다음 달 따로 보관한 행이 줄었는지 봅니다.",
        )
