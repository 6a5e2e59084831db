"""What a file is, by its content and never by its name."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from connectors.reading.encoding import wide_unmarked
from ppuri.core.findings import Finding, finding

HEAD = 4096
_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|head|meta|table)\b", re.IGNORECASE)
_PARTS = re.compile(rb"xl/workbook\.xml|xl/worksheets/")
_NOTHING = b' \t\r\n\x00\x1a\xef\xbb\xbf\xff\xfe,;|"'


@dataclass(frozen=True)
class Kind:
    """A kind of file that is refused, and the way out."""

    name: str
    ko: str
    en: str
    way_ko: str
    way_en: str


_AGAIN_KO = "설비나 프로그램에서 CSV 또는 엑셀(xlsx)로 내보내 주십시오."
_AGAIN_EN = "Export it as CSV or xlsx from the machine or its program."
PDF = Kind(
    "pdf",
    "PDF 문서",
    "a PDF document",
    "PDF로 인쇄하기 전의 원래 자료를 CSV나 엑셀로 내보내 주십시오.",
    "Export the data behind the PDF as CSV or xlsx.",
)
OLE = Kind(
    "ole",
    "옛 엑셀(xls), 한글 문서이거나 암호로 잠긴 문서",
    "an old binary workbook, a Hangul document or a file locked by a password",
    "암호를 풀고 엑셀에서 xlsx로 저장한 뒤 올려 주십시오.",
    "Remove the password and save it as xlsx.",
)
ZIP = Kind(
    "zip",
    "압축 파일",
    "a compressed archive",
    "압축을 푼 뒤 안의 파일을 올려 주십시오.",
    "Unpack it and hand in the files within.",
)
IMAGE = Kind("image", "그림 파일", "a picture", _AGAIN_KO, _AGAIN_EN)
PARQUET = Kind("parquet", "Parquet 파일", "a Parquet file", _AGAIN_KO, _AGAIN_EN)
BINARY = Kind("binary", "프로그램 전용 이진 파일", "a binary file of some program", _AGAIN_KO, _AGAIN_EN)
JOB = Kind(
    "euromap63-job",
    "EUROMAP 63 작업 파일(설비에 보내는 요청)",
    "a EUROMAP 63 job file: a request to the machine that lists parameter names",
    "이 작업이 만들어 낸 기록 파일(.DAT)을 올려 주십시오.",
    "Hand in the report file (.DAT) that the job produced.",
)
DAMAGED = Kind(
    "damaged-workbook",
    "깨졌거나 올바르지 않은 엑셀 파일",
    "a damaged or irregular workbook",
    "엑셀에서 열어 새 xlsx로 저장한 뒤 올려 주십시오.",
    "Open it in Excel, save it as a new xlsx and hand that in.",
)
LOCKED = Kind(
    "locked-workbook",
    "암호로 잠긴 엑셀 파일",
    "a workbook locked by a password",
    "암호를 풀고 저장한 뒤 올려 주십시오.",
    "Remove the password, save it and hand it in.",
)
MARKUP = Kind("markup", "웹 문서나 XML 파일", "a web page or an XML file", _AGAIN_KO, _AGAIN_EN)
HUGE = Kind(
    "workbook-too-large",
    "풀면 지나치게 커지는 엑셀 파일",
    "a workbook that grows far too large when unpacked",
    "필요한 표만 새 엑셀 파일에 값으로 붙여 넣어 올려 주십시오.",
    "Paste the table you need as values into a new workbook.",
)
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"HWP Document File", OLE),
    (b"\x89PNG", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"\x1f\x8b", ZIP),
    (b"7z\xbc\xaf\x27\x1c", ZIP),
    (b"Rar!", ZIP),
    (b"PAR1", PARQUET),
    (b"MZ", BINARY),
    (b"SQLite format 3", BINARY),
    (b"\x80\x04\x95", BINARY),
)


def refusal(kind: Kind) -> Finding:
    """Return the finding that refuses a file of that kind."""
    return finding("file-type", kind=kind.ko, kind_en=kind.en, way_ko=kind.way_ko, way_en=kind.way_en)


def detect(content: bytes) -> tuple[str, Finding | None]:
    """Return `text`, `xlsx`, `empty` or the name of what is refused, with the finding that says so."""
    if not content[:HEAD].strip(_NOTHING) and not content.strip(_NOTHING):
        return "empty", finding("empty-file")
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind.name, refusal(kind)
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if _MARKUP.match(content):
        return MARKUP.name, refusal(MARKUP)
    if _is_job(content):
        return JOB.name, refusal(JOB)
    head = content[:HEAD]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_unmarked(head) is not None
    if not wide and _odd_share(head) > 0.05:
        return BINARY.name, refusal(BINARY)
    return "text", None


def _odd_share(head: bytes) -> float:
    """Share of control bytes that no text holds; NULs count only between other bytes."""
    body = head.rstrip(b"\x00\x1a\r\n")
    odd = sum(1 for byte in body if byte < 9 or 13 < byte < 27)
    return odd / max(len(body), 1)


def _zipped(content: bytes) -> tuple[str, Finding | None]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        kind = DAMAGED if _PARTS.search(content) else ZIP
        return kind.name, refusal(kind)
    if not any(member.filename == "xl/workbook.xml" for member in members):
        return ZIP.name, refusal(ZIP)
    return "xlsx", None


def _is_job(content: bytes) -> bool:
    lines = [line.strip() for line in content[:HEAD].splitlines()]
    return (
        len(lines) > 2 and lines[0].startswith(b"JOB ") and lines[1].startswith(b"REPORT ") and b"PARAMETERS" in lines
    )
