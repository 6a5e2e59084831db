"""Korean words and numbers of the pages: sentences a clerk understands, places as Excel counts them."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from ppuri.core.findings import Finding
from ppuri.core.results import Hold, Receipt
from ppuri.core.settings import load_settings

STATUS = {
    "committed": "● 저장",
    "received": "… 읽는 중",
    "held": "▲ 확인 필요",
    "rejected": "✕ 받지 못함",
    "duplicate": "= 이미 있음",
    "undone": "↩ 되돌림",
}
SEVERITY = {"error": "✕ 오류", "warning": "▲ 주의", "notice": "· 참고"}
CHOICES = {
    "order": "파일에 적힌 순서대로 (시각 없음)",
    "ymd": "연-월-일",
    "dmy": "일-월-연",
    "mdy": "월-일-연",
    "correction": "새 파일의 값이 맞습니다 (고친 값)",
    "keep": "먼저 받은 값을 그대로 둡니다",
    "both": "같은 설비의 기록이 맞습니다",
    "cp949": "한글 윈도우 (CP949)",
    "cp932": "일본어 (CP932)",
    "cp1252": "서유럽 (CP1252)",
    "utf-8": "UTF-8 그대로",
    "repaired": "깨진 글자를 바로잡습니다",
    "pieces": "여러 제품으로 셉니다",
    "duplicates": "되풀이된 것으로 보고 뺍니다",
    "as-written": "적힌 시각이 맞습니다",
    "next-day": "다음 날",
    "same-day": "같은 날",
    "above": "바로 위 칸과 같습니다",
    "empty": "빈칸입니다",
    "ignore": "판정이 아닙니다",
    "none": "없습니다",
    "produced_count": "생산 수량",
    "good_count": "양품 수량",
    "scrap_count": "불량 수량",
    "rework_count": "재작업 수량",
    "planned_count": "계획 수량",
    "stop_min": "정지 시간(분)",
    "run_min": "가동 시간(분)",
}

# "(order: ...; keep: ...)" explains choices; "... correction이라고 답해 주세요." names one.
_EXPLAINED = re.compile(r"\s*\([a-z0-9][a-z0-9-]*: [^()]*\)")
_BY_COMMAND = re.compile(r"[^.?!]*(?:`ppuri|[a-z]{4,}이?라고)[^.?!]*[.?!]")


def status_word(status: str) -> str:
    """Return the state of a file with its symbol."""
    return STATUS.get(status, status)


def severity_word(severity: str) -> str:
    """Return the weight of a finding with its symbol."""
    return SEVERITY.get(severity, severity)


def choice_word(choice: str) -> str:
    """Return a choice of a question in words, the choice itself where there are none."""
    return CHOICES.get(choice, choice)


def question(hold: Hold) -> str:
    """Return a question without the words that only the command line takes as answers."""
    told = _EXPLAINED.sub("", _BY_COMMAND.sub("", hold.question_ko)) if hold.choices else hold.question_ko
    return " ".join(told.split())


def choice_of(hold: Hold, choice: str) -> str:
    """Return a choice of a question in words: as the question explains it, or as it is known."""
    explained = dict(re.findall(r"([a-z][a-z-]*): ([^,;()]+)", hold.question_ko))
    return CHOICES.get(choice) or explained.get(choice, choice)


def number(value: int | None) -> str:
    """Return a count with thousands separators, a dash where there is none."""
    return "–" if value is None else f"{value:,}"


def moment(instant: datetime | None) -> str:
    """Return an instant as local date and time, a dash where there is none."""
    return "–" if instant is None else f"{instant.astimezone(ZoneInfo(load_settings().timezone)):%Y-%m-%d %H:%M}"


def label(name: str) -> str:
    """Return a file's name as a label: no control or direction characters, at most 120 characters, its end kept."""
    shown = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C").strip()
    shown = shown or "이름 없는 파일"
    return shown if len(shown) <= 120 else f"{shown[:80]}…{shown[-30:]}"


def rows(finding: Finding) -> str:
    """Return where a finding stands: its first row as Excel counts it, and how many more there are."""
    if finding.row is None:
        return f"{finding.count:,}건" if finding.count > 1 else "파일 전체"
    more = finding.count - 1
    return f"{finding.row:,} 외 {more:,}건" if more else f"{finding.row:,}"


def values(finding: Finding) -> list[str]:
    """Return the first different texts that stood at the places of a finding, at most three, empty ones named."""
    texts = dict.fromkeys(place.value for place in finding.places if place.value is not None)
    return [text if text.strip() else "(빈칸)" for text in texts][:3]


def sentences(receipt: Receipt) -> list[str]:
    """Say what became of a file."""
    if receipt.status == "held":
        return ["아직 저장하지 않았습니다. 아래 질문에 답해 주세요.", "원본은 안전하게 보관했습니다."]
    if receipt.status == "rejected":
        return ["이 파일은 저장하지 못했습니다. 다른 자료는 그대로입니다.", *_reasons(receipt)]
    if receipt.status == "duplicate":
        return ["같은 파일을 이미 받았습니다. 바뀐 것은 없습니다."]
    if receipt.status == "undone":
        return ["이 파일은 되돌렸습니다. 지표에 들어 있지 않습니다."]
    return _stored(receipt)


def _reasons(receipt: Receipt) -> list[str]:
    errors = [finding for finding in receipt.findings if finding.severity == "error"]
    return [f"{finding.reason_ko} {finding.fix_ko}" for finding in errors[:3]]


def _stored(receipt: Receipt) -> list[str]:
    cells = sum(table.cells_nulled for table in receipt.tables)
    said = [f"{receipt.rows_in:,}행 중 {receipt.accepted:,}행을 저장했습니다."]
    if cells and receipt.quarantined:
        said.append(f"읽을 수 없는 {cells:,}칸은 빈칸으로 두었고, {receipt.quarantined:,}행은 따로 보관했습니다.")
    elif cells:
        said.append(f"읽을 수 없는 {cells:,}칸은 빈칸으로 두었습니다.")
    elif receipt.quarantined:
        said.append(f"{receipt.quarantined:,}행은 따로 보관했습니다.")
    spoken = [" ".join(said)]
    if receipt.duplicate:
        spoken.append(f"{receipt.duplicate:,}행은 이미 받은 것과 같아 한 번만 저장했습니다.")
    if receipt.changed:
        spoken.append(f"{receipt.changed:,}행은 먼저 받은 값과 달라 새 값으로 고쳤습니다. 먼저 값도 보관합니다.")
    if receipt.from_ts and receipt.to_ts:
        spoken.append(f"자료 기간: {moment(receipt.from_ts)} ~ {moment(receipt.to_ts)}")
    return spoken
