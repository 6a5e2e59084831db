"""Bytes that say letters in one way or another, and bytes that say none."""

import unicodedata

from tests.pollution.draft import Draft, joined
from tests.pollution.kinds.registry import kind


def _in(made: Draft, encoding: str) -> None:
    made.encoding = encoding


def _korean(text: str) -> bool:
    """Whether CP949 has every letter of a text."""
    return text.encode("cp949", "replace").decode("cp949") == text


@kind()
def utf8(made: Draft) -> None:
    _in(made, "utf-8")


@kind()
def utf8_with_mark(made: Draft) -> None:
    _in(made, "utf-8-sig")


@kind()
def cp949(made: Draft) -> None:
    _in(made, "cp949")


@kind()
def utf16_with_mark(made: Draft) -> None:
    codec, mark = made.rng.choice([("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
    _in(made, codec)
    made.after.append(lambda content: mark + content)


@kind()
def utf16_without_mark(made: Draft) -> None:
    _in(made, made.rng.choice(["utf-16-le", "utf-16-be"]))


@kind()
def encoding_changes_half_way(made: Draft) -> None:
    """The second half comes from another program; where it holds no Korean, nothing is wrong with it."""
    made.encoding = "utf-8"
    half = [line for line in made.lines[made.cut() :] if _korean("".join(line.cells))]
    for line in half:
        line.encoding = "cp949"
    if any(not cell.isascii() for line in half for cell in line.cells):
        made.only("held:encoding", "refused:encoding-mixed")


@kind()
def a_byte_that_is_no_letter(made: Draft) -> None:
    for line in made.some(3):
        at = made.rng.randint(0, 9)
        line.spoil = lambda data, at=at: data[:at] + b"\xff" + data[at:]  # type: ignore[misc]
        made.apart(line, "garbled-row", "bad-timestamp")
    made.outcomes |= {"held:encoding", "refused:encoding-mixed"}


@kind(whole=True)
def mojibake_of_utf8(made: Draft) -> None:
    _in(made, "utf-8")
    made.after.append(lambda content: content.decode("utf-8").encode("utf-8").decode("latin-1").encode())
    made.only("held:encoding")


@kind(whole=True)
def mojibake_of_cp949(made: Draft) -> None:
    _in(made, "cp949")
    made.after.append(lambda content: content.decode("latin-1").encode())
    made.only("held:encoding")


@kind(stage=4)
def mark_in_the_middle(made: Draft) -> None:
    """Two exports joined: the second's mark and header stand in the middle."""
    _in(made, "utf-8-sig")
    (line,) = made.insert(made.cut(), "\ufeff" + joined(made.header, made.delimiter))
    made.apart(line, "repeated-header")
    made.say("repeated-header")


@kind(stage=2)
def decomposed_header(made: Draft) -> None:
    made.unicode()
    made.header = [unicodedata.normalize("NFD", name) for name in made.header]


@kind(stage=2)
def invisible_letters_in_header(made: Draft) -> None:
    made.unicode()
    marks = ["\u200b", "\u00a0", "\ufeff", " "]
    for at in made.rng.sample(range(1, len(made.header)), 3):
        mark = made.rng.choice(marks)
        made.header[at] = made.rng.choice([mark + made.header[at], made.header[at] + mark])


@kind()
def nul_in_a_cell(made: Draft) -> None:
    for line in made.some(2):
        line.spoil = lambda data: data[:3] + b"\x00" + data[3:]
        made.apart(line, "garbled-row", "bad-timestamp")
    made.outcomes.add("refused")


@kind()
def tail_of_nul_bytes(made: Draft) -> None:
    size = made.rng.choice([1, 512, 4096])
    made.after.append(lambda content: content + b"\x00" * size)
    made.say("nul-bytes")


@kind()
def end_of_file_mark(made: Draft) -> None:
    made.after.append(lambda content: content + b"\x1a")
    made.say("nul-bytes")


@kind(stage=2)
def full_width_header(made: Draft) -> None:
    """Units written by a Korean keyboard: full-width brackets and letters."""
    made.unicode()
    made.header = [name.replace("(", "（").replace(")", "）") for name in made.header]
