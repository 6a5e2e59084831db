"""A valid table of shots and one pollution of it at a time, with the outcome that is right for it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

HEADER = ["시각", "금형", "용탕온도(℃)", "사이클타임", "판정"]
ROWS = 60


@dataclass(frozen=True)
class Case:
    """A polluted file and what must become of it.

    Attributes:
        content: Bytes of the file.
        kept: Indices of the clean rows (from 0) that must come out with exactly their values.
        rejected: Line and code of the rows set apart.
        refused: Code of the finding that refuses the file.
        held: Key of the question asked instead.
        notes: Codes of findings on the file that must be there.
        remarks: Codes of findings on the table that must be there beside those of rejected rows.
    """

    content: bytes
    kept: tuple[int, ...] = tuple(range(ROWS))
    rejected: tuple[tuple[int, str], ...] = ()
    refused: str | None = None
    held: str | None = None
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def clean(seed: int = 7) -> list[list[str]]:
    """Sixty shots, each with values of its own."""
    draw = random.Random(seed)
    start = datetime(2026, 5, 12, 8, 0, 0)
    return [
        [
            (start + timedelta(seconds=47 * i)).strftime("%Y-%m-%d %H:%M:%S"),
            f"M-{draw.choice('ABC')}{i:03d}",
            f"{draw.uniform(640, 680):.1f}",
            f"{draw.uniform(40, 55):.2f}",
            draw.choice(["양품", "불량"]),
        ]
        for i in range(ROWS)
    ]


def lines(rows: list[list[str]] | None = None, delimiter: str = ",") -> list[str]:
    """Header and rows as lines of text."""
    return [delimiter.join(row) for row in [HEADER, *(clean() if rows is None else rows)]]


def text(of: list[str] | None = None, end: str = "\n") -> str:
    """Lines as a text."""
    return end.join([*(lines() if of is None else of), ""])


def put(line: int, fresh: str) -> list[str]:
    """The lines with one of them (from 1) replaced."""
    return [fresh if number == line else each for number, each in enumerate(lines(), start=1)]


def added(line: int, *fresh: str) -> list[str]:
    """The lines with others put before one of them (from 1)."""
    return [*lines()[: line - 1], *fresh, *lines()[line - 1 :]]


def but(*rows: int) -> tuple[int, ...]:
    """All rows but some."""
    return tuple(row for row in range(ROWS) if row not in rows)


def _wide(codec: str, mark: bytes) -> Callable[[], Case]:
    return lambda: Case(mark + text().encode(codec))


def _half_and_half() -> Case:
    whole = lines()
    return Case(text(whole[:31]).encode() + text(whole[31:]).encode("cp949"), refused="encoding-mixed")


def _changes_half_way() -> Case:
    semicolons = [line.replace(",", ";") for line in lines()[31:]]
    rejected = tuple((number, "other-delimiter") for number in range(32, 62))
    return Case(text([*lines()[:31], *semicolons]).encode(), tuple(range(30)), rejected)


def _cut(bytes_off: int) -> Case:
    return Case(text().encode()[:-bytes_off], but(59), ((61, "truncated-row"),))


def _preallocated(tail: bytes) -> Case:
    return Case(text().encode() + tail, notes=("nul-bytes",))


def _garbage() -> Case:
    draw = random.Random(3)
    junk = b"\x00" + bytes(draw.choice([1, 2, 200, 255, 254, 65]) for _ in range(300))
    return Case(text().encode() + junk, rejected=((62, "truncated-row"),))


CASES: dict[str, Callable[[], Case]] = {
    "1-utf8": lambda: Case(text().encode()),
    "1-utf8-bom": lambda: Case(text().encode("utf-8-sig")),
    "1-cp949": lambda: Case(text().encode("cp949")),
    "1-euc-kr": lambda: Case(text().encode("euc-kr")),
    "1-utf16-le": _wide("utf-16-le", b"\xff\xfe"),
    "1-utf16-be": _wide("utf-16-be", b"\xfe\xff"),
    "1-utf16-no-mark-crlf": lambda: Case(text(end="\r\n").encode("utf-16-le")),
    "2-two-encodings": _half_and_half,
    "3-one-bad-byte-utf8": lambda: Case(
        text().encode().replace(lines()[10].encode(), lines()[10].encode() + b"\xff"), but(9), ((11, "garbled-row"),)
    ),
    "3-one-bad-byte-cp949": lambda: Case(
        text().encode("cp949").replace(lines()[10].encode("cp949"), lines()[10].encode("cp949") + b"\xff"),
        but(9),
        ((11, "garbled-row"),),
    ),
    "4-mojibake-of-utf8": lambda: Case(text().encode().decode("latin-1").encode(), held="encoding"),
    "4-mojibake-of-cp949": lambda: Case(text().encode("cp949").decode("latin-1").encode(), held="encoding"),
    "7-header-again": lambda: Case(
        text(added(31, "\ufeff" + ",".join(HEADER))).encode("utf-8-sig"), rejected=((31, "repeated-header"),)
    ),
    "9-semicolon": lambda: Case(text(lines(delimiter=";")).encode()),
    "9-tab": lambda: Case(text(lines(delimiter="\t")).encode()),
    "9-pipe": lambda: Case(text(lines(delimiter="|")).encode()),
    "9-blanks": lambda: Case(text(lines(delimiter="    ")).encode()),
    "9-sep-line": lambda: Case(text(["sep=;", *lines(delimiter=";")]).encode()),
    "9-sep-line-quoted-bom": lambda: Case(text(['"sep=;"', *lines(delimiter=";")]).encode("utf-8-sig")),
    "10-cr-only": lambda: Case(text(end="\r").encode()),
    "10-crlf": lambda: Case(text(end="\r\n").encode()),
    "10-double-cr": lambda: Case(text(end="\r\r\n").encode()),
    "10-mixed-ends": lambda: Case(
        (text(lines()[:21], "\r\n") + text(lines()[21:41], "\r") + text(lines()[41:])).encode()
    ),
    "10-no-last-end": lambda: Case(text().encode()[:-1]),
    "11-cut-row": lambda: _cut(15),
    "11-cut-letter": lambda: Case(text().encode()[:-2], but(59), ((61, "truncated-row"),)),
    "11-cut-letter-cp949": lambda: Case(text().encode("cp949")[:-2], but(59), ((61, "truncated-row"),)),
    "12-short-row": lambda: Case(
        text(put(21, "2026-05-12 08:15:00,M-A,650.1")).encode(), but(19), ((21, "ragged-row"),)
    ),
    "12-long-row": lambda: Case(text(put(21, lines()[20] + ",9")).encode(), but(19), ((21, "ragged-row"),)),
    "12-many-long-rows": lambda: Case(
        text([*lines()[:51], *(line + ",9" for line in lines()[51:])]).encode(),
        tuple(range(50)),
        tuple((number, "ragged-row") for number in range(52, 62)),
    ),
    "13-blank-lines": lambda: Case(text(added(30, "", "", "  ")).encode()),
    "13-delimiters-only": lambda: Case(text(added(30, ",,,,", " , ,,,")).encode()),
    "14-unclosed-quote": lambda: Case(
        text(put(10, lines()[9].replace("M-", '"M-'))).encode(), but(8), ((10, "unclosed-quote"),)
    ),
    "14-quote-as-letter": lambda: Case(
        text([line.replace("불량", '불"량') for line in lines()]).encode().replace('불"량'.encode(), "불량".encode()),
        but(),
    ),
    "16-title-and-units": lambda: Case(
        text(["생산 일보", "작성자: 홍길동", "", lines()[0], ",,℃,s,", *lines()[1:]]).encode()
    ),
    "16-comment-lines": lambda: Case(text(["# exported by MES", "# line 2", *lines()]).encode()),
    "17-total-row": lambda: Case(text([*lines(), "합계,,39600.0,2820.00,"]).encode(), rejected=((62, "total-row"),)),
    "17-average-and-blank": lambda: Case(
        text([*lines(), "", "평균,,660.0,47.00,", "[소 계],,1,2,"]).encode(),
        rejected=((63, "total-row"), (64, "total-row")),
    ),
    "18-no-header": lambda: Case(text(lines()[1:]).encode(), held="header_row"),
    "19-delimiter-changes": _changes_half_way,
    "20-nothing": lambda: Case(b"", refused="empty-file"),
    "20-blanks": lambda: Case(b"   \r\n \t \n", refused="empty-file"),
    "20-mark-only": lambda: Case(b"\xef\xbb\xbf", refused="empty-file"),
    "20-ends-only": lambda: Case(b"\n\n\n", refused="empty-file"),
    "20-header-only": lambda: Case(text(lines()[:1]).encode(), (), remarks=("header-only",)),
    "20-header-and-hollow": lambda: Case(text([*lines()[:1], ",,,,", ",,,,"]).encode(), (), remarks=("header-only",)),
    "20-title-and-header": lambda: Case(
        text(["생산 일보,,,,", "", *lines()[:1], ",,℃,s,"]).encode(), (), remarks=("header-only",)
    ),
    "21-nul-in-a-cell": lambda: Case(
        text().encode().replace(lines()[10].encode(), lines()[10].encode().replace(b"M-", b"M\x00")),
        but(9),
        ((11, "garbled-row"),),
    ),
    "21-nul-tail": lambda: _preallocated(b"\x00" * 4096),
    "21-ctrl-z": lambda: _preallocated(b"\x1a"),
    "21-garbage-tail": _garbage,
    "22-huge-cell": lambda: Case(
        text(put(21, "x" * 20_000_000 + ",a,1,2,b")).encode(), but(19), ((21, "oversized-row"),)
    ),
    "22-no-line-end": lambda: Case(b"1,2.5," * 5_000_000, refused="too-many-columns"),
    "22-columns-100000": lambda: Case(
        (",".join(f"c{i}" for i in range(100_000)) + "\n" + "1," * 99_999 + "1\n").encode(), refused="too-many-columns"
    ),
    "22-columns-1000000": lambda: Case(
        (",".join(f"c{i}" for i in range(1_000_000)) + "\n" + "1," * 999_999 + "1\n").encode(),
        refused="too-many-columns",
    ),
}
