"""Korean words of a workbook to mend: how each fault is mended in one step, what a clerk does with the workbook."""

from connectors.types import Mapping
from ppuri.core.findings import catalogue

GUIDE_LINES = (
    "'고칠 행' 시트에서 빨간 칸만 바르게 고쳐 주세요. '사유'와 '고치는 법'에 까닭이 있습니다.",
    "열 이름과 '원본 행' 번호는 바꾸지 마세요. 행의 순서는 바뀌어도 됩니다.",
    "고치지 않았거나 지운 행은 지금처럼 따로 보관합니다. 모르는 값은 그대로 두세요.",
    "'답변' 시트가 있으면 노란 칸에서 답을 골라 주세요. 모르면 비워 두세요.",
    "저장한 뒤 이 파일을 그대로 다시 올려 주세요. 고친 행만 들어갑니다.",
)
HOW = {
    "bad-timestamp": "있는 날짜와 시각으로 고쳐 주세요. 예: 2026-10-05 08:15:00",
    "bad-label": "정해진 판정으로 고쳐 주세요.",
    "bad-key": "정수로 고쳐 주세요. 예: 1203",
    "bad-quantity": "0 이상의 정수로 고쳐 주세요. 예: 12",
    "key-conflict": "앞의 행과 시각이나 번호가 같습니다. 바른 시각이나 번호로 고치고, 되풀이된 행이면 그대로 두세요.",
    "bad-number": "숫자로 고쳐 주세요. 모르면 비워 주세요.",
    "out-of-range": "맞는 값으로 고쳐 주세요. 모르면 비워 주세요.",
    "ragged-row": "값이 제 열에 오도록 칸을 옮기고 '남은 칸'을 비워 주세요.",
    "truncated-row": "빠진 칸을 채워 주세요.",
    "garbled-row": "깨진 글자를 고쳐 주세요.",
    "unclosed-quote": "한 행에 있어야 할 값만 남기고 '남은 칸'을 비워 주세요.",
    "other-delimiter": "값을 칸마다 나누어 넣고 '남은 칸'을 비워 주세요.",
    "oversized-row": "한 행에 있어야 할 값만 남기고 '남은 칸'을 비워 주세요.",
}
CHOICES = {
    "order": "파일에 적힌 순서대로",
    "ymd": "연-월-일",
    "dmy": "일-월-연",
    "mdy": "월-일-연",
    "correction": "새 파일의 값이 맞습니다",
    "cp949": "한글 윈도우",
    "pieces": "여러 제품으로 셉니다",
    "duplicates": "되풀이된 것으로 보고 뺍니다",
    "ignore": "판정이 아닙니다",
    "none": "없습니다",
    "produced_count": "생산 수량",
    "good_count": "양품 수량",
    "scrap_count": "불량 수량",
    "rework_count": "재작업 수량",
    "planned_count": "계획 수량",
    "stop_min": "정지 시간(분)",
    "run_min": "가동 시간(분)",
    "next-day": "다음 날",
    "same-day": "같은 날",
}
_RESULTS = {"good": "양품", "scrap": "불량", "rework": "재작업"}


def reason(code: str, column: str | None, value: str | None) -> str:
    """Return what is wrong with one row, in one line."""
    title = catalogue().get(code, {}).get("title_ko", code)
    place = f" · '{column}' 열" if column else ""
    shown = "" if value is None else f"에 적힌 값: {value[:60] or '(빈칸)'}" if column else f" · {value[:60]}"
    return f"{title}{place}{shown}"


def how(code: str, mapping: Mapping, column: str | None = None) -> str:
    """Return what to do, in one step."""
    if code == "bad-label" and (known := labels(mapping, column)):
        return f"다음 가운데 하나로 고쳐 주세요: {', '.join(known[:8])}"
    return HOW.get(code) or catalogue().get(code, {}).get("fix_ko", "")


def labels(mapping: Mapping, column: str | None) -> list[str]:
    """Return the texts that a label column may hold."""
    stored = next((each.column for each in mapping.columns if each.header == column and each.column), None)
    return list(mapping.labels.get(stored or "", {}))


def choice(value: str) -> str:
    """Return a choice as the drop-down shows it: the value, and what it means where it says little."""
    text, sign, meaning = value.partition("=")
    if sign and meaning in _RESULTS:
        return f"{value} ({text}은(는) {_RESULTS[meaning]})"
    return f"{value} ({CHOICES[value]})" if value in CHOICES else value


def chosen(said: str, choices: tuple[str, ...]) -> str | None:
    """Return the value of an answer; None where it is none of the choices. Without choices any text is an answer."""
    if not choices:
        return said
    return next((each for each in choices if said in (each, choice(each))), None)
