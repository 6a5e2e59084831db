"""Cells of numbers that hold something else."""

from collections.abc import Sequence

from tests.pollution.draft import Draft
from tests.pollution.kinds.registry import kind

_FAULT = ("sentinel-value", "bad-number", "out-of-range")


def _put(made: Draft, texts: Sequence[str], *codes: str, most: int = 6) -> str:
    """Put texts into one column of numbers; returns its header."""
    header = made.column("number")
    for line in made.some(most):
        made.set(line, header, made.rng.choice(texts), *codes)
    return header


@kind()
def not_a_number_words(made: Draft) -> None:
    header = _put(made, ["NaN", "nan", "NA", "N/A", "null", "NULL", "-", "--", "", " ", "#N/A", "없음"])
    column = next(f.column for f in made.export.fields if f.header == header)
    known = {"NaN", "nan", "NA", "N/A", "null", "NULL", "-", "--", "", " ", "#N/A", "없음"}
    for line in made.records():
        if line.cells[made.at(header)] in known:
            line.truth = {**(line.truth or {}), column: None}


@kind()
def infinity(made: Draft) -> None:
    _put(made, ["inf", "-inf", "Infinity", "1e400", "-1E999", "무한대"], *_FAULT)


@kind()
def spreadsheet_errors(made: Draft) -> None:
    _put(made, ["#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "########"], *_FAULT)


@kind()
def words_for_a_fault(made: Draft) -> None:
    _put(
        made,
        ["ERR", "ERROR", "Error", "BURNOUT", "OVER", "+++++++", "-------", "OL", "통신이상", "단선", "고장"],
        *_FAULT,
    )


@kind()
def numbers_of_programmers(made: Draft) -> None:
    made.unicode()
    _put(made, ["0x1F", "1_000", "0b11", "1e5e5", "12.3.4", "1,2,3", "1..5", "--5", "5-", "٣٤٫٥"], *_FAULT)


@kind()
def letter_o_for_zero(made: Draft) -> None:
    """O for 0 and l for 1, typed by hand."""
    header = made.column("number")
    for line in made.some(6):
        text = line.cells[made.at(header)]
        other = text.replace("0", "O").replace("1", "l")
        if other != text:
            made.set(line, header, other, "bad-number")


@kind()
def sentinel_numbers(made: Draft) -> None:
    sign = made.export.decimal
    _put(made, ["65535", "65534", "32767", "-32768", f"6553{sign}5", "-9999", f"-999{sign}9", "99999"], *_FAULT)


@kind()
def minus_one_for_nothing(made: Draft) -> None:
    _put(made, ["-1", f"-1{made.export.decimal}0"], *_FAULT)


@kind()
def marks_behind_numbers(made: Draft) -> None:
    """Flags of loggers and of people: `71.2*`, `71.2 H`, `약 71`, `71~72`."""
    header = made.column("number")
    for line in made.some(6):
        text = made.rng.choice(["{}*", "{} H", "{}↑", "약 {}", "{}~", "{}?", "{}(재)", ">{}", "<{}"])
        made.set(line, header, text.format(line.cells[made.at(header)]), "bad-number")


@kind()
def words_in_a_column_of_numbers(made: Draft) -> None:
    _put(made, ["정지", "점검중", "확인필요", "kim", "OK"], "bad-number", "sentinel-value")


@kind()
def most_of_a_column_is_words(made: Draft) -> None:
    """A sensor that failed for most of the file: the numbers stay, or the column is said to be none."""
    header = made.column("number")
    column = next(f.column for f in made.export.fields if f.header == header)
    made.loose.add(header)
    for line in made.records():
        if made.rng.random() < 0.7:
            made.set(line, header, made.rng.choice(["ERR", "단선"]), "bad-number", "sentinel-value")
            line.truth = {**(line.truth or {}), column: None}


@kind()
def column_without_a_value(made: Draft) -> None:
    header = made.column("number")
    column = next(f.column for f in made.export.fields if f.header == header)
    for line in made.records():
        made.set(line, header, "")
        line.truth = {**(line.truth or {}), column: None}


@kind()
def scripts_and_formulas_in_texts(made: Draft) -> None:
    """Texts that other programs would run: stored as they are."""
    texts = [
        "=cmd|'/c calc'!A1",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "'; DROP TABLE run;--",
        "@SUM(A1)",
        "\u202eDM",
    ]
    made.unicode()
    header = made.rng.choice(made.export.of("text") or made.export.of("label"))
    field = next(f for f in made.export.fields if f.header == header)
    for line in made.some(5):
        text = made.rng.choice(texts)
        made.set(line, header, text)
        line.truth = {**(line.truth or {}), field.column: text}
