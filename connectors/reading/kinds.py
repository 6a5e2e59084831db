"""Kinds of files that are refused by name, each with its way out."""

from dataclasses import dataclass

from connectors.layouts import Refusal
from ppuri.core.findings import Finding, finding


@dataclass(frozen=True)
class Kind:
    """A kind of file that is refused, and the way out.

    Attributes:
        name: Stable name, the `container` of an export that is refused.
        ko: What it is, in Korean; `en` likewise.
        way_ko: What to do instead, in Korean; `way_en` likewise.
    """

    name: str
    ko: str
    en: str
    way_ko: str
    way_en: str


_AGAIN_KO = "설비나 프로그램에서 CSV 또는 엑셀(xlsx)로 내보내 주십시오."
_AGAIN_EN = "Export it as CSV or xlsx from the machine or its program."
_SAVE_KO = "엑셀에서 열어 새 xlsx로 저장한 뒤 올려 주십시오."
_SAVE_EN = "Open it in Excel, save it as a new xlsx and hand that in."
_OPEN_KO = "암호를 풀고 저장한 뒤 올려 주십시오."
_OPEN_EN = "Remove the password, save it and hand it in."
_DRM_KO = "사내 문서보안 프로그램에서 보호를 해제하거나, 보안이 걸리지 않는 설비 PC에서 CSV로 내보내 주십시오."
_DRM_EN = "Lift the protection in the document security program, or export it as CSV where no such program runs."
_UNPACK_KO = "압축을 푼 뒤 안의 파일을 올려 주십시오."
_UNPACK_EN = "Unpack it and hand in the files within."

PDF = Kind(
    "pdf",
    "PDF 문서",
    "a PDF document",
    "PDF로 인쇄하기 전의 원래 자료를 CSV나 엑셀로 내보내 주십시오.",
    "Export the data behind the PDF as CSV or xlsx.",
)
HANGUL = Kind(
    "hwp",
    "한글 문서(hwp, hwpx)",
    "a Hangul document (hwp, hwpx)",
    "한글에서 표를 복사해 엑셀에 붙여 넣고 xlsx로 저장한 뒤 올려 주십시오.",
    "Copy the table into Excel, save it as xlsx and hand that in.",
)
DOCUMENT = Kind(
    "document",
    "워드나 파워포인트 문서",
    "a Word or PowerPoint document",
    "표를 복사해 엑셀에 붙여 넣고 xlsx로 저장한 뒤 올려 주십시오.",
    "Copy the table into Excel, save it as xlsx and hand that in.",
)
OTHER_BOOK = Kind(
    "other-workbook",
    "xlsb나 ods 형식의 통합 문서",
    "a workbook of the forms xlsb or ods",
    _SAVE_KO,
    _SAVE_EN,
)
OLE = Kind(
    "ole",
    "옛 오피스 형식의 이진 문서",
    "a binary document of an old Office form",
    "만든 프로그램에서 CSV나 엑셀(xlsx)로 저장한 뒤 올려 주십시오.",
    "Save it as CSV or xlsx in the program that made it.",
)
LOCKED = Kind("locked-workbook", "암호로 잠긴 엑셀 파일", "a workbook locked by a password", _OPEN_KO, _OPEN_EN)
LOCKED_ZIP = Kind(
    "locked-zip",
    "암호로 잠긴 압축 파일",
    "an archive locked by a password",
    "암호를 풀고 다시 압축하거나 안의 파일을 그대로 올려 주십시오.",
    "Unpack it with its password and hand in the files within.",
)
FASOO = Kind("drm-fasoo", "문서보안(파수 Fasoo)이 걸린 파일", "a file protected by Fasoo DRM", _DRM_KO, _DRM_EN)
SOFTCAMP = Kind(
    "drm-softcamp",
    "문서보안(소프트캠프 SoftCamp)이 걸린 파일",
    "a file protected by SoftCamp Document Security",
    _DRM_KO,
    _DRM_EN,
)
MARKANY = Kind(
    "drm-markany",
    "문서보안(마크애니 MarkAny)이 걸린 파일",
    "a file protected by MarkAny Document SAFER",
    _DRM_KO,
    _DRM_EN,
)
RIGHTS = Kind(
    "drm-rights",
    "열람 권한(IRM)이 걸린 오피스 파일",
    "an Office file under rights management (IRM)",
    _DRM_KO,
    _DRM_EN,
)
ARCHIVE = Kind("archive", "7z, rar, tar 등의 압축 파일", "a 7z, rar, tar or like archive", _UNPACK_KO, _UNPACK_EN)
ZIP = Kind("zip", "깨진 압축 파일", "a damaged zip archive", _UNPACK_KO, _UNPACK_EN)
GZIP = Kind("gzip", "깨진 gzip 파일", "a damaged gzip file", _UNPACK_KO, _UNPACK_EN)
UNSAFE_ZIP = Kind(
    "unsafe-zip",
    "바깥 폴더를 가리키거나 이름이 겹치는 압축 파일",
    "an archive whose members point outside of it, overlap or share a name",
    _UNPACK_KO,
    _UNPACK_EN,
)
ZIP_BOMB = Kind(
    "zip-too-large",
    "풀면 지나치게 커지는 압축 파일",
    "an archive that grows far too large when unpacked",
    "기간을 나누어 작게 압축하거나 안의 파일을 그대로 올려 주십시오.",
    "Split it by period, or hand in the files within.",
)
NESTED = Kind(
    "nested-archive",
    "압축 파일 안의 또 다른 압축 파일",
    "an archive within an archive",
    "안쪽 압축 파일을 따로 꺼내어 올려 주십시오.",
    "Take the inner archive out and hand it in by itself.",
)
IMAGE = Kind(
    "image",
    "그림 파일",
    "a picture",
    "그림으로 찍기 전의 원래 자료를 CSV나 엑셀로 내보내 주십시오.",
    "Export the data behind the picture as CSV or xlsx.",
)
BINARY = Kind("binary", "프로그램 전용 이진 파일", "a binary file of some program", _AGAIN_KO, _AGAIN_EN)
DAMAGED = Kind(
    "damaged-workbook", "깨졌거나 올바르지 않은 엑셀 파일", "a damaged or irregular workbook", _SAVE_KO, _SAVE_EN
)
PARQUET = Kind("parquet", "깨진 Parquet 파일", "a damaged Parquet file", _AGAIN_KO, _AGAIN_EN)
MARKUP = Kind("markup", "표가 없는 웹 문서나 XML 파일", "a web page or XML file without a table", _AGAIN_KO, _AGAIN_EN)
UNSAFE_MARKUP = Kind(
    "unsafe-markup",
    "문서 형식 선언(DTD)이 든 XML 파일",
    "an XML file that declares entities (DTD)",
    _SAVE_KO,
    _SAVE_EN,
)
HUGE = Kind(
    "workbook-too-large",
    "풀면 지나치게 커지는 엑셀 파일",
    "a workbook that grows far too large when unpacked",
    "필요한 표만 새 엑셀 파일에 값으로 붙여 넣어 올려 주십시오.",
    "Paste the table you need as values into a new workbook.",
)


def declared(refused: Refusal) -> Kind:
    """Return what the layout of a family refuses as a kind like the others."""
    return Kind(refused.name, refused.ko, refused.en, refused.way_ko, refused.way_en)


def refusal(kind: Kind) -> Finding:
    """Return the finding that refuses a file of that kind."""
    return finding("file-type", kind=kind.ko, kind_en=kind.en, way_ko=kind.way_ko, way_en=kind.way_en)
