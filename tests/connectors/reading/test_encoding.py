"""Encodings: proved over the whole file, asked where they are not; no byte is replaced without a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import read_export
from connectors.reading.encoding import decode
from tests.effort import examples

KOREAN = "시각,금형,용탕온도\n" + "".join(f"2026-05-12 08:00:{at:02},금형{at},{650 + at}\n" for at in range(40))
JAPANESE = "番号,日付/時間,温度\n" + "".join(f"{at},2026/05/12 08:00:{at:02},850\n" for at in range(9))
GERMAN = "Zeit;Größe;Fläche;Temperatur °C\n" + "".join(f"08:00:{at:02};1;2;850,5\n" for at in range(9))


@pytest.mark.parametrize(
    ("text", "codec", "encoding", "bom"),
    [
        (KOREAN, "utf-8", "utf-8", False),
        (KOREAN, "utf-8-sig", "utf-8", True),
        (KOREAN, "cp949", "cp949", False),
        (KOREAN, "utf-16", "utf-16-le", True),
        (KOREAN, "utf-16-le", "utf-16-le", False),
        (KOREAN, "utf-16-be", "utf-16-be", False),
        (KOREAN, "utf-32", "utf-32-le", True),
        (JAPANESE, "cp932", "cp932", False),
        (GERMAN, "cp1252", "cp1252", False),
        ("Vitesse;Pièce réglée;Débit\n1;2;3\n", "cp1252", "cp1252", False),
        ("Heure;Température\n1;25 °C\n2;26 °C\n", "cp1252", "cp1252", False),
        ("로트,온도(℃)\n뷁,1\n", "cp949", "cp949", False),
        ("a,b(℃)\n1,2\n", "cp949", "cp949", False),
        ("a,b\n1,2\n", "ascii", "ascii", False),
    ],
)
def test_proved(text: str, codec: str, encoding: str, bom: bool) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.encoding, decoded.bom, decoded.broken, decoded.holds) == (encoding, bom, frozenset(), ())
    assert decoded.body == text.encode()


def test_letters_far_behind_the_head_decide() -> None:
    """A file whose first megabytes are plain."""
    plain = "2026-05-12 08:00:00,1,2\n" * 100_000
    assert decode((plain + "비고,1,2\n" * 3).encode("cp949")).encoding == "cp949"
    assert decode((plain + "비고,1,2\n" * 3).encode()).encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "candidates"),
    [
        ("材料,刃\n1,2\n3,4\n".encode("cp932"), ["cp949", "cp932"]),
        (b"a,\x82\xa0\xb0\n1,2\n", ["cp932", "cp1252"]),
    ],
    ids=["kanji", "half"],
)
def test_asked_with_what_each_candidate_would_show(content: bytes, candidates: list[str]) -> None:
    export = read_export(content)
    (hold,) = export.holds
    assert (hold.key, export.tables) == ("encoding", ())
    assert set(candidates) <= set(hold.choices)
    line = next(line for line in content.split(b"\n") if not line.isascii())
    assert set(hold.preview) == {f"{codec}: {line.decode(codec)}" for codec in hold.choices}
    answered = read_export(content, encoding="cp932")
    assert (answered.holds, answered.tables[0].encoding) == ((), "cp932")


@pytest.mark.parametrize("places", [(5,), (5, 30)])
def test_a_few_broken_bytes_break_their_own_lines(places: tuple[int, ...]) -> None:
    lines = KOREAN.encode("cp949").split(b"\n")
    for place in places:
        lines[place] += b"\xff"
    export = read_export(b"\n".join(lines))
    (table,) = export.tables
    assert (export.holds, table.encoding) == ((), "cp949")
    assert table.rejected.select("row_no", "code").rows() == [(place + 1, "garbled-row") for place in places]
    assert (table.records.height, table.record_count) == (40 - len(places), 40)


def test_a_broken_byte_in_a_column_name_is_said() -> None:
    (table,) = read_export(KOREAN.encode("cp949").replace("금형,".encode("cp949"), b"\xb1\xdd\xff,", 1)).tables
    assert [found.code for found in table.findings] == ["garbled-header"]
    assert table.records.height == 40


def test_many_broken_lines_are_another_encoding() -> None:
    lines = [line + (b"\xff" if number % 3 else b"") for number, line in enumerate(KOREAN.encode("cp949").split(b"\n"))]
    export = read_export(b"\n".join(lines))
    assert (export.tables, [hold.key for hold in export.holds]) == ((), ["encoding"])


def test_half_a_letter_at_the_end_of_utf16() -> None:
    whole = KOREAN.encode("utf-16")
    assert decode(whole + b"\n").broken == frozenset()
    assert decode(whole + b"x").broken == {42}
    assert decode(whole[:-3]).broken == {41}


def test_a_mark_of_utf8_over_another_encoding_does_not_decide() -> None:
    decoded = decode(b"\xef\xbb\xbf" + KOREAN.encode("cp949"))
    assert (decoded.encoding, decoded.body) == ("cp949", KOREAN.encode())


@given(
    st.text(st.characters(codec="cp949", exclude_characters="\r\x00\x1a"), min_size=1, max_size=60),
    st.sampled_from(["utf-8", "cp949"]),
)
@settings(max_examples=examples(300), deadline=None)
def test_what_is_decoded_is_what_was_written_or_a_question(text: str, codec: str) -> None:
    """Korean text behind a header of common words: never other letters without a question or a broken line."""
    written = KOREAN + text + "\n"
    decoded = decode(written.encode(codec))
    if decoded.body is not None and not decoded.broken:
        assert decoded.body.decode() == written


@given(st.binary(max_size=400))
@settings(max_examples=examples(300), deadline=None)
def test_no_byte_is_replaced_without_a_word(content: bytes) -> None:
    decoded = decode(content)
    if decoded.body is None:
        assert decoded.holds or decoded.findings
        return
    marked = [number for number, line in enumerate(decoded.body.split(b"\n"), start=1) if b"\xef\xbf\xbd" in line]
    assert set(marked) <= decoded.broken or "�".encode() in content


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_wide_text_without_a_mark_reads_the_same_whether_a_person_names_it_or_not(codec: str) -> None:
    content = "time,temp\n2026-05-12 08:00:00,650.5\n2026-05-12 08:01:00,651.0\n".encode(codec)
    assert decode(content, codec) == decode(content)
