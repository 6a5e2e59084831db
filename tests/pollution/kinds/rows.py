"""Rows that are short, long, cut, pasted, counted or moved."""

from tests.pollution.draft import Draft, joined
from tests.pollution.kinds.registry import CYCLES, kind


@kind(stage=4)
def short_rows(made: Draft) -> None:
    for line in made.some(4):
        line.cells = line.cells[: made.rng.randint(2, len(line.cells) - 1)]
        made.apart(line, "ragged-row", "truncated-row")


@kind(stage=4)
def long_rows(made: Draft) -> None:
    for line in made.some(4):
        line.cells += [made.rng.choice(["9", "9.5", "비고"])] * made.rng.randint(1, 3)
        made.apart(line, "ragged-row")


@kind(stage=4)
def cut_in_the_last_row(made: Draft) -> None:
    """The copy broke off: the last row is cut somewhere, its last value cannot be trusted."""
    line = made.lines[-1]
    text = joined(line.cells, made.delimiter)
    line.raw = text[: made.rng.randint(5, len(text) - 1)]
    line.end = ""
    made.apart(line, "truncated-row", "ragged-row")


@kind(stage=4)
def rows_cut_in_the_middle(made: Draft) -> None:
    """A full disk: rows that end anywhere, followed by sound ones."""
    for line in made.some(3):
        text = joined(line.cells, made.delimiter)
        line.raw = text[: made.rng.randint(3, text.rindex(made.delimiter))]
        made.apart(line, "ragged-row", "truncated-row", "note-row", "footer-row", "comment-row")


@kind()
def totals_at_the_end(made: Draft) -> None:
    word = made.rng.choice(["합계", "총계", "소계", "평균", "Total", "계", "AVERAGE", "최대", "Max", "합 계"])
    cells = [word] + [""] * (len(made.header) - 1)
    for header in made.rng.sample(made.export.of("number"), 3):
        cells[made.at(header)] = f"{made.rng.uniform(100, 9000):.1f}".replace(".", made.export.decimal)
    (line,) = made.insert(len(made.lines), cells)
    made.apart(line, "total-row", "bad-timestamp")


@kind()
def totals_in_the_middle(made: Draft) -> None:
    """A subtotal after each block, the word in any of the first columns."""
    for _ in range(made.rng.randint(1, 4)):
        cells = [""] * len(made.header)
        cells[made.rng.choice([0, 1])] = made.rng.choice(["소계", "[소 계]", "합계:", "일계", "누계", "subtotal"])
        for header in made.rng.sample(made.export.of("number"), 3):
            cells[made.at(header)] = f"{made.rng.uniform(100, 9000):.1f}".replace(".", made.export.decimal)
        (line,) = made.insert(made.cut(), cells)
        made.apart(line, "total-row", "bad-timestamp")


@kind(stage=4)
def header_again(made: Draft) -> None:
    for _ in range(made.rng.randint(1, 3)):
        (line,) = made.insert(made.cut(), joined(made.header, made.delimiter))
        made.apart(line, "repeated-header")


@kind(stage=4)
def two_files_joined(made: Draft) -> None:
    """The second file with its own preamble, header and units."""
    at = made.cut()
    above = [*made.preamble, joined(made.header, made.delimiter)]
    above += [joined(made.units, made.delimiter)] if made.units else []
    for line in made.insert(at, *above):
        made.apart(line, "repeated-header", "ragged-row", "bad-timestamp", "several-tables")
    made.outcomes |= {"refused:several-tables"}


@kind(CYCLES, whole=True)
def two_files_joined_in_another_order(made: Draft) -> None:
    """The second part has its columns in another order, its header tells: never read under the first one's names."""
    at = made.cut()
    made.loose |= set(made.export.headers)
    order = list(range(len(made.header)))
    made.rng.shuffle(order)
    head = [made.header[n] for n in order]
    for line in made.lines[at:]:
        line.cells = [line.cells[n] for n in order]
        made.either(line, "repeated-header", "ragged-row", "bad-timestamp", "bad-key", "bad-label", "other-header")
    (line,) = made.insert(at, head)
    made.apart(line, "repeated-header", "bad-timestamp", "ragged-row", "other-header")
    made.outcomes |= {"refused", "held"}


@kind(CYCLES, stage=2)
def rows_of_another_machine(made: Draft) -> None:
    """A machine column that names another machine of the firm in some rows: asked, or those rows set apart."""
    names = {"shots": ("1호기", "2호기"), "injections": ("사출 1호기", "사출 2호기")}[made.export.name]
    made.header.append("설비명")
    at = made.cut(0.5, 0.9)
    for n, line in enumerate(made.lines):
        line.cells.append(names[n >= at])
    made.only("held:machine", "held:machine_id", "refused")


@kind()
def newest_first(made: Draft) -> None:
    made.lines.reverse()


@kind()
def sorted_by_another_column(made: Draft) -> None:
    at = made.at(made.column("number"))
    made.lines.sort(key=lambda line: line.cells[at])


@kind()
def shuffled(made: Draft) -> None:
    made.rng.shuffle(made.lines)


@kind(stage=4)
def remarks_between_rows(made: Draft) -> None:
    """A remark on a line of its own."""
    for _ in range(made.rng.randint(1, 4)):
        text = made.rng.choice(["# 금형 교체", "※ 11시 정전", "설비 점검 30분", "*** restart ***", "// log rotated"])
        (line,) = made.insert(made.cut(), text)
        made.apart(line, "ragged-row", "bad-timestamp", "note-row", "total-row", "comment-row", "footer-row")


@kind()
def signatures_at_the_end(made: Draft) -> None:
    made.insert(len(made.lines), "")
    for text in ("작성자: 김철수", "승인: (인)", "End of report"):
        (line,) = made.insert(len(made.lines), text)
        made.apart(line, "ragged-row", "bad-timestamp", "note-row", "truncated-row", "total-row", "footer-row")


@kind()
def long_gap_of_blank_lines(made: Draft) -> None:
    made.insert(made.cut(), *[""] * made.rng.randint(20, 300))


@kind(whole=True)
def header_and_nothing_else(made: Draft) -> None:
    made.lines = []
    made.only("refused:empty-file", "refused:no-table", "refused:header-only")


@kind(whole=True)
def one_row(made: Draft) -> None:
    made.lines = made.lines[:1]
    for header in made.export.headers:
        made.loose.add(header)
    made.outcomes |= {"held", "refused"}


@kind(whole=True)
def faults_everywhere(made: Draft) -> None:
    """Thousands of faults of many sorts are a handful of groups."""
    for line in list(made.records()):
        fault = made.rng.random()
        if fault < 0.3:
            made.set(
                line, made.column("number"), made.rng.choice(["ERR", "#REF!", "x"]), "bad-number", "sentinel-value"
            )
        elif fault < 0.4:
            made.set(line, made.export.headers[0], "어제")
            made.apart(line, "bad-timestamp")
        elif fault < 0.45:
            line.cells.append("7")
            made.apart(line, "ragged-row")


@kind()
def rows_of_nothing_but_an_instant(made: Draft) -> None:
    """The logger was on and no sensor was: the rows stay, their cells are empty."""
    for line in made.some(5):
        line.cells = [line.cells[0], *[""] * (len(line.cells) - 1)]
        line.truth = {k: v if k in ("ts", "ended_ts") else None for k, v in (line.truth or {}).items()}


@kind(("furnace",))
def preamble_of_another_machine(made: Draft) -> None:
    """The recorder's own head names another machine of the firm: asked."""
    made.preamble.append(made.delimiter.join(["Furnace", made.rng.choice(["2호로", "ht2"])]))
    made.only("held:machine", "held:machine_id")
