"""Encodings proved over the whole file, not guessed from its head."""

import codecs
import re
from dataclasses import dataclass

from connectors.reading.letters import is_japanese, is_korean, is_western, undone
from connectors.reading.lines import foreign_lines, garbled_lines, newline_of, unified
from ppuri.core.findings import Finding, finding
from ppuri.core.results import Hold

# The longer marks first: that of UTF-16 begins that of UTF-32.
WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY = ("cp949", "cp932", "cp1252")
CHOICES = (*LEGACY, "utf-8")
# The answer for letters that were garbled by an earlier program and can be put right.
REPAIRED = "repaired"
HEAD = 200_000
BLOCK = 1 << 22
# A few bad lines among many good ones are faults of those lines; more are another encoding.
MOST_BAD_SHARE = 0.1
_TAIL = b"\x00\x1a"
_NAMED_JAPANESE = re.compile(rb"shift-jis", re.IGNORECASE)


@dataclass(frozen=True)
class Decoded:
    r"""Text of a file.

    Attributes:
        body: UTF-8 with `\n` line ends, without the byte order mark; None when the encoding is not proved.
        encoding: Python codec of the file.
        bom: Whether a byte order mark stood at the front.
        newline: `crlf`, `lf`, `cr` or `mixed`.
        broken: Numbers of the lines with bytes that the codec or any text does not have.
    """

    body: bytes | None
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "lf"
    broken: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()
    holds: tuple[Hold, ...] = ()


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """Decode a whole file.

    Args:
        content: Its bytes.
        encoding: As named by a person; None lets the content prove it.
    """
    for mark, codec in WIDE_BOMS:
        if content.startswith(mark):
            return _wide(content[len(mark) :], codec, bom=True)
    named = encoding if encoding in {codec for _, codec in WIDE_BOMS} else None
    if wide := named or (wide_unmarked(content) if encoding is None else None):
        return _wide(content, wide, bom=False)
    bom = content.startswith(codecs.BOM_UTF8)
    body = content[3:] if bom else content
    whole = len(body)
    body = body.rstrip(_TAIL)
    notes = (finding("nul-bytes", count=whole - len(body)),) if whole > len(body) else ()
    newline, body = newline_of(body), unified(body)
    broken = garbled_lines(body)
    marked = bom and (_is_utf8(body) or _mostly_utf8(body))
    proved = "utf-8" if marked else encoding or _proved(body, broken)
    if proved is None:
        return _asked(body, broken, notes)
    if encoding is None and proved == "utf-8" and (repaired := undone(_head(body))) is not None:
        return Decoded(None, holds=(_garbled(body, repaired),), findings=notes)
    return _by(proved, body, bom, newline, broken, notes)


def wide_unmarked(content: bytes) -> str | None:
    """Return the codec of UTF-16 without a mark: every other byte of a mostly ASCII text is NUL."""
    head = content[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    least, most = len(head) // 5, len(head) // 100
    if odd > least and even <= most:
        return "utf-16-le"
    return "utf-16-be" if even > least and odd <= most else None


def _wide(content: bytes, codec: str, *, bom: bool) -> Decoded:
    unit = 4 if codec.startswith("utf-32") else 2
    # A program that appends to such a file as if it were plain leaves part of a letter at its end: no text is lost with it.
    while len(content) % unit and content[-1:] in (b"\x00", b"\x1a", b"\n", b"\r"):
        content = content[:-1]
    text = content.decode(codec, errors="replace").rstrip(_TAIL.decode())
    plain = text.encode()
    body = unified(plain)
    lines = enumerate(body.split(b"\n"), start=1) if b"\xef\xbf\xbd" in body else ()
    broken = frozenset(number for number, line in lines if b"\xef\xbf\xbd" in line)
    return Decoded(body, codec, bom, newline_of(plain), broken | garbled_lines(body))


def _by(
    codec: str, body: bytes, bom: bool, newline: str, broken: frozenset[int], notes: tuple[Finding, ...]
) -> Decoded:
    """Decode by a codec that is proved or named; lines it cannot read are broken lines."""
    if (codec == "ascii" and body.isascii()) or (codec == "utf-8" and _is_utf8(body)):
        return Decoded(body, codec, bom, newline, broken, notes)
    if codec == REPAIRED:
        fixed = undone(_text(body, "utf-8") or "")
        return Decoded(body if fixed is None else fixed.encode(), "utf-8", bom, newline, broken, notes)
    try:
        recoded = _recoded(body, codec)
    except LookupError:
        return _asked(body, broken, notes)
    if recoded is not None:
        return Decoded(recoded, codec, bom, newline, broken, notes)
    lines = body.split(b"\n")
    bad = frozenset(number for number, line in enumerate(lines, start=1) if _text(line, codec) is None)
    text = "\n".join(line.decode(codec, errors="replace") for line in lines)
    return Decoded(text.encode(), codec, bom, newline, broken | bad, notes)


def _proved(body: bytes, broken: frozenset[int]) -> str | None:
    """Return the codec that the content proves, lines that are broken anyway left out."""
    codec = _proved_whole(body)
    if codec is not None:
        return codec
    unfinished = frozenset() if body.endswith(b"\n") else frozenset({body.count(b"\n") + 1})
    out = broken | unfinished
    if out:
        lines = enumerate(body.split(b"\n"), start=1)
        codec = _proved_whole(b"\n".join(line for number, line in lines if number not in out))
    return codec or ("utf-8" if _mostly_utf8(body) else "cp949" if _mostly_korean(body) else None)


def _proved_whole(body: bytes) -> str | None:
    if body.isascii():
        return "ascii"
    if _is_utf8(body):
        return "utf-8"
    # Lines of ASCII alone prove nothing but what an encoding's name says.
    told = b"".join(body[begin:end] for begin, end in foreign_lines(body))
    japanese = _text(told, "cp932")
    if japanese is not None and (is_japanese(japanese) or _NAMED_JAPANESE.search(body)):
        return "cp932"
    if (western := _text(told, "cp1252")) is not None and is_western(told, western):
        return "cp1252"
    korean = _text(told, "cp949")
    return "cp949" if korean is not None and is_korean(korean) else None


def _mostly_utf8(body: bytes) -> bool:
    good, bad = _utf8_lines(body)
    return good > 0 and bad <= MOST_BAD_SHARE * good + 1


def _mostly_korean(body: bytes) -> bool:
    """Whether all but a few lines are CP949 and those few are no other encoding's."""
    lines = [line for line in body.split(b"\n") if not line.isascii()]
    good = [line for line in lines if _text(line, "cp949") is not None]
    bad = [line for line in lines if _text(line, "cp949") is None]
    if not good or len(bad) > MOST_BAD_SHARE * len(good) + 1 or any(_text(line, "utf-8") is not None for line in bad):
        return False
    return is_korean(b"\n".join(good).decode("cp949"))


def _utf8_lines(body: bytes) -> tuple[int, int]:
    lines = [line for line in body.split(b"\n") if not line.isascii()]
    good = sum(1 for line in lines if _text(line, "utf-8") is not None)
    return good, len(lines) - good


def _asked(body: bytes, broken: frozenset[int], notes: tuple[Finding, ...]) -> Decoded:
    """Not proved: refuse a mixture that no one answer settles, else ask, with a preview of each candidate."""
    good, bad = _utf8_lines(body)
    if good and bad:
        return Decoded(None, findings=(*notes, finding("encoding-mixed", good=good, bad=bad)))
    sample = next((line for line in body.split(b"\n") if not line.isascii()), b"")[:200]
    choices = tuple(codec for codec in LEGACY if _text(body, codec) is not None) or CHOICES
    hold = Hold(
        key="encoding",
        choices=choices,
        question_ko="글자 인코딩을 확신할 수 없습니다. 글자가 바르게 보이는 것을 골라 주십시오.",
        question_en="The text encoding is not proved. Choose the one whose letters look right.",
        preview=tuple(f"{codec}: {sample.decode(codec, errors='replace')}" for codec in choices),
    )
    return Decoded(None, broken=broken, findings=notes, holds=(hold,))


def _garbled(body: bytes, repaired: str) -> Hold:
    before = next((line for line in body[:HEAD].split(b"\n") if not line.isascii()), b"")[:400]
    after = next((line for line in repaired.split("\n") if not line.isascii()), "")[:200]
    return Hold(
        key="encoding",
        choices=(REPAIRED, "utf-8"),
        question_ko="다른 프로그램이 글자를 한 번 깨뜨린 것으로 보입니다. 바로잡을지 골라 주십시오.",
        question_en="Another program seems to have garbled the letters. Choose whether to put them right.",
        preview=(f"{REPAIRED}: {after}", f"utf-8: {before.decode(errors='replace')}"),
    )


def _head(body: bytes) -> str:
    head = body[:HEAD]
    return head[: head.rfind(b"\n") + 1 or len(head)].decode(errors="ignore")


def _is_utf8(body: bytes) -> bool:
    """Check block by block, so that a large file is never held a second time as letters."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    letters = memoryview(body)
    try:
        for start in range(0, len(body), BLOCK):
            block = bytes(letters[start : start + BLOCK])
            if not block.isascii() or decoder.getstate()[0]:
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _recoded(body: bytes, codec: str) -> bytes | None:
    """Return a text as UTF-8, None where the codec cannot read it; lines of ASCII stay as they are where the codec leaves them so."""
    if codec not in LEGACY:
        text = _text(body, codec)
        return None if text is None else text.encode()
    pieces: list[bytes] = []
    done = 0
    for begin, end in foreign_lines(body):
        text = _text(body[begin:end], codec)
        if text is None:
            return None
        pieces += body[done:begin], text.encode()
        done = end
    return b"".join((*pieces, body[done:]))


def _text(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None
