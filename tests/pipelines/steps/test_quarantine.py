"""The workbook to mend as a clerk sees it, and its way back in."""

import random
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.steps.hold import held
from pipelines.steps.ingest import ingest
from pipelines.steps.quarantine import quarantine, write_workbook
from pipelines.steps.receipts import receipt
from pipelines.steps.verify import verify
from ppuri.core.errors import TransientError, UsageError
from ppuri.core.hub import apply_hub, open_scope
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import HUB, MACHINE, aside, export, opened, runs, shot, stored

ROWS = "고칠 행"


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home")


def faulty() -> list[str]:
    lines = [shot(number) for number in range(1, 31)]
    lines[3] = lines[3].replace("2026-10-05", "2026-13-45")
    lines[5] = lines[5].replace("양품", "모름")
    lines[7] = "2026-10-05 08:08:00,8,661,4x8,양품"
    lines[9] += ",extra,=1+1"
    lines[11] = "2026-10-05 08:12:00,12"
    return lines


def workbook(scope: Scope, file_id: str, path: Path) -> Workbook:
    write_workbook(scope, file_id, path)
    return load_workbook(path)


def row_of(sheet: Worksheet, row_no: int) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == row_no)


def put(sheet: Worksheet, row_no: int, header: str, value: object) -> None:
    column = next(cell.column for cell in sheet[1] if cell.value == header)
    sheet.cell(row_of(sheet, row_no), column).value = value


def handed_in(scope: Scope, book: Workbook, path: Path) -> Receipt:
    book.save(path)
    (made,) = ingest(scope, [path])
    return made


def sound(scope: Scope) -> bool:
    return verify(scope.home, scope.firm_id).ok


def test_the_workbook_shows_what_is_wrong_where_and_how_to_mend_it(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["안내", ROWS]
    guide = [str(row[0]) for row in book["안내"].iter_rows(min_row=3, max_row=7, values_only=True)]
    assert [line[:2] for line in guide] == ["1.", "2.", "3.", "4.", "5."]
    sheet = book[ROWS]
    names = [cell.value for cell in sheet[1]]
    assert names[:3] == ["원본 행", "사유", "고치는 법"]
    assert names[3:8] == ["일시", "쇼트번호", "용탕온도(℃)", "비스켓두께(mm)", "판정"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [5, 7, 9, 11, 13]
    stamp, shown = row_of(sheet, 5), sheet.cell(row_of(sheet, 5), 4)
    assert shown.value == "2026-13-45 08:04:00"
    assert shown.fill.fgColor.rgb != sheet.cell(stamp, 5).fill.fgColor.rgb
    assert "읽을 수 없는 시각" in sheet.cell(stamp, 2).value
    assert "양품, 불량" in sheet.cell(row_of(sheet, 7), 3).value
    assert sheet.column_dimensions["J"].hidden


def test_no_text_of_a_file_becomes_a_formula(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(number) for number in range(1, 31)]
    lines[13] = "=HYPERLINK(A1),14,660,48,양품"
    lines[17] = "=1+1,18,+1+1,@SUM(A1),양품"
    lines[21] = "http://x.invalid,22,660,48,양품"
    lines[25] = "-2+3|cmd,26,660,48,양품"
    (made,) = stored(scope, [export(tmp_path / "a.csv", lines)])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    cells = [cell for row in book[ROWS].iter_rows(min_row=2, min_col=4, max_col=8) for cell in row if cell.value]
    assert {cell.value for cell in cells} >= {"=HYPERLINK(A1)", "=1+1", "@SUM(A1)", "-2+3|cmd"}
    assert {(cell.data_type, cell.number_format) for cell in cells} <= {("s", "@"), ("f", "@")}
    xml = ZipFile(tmp_path / "fix.xlsx").read("xl/worksheets/sheet2.xml")
    assert b"<f>" not in xml
    assert not any(cell.hyperlink for cell in cells)


def test_mended_rows_enter_and_those_left_alone_stay(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    assert (made.accepted, made.quarantined) == (26, 4)
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    put(book[ROWS], 5, "일시", "2026-10-05 08:04:00")
    put(book[ROWS], 9, "비스켓두께(mm)", 51.0)
    put(book[ROWS], 11, "남은 칸", None)
    put(book[ROWS], 7, "판정", "아직 모름")
    again = handed_in(scope, book, tmp_path / "fix.xlsx")
    assert (again.status, again.rows_in, again.accepted, again.quarantined, again.duplicate) == (
        "committed",
        5,
        3,
        1,
        1,
    )
    mended = receipt(scope, made.file_id)
    assert mended is not None
    assert (mended.rows_in, mended.accepted, mended.quarantined) == (30, 28, 2)
    assert "rows-mended" in [each.code for each in mended.findings]
    apart = aside(scope, "quarantine")
    assert apart["row_no"].to_list() == [7, 13]
    assert apart["value"].to_list()[0] == "아직 모름"
    rows = runs(scope)
    assert rows.height == 28
    assert set(rows["file_id"]) == {made.file_id}
    assert rows.filter(pl.col("row_no") == 9)["biscuit_mm"].item() == 51.0
    assert rows.filter(pl.col("row_no") == 5)["cycle_counter"].item() == 4
    assert sound(scope)


def test_the_same_workbook_twice_changes_nothing(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    put(book[ROWS], 5, "일시", "2026-10-05 08:04:00")
    handed_in(scope, book, tmp_path / "fix.xlsx")
    before, versions = runs(scope), Ledger(scope.home).published("hanbit")
    (same,) = ingest(scope, [tmp_path / "fix.xlsx"])
    assert same.status == "duplicate"
    assert Ledger(scope.home).published("hanbit") == versions
    book.properties.title = "다시 저장"  # saved again: other bytes, the same cells
    resaved = handed_in(scope, book, tmp_path / "fix2.xlsx")
    assert resaved.status == "committed"
    assert runs(scope).equals(before)
    assert sound(scope)


def test_an_older_workbook_does_not_undo_what_a_newer_one_mended(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    old = workbook(scope, made.file_id, tmp_path / "old.xlsx")
    new = workbook(scope, made.file_id, tmp_path / "new.xlsx")
    put(new[ROWS], 5, "일시", "2026-10-05 08:04:00")
    handed_in(scope, new, tmp_path / "new.xlsx")
    put(old[ROWS], 7, "판정", "양품")
    handed_in(scope, old, tmp_path / "old.xlsx")
    assert aside(scope, "quarantine")["row_no"].to_list() == [11, 13]
    assert [row for row in quarantine(scope, made.file_id[:8]).groups if row.title == "읽을 수 없는 시각"] == []
    assert sound(scope)


def test_rows_that_cannot_be_placed_are_a_finding(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    sheet = book[ROWS]
    sheet.append([None, None, None, "2026-10-05 09:00:00", "99", "660", "48", "양품"])
    sheet.cell(row_of(sheet, 7), 1).value = 9
    put(sheet, 5, "일시", "2026-10-05 08:04:00")
    again = handed_in(scope, book, tmp_path / "fix.xlsx")
    (said,) = [each for each in again.findings if each.code == "mend-strange-row"]
    assert said.count == 2
    assert again.rows_in == again.accepted + again.quarantined + again.duplicate
    assert runs(scope).height == 27
    assert sound(scope)


def test_a_workbook_of_another_firm_or_an_unknown_file_is_a_finding(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    other = HUB.replace('"hanbit"', '"other"').replace("한빛금속", "다른 회사")
    machine = MACHINE.format(id="dc3", name="다이캐스팅 3호기")
    (home / "hub.toml").write_text(HUB + machine + other + machine, encoding="utf-8")
    apply_hub(home, None)
    mine, theirs = open_scope(home, "hanbit"), open_scope(home, "other")
    (made,) = stored(mine, [export(tmp_path / "a.csv", faulty())])
    book = workbook(mine, made.file_id, tmp_path / "fix.xlsx")
    put(book[ROWS], 5, "일시", "2026-10-05 08:04:00")
    book.save(tmp_path / "fix.xlsx")
    (strange,) = ingest(theirs, [tmp_path / "fix.xlsx"])
    assert (strange.status, [each.code for each in strange.findings]) == ("rejected", ["mend-other-firm"])
    fresh = opened(tmp_path / "fresh")
    (unknown,) = ingest(fresh, [tmp_path / "fix.xlsx"])
    assert (unknown.status, [each.code for each in unknown.findings]) == ("rejected", ["mend-unknown-file"])
    assert sound(fresh)
    stored(fresh, [tmp_path / "a.csv"])
    (known,) = ingest(fresh, [tmp_path / "fix.xlsx"])
    assert known.status == "committed"
    assert runs(fresh).height == 27
    assert sound(fresh)


def test_answers_of_a_workbook_open_a_held_file(scope: Scope, tmp_path: Path) -> None:
    lines = [f"{4 + n % 3:02d}/{5 + n % 4:02d}/2026 08:{n:02d}:00,{n},660,48,양품" for n in range(1, 30)]
    (asked,) = stored(scope, [export(tmp_path / "a.csv", lines)])
    assert asked.status == "held"
    book = workbook(scope, asked.file_id, tmp_path / "fix.xlsx")
    sheet = book["답변"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.type == "list"
    assert str(rule.sqref) == "D2"
    choices = [cell.value for cell in sheet[2][6:] if cell.value]
    assert choices[0].startswith(("dmy", "mdy"))
    sheet["D2"] = next(choice for choice in choices if choice.startswith("dmy"))
    again = handed_in(scope, book, tmp_path / "fix.xlsx")
    assert again.status == "committed"
    assert held(scope) == []
    assert runs(scope)["ended_ts"].min().month == 5
    assert sound(scope)


def test_an_assumption_changed_in_the_workbook_is_computed_again(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(number).replace("양품", "0").replace("불량", "1") for number in range(1, 31)]
    lines[3] = lines[3].replace("2026-10-05", "2026-13-45")
    (made,) = stored(scope, [export(tmp_path / "a.csv", lines)])
    assert "label:판정" in [each.key for each in made.assumptions if each.choices]
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    sheet = book["답변"]
    row = next(r for r in range(2, sheet.max_row + 1) if "판정" in str(sheet.cell(r, 2).value))
    sheet.cell(row, 4).value = next(c.value for c in sheet[row][6:] if c.value and c.value.startswith("0=scrap"))
    put(book[ROWS], 5, "일시", "2026-10-05 08:04:00")
    handed_in(scope, book, tmp_path / "fix.xlsx")
    rows = runs(scope)
    assert rows.height == 30
    assert rows.filter(pl.col("result") == "scrap").height == 29
    assert sound(scope)


def test_what_was_mended_outlives_a_rebuild_by_another_file(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    put(book[ROWS], 5, "일시", "2026-10-05 08:04:00")
    handed_in(scope, book, tmp_path / "fix.xlsx")
    stored(scope, [export(tmp_path / "b.csv", [shot(number) for number in range(20, 40)])])
    rows = runs(scope)
    assert rows["cycle_counter"].is_in([4]).sum() == 1
    assert rows.height == 36
    assert sound(scope)


def test_a_process_that_dies_while_mending_leaves_nothing_half_done(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [shot(number).replace("양품", "0").replace("불량", "1") for number in range(1, 31)]
    lines[3] = lines[3].replace("2026-10-05", "2026-13-45")
    (made,) = stored(scope, [export(tmp_path / "a.csv", lines)])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    put(book[ROWS], 5, "일시", "2026-10-05 08:04:00")
    sheet = book["답변"]
    row = next(r for r in range(2, sheet.max_row + 1) if "판정" in str(sheet.cell(r, 2).value))
    sheet.cell(row, 4).value = next(c.value for c in sheet[row][6:] if c.value and c.value.startswith("0=scrap"))
    book.save(tmp_path / "fix.xlsx")
    before = runs(scope)

    def dies(*_given: object, **_named: object) -> int:
        raise TransientError("끊김", "cut")

    with monkeypatch.context() as cut:
        cut.setattr(Ledger, "publish", dies)
        with pytest.raises(TransientError):
            ingest(scope, [tmp_path / "fix.xlsx"])
    assert runs(scope).equals(before)
    assert sound(scope)
    (again,) = ingest(scope, [tmp_path / "fix.xlsx"])
    assert again.status == "committed"
    rows = runs(scope)
    assert rows.height == before.height + 1
    assert rows.filter(pl.col("result") == "scrap").height > rows.height / 2
    assert sound(scope)


def test_original_and_workbook_may_come_together(scope: Scope, tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", faulty())
    (made,) = stored(scope, [path])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    put(book[ROWS], 5, "일시", "2026-10-05 08:04:00")
    book.save(tmp_path / "fix.xlsx")
    fresh = opened(tmp_path / "fresh")
    first, second = ingest(fresh, [path, tmp_path / "fix.xlsx"])
    assert (first.status, second.status) == ("committed", "committed")
    assert runs(fresh).height == 27
    assert sound(fresh)


def test_ten_thousand_mixed_faults_are_at_most_twenty_groups(scope: Scope, tmp_path: Path) -> None:
    rng = random.Random(7)
    channels = [f"온도계{n}(℃)" for n in range(1, 31)]
    header = ",".join(["일시", "쇼트번호", "용탕온도(℃)", "비스켓두께(mm)", "판정", *channels])
    lines = []
    for number in range(1, 12_001):
        cells = [*shot(number).split(","), *(f"{200 + (number + n) % 9}" for n in range(30))]
        kind = rng.randrange(6)
        if kind == 0:
            cells[0] = "2026-02-30 08:00:00"
        elif kind == 1:
            cells[4] = rng.choice(["?", "보류", "ㅇㅋ"])
        elif kind == 2:
            cells[1] = "12.5"
        elif kind == 3:
            cells[5 + rng.randrange(30)] = "2OO"
        elif kind == 4:
            cells[2] = "88812"
        else:
            cells = cells[:-2] if number % 2 else [*cells, "1", "2"]
        lines.append(",".join(cells) if number % 6 else ",".join([*shot(number).split(","), *["200"] * 30]))
    (made,) = stored(scope, [export(tmp_path / "a.csv", lines, header=header)])
    assert made.quarantined + sum(table.cells_nulled for table in made.tables) >= 9_500
    assert len(made.findings) <= 20
    assert all(each.fix_ko for each in made.findings)
    book = quarantine(scope, made.file_id)
    assert book.rows >= 9_000
    assert len(book.groups) <= 20
    assert sum(group.count for group in book.groups) >= 9_000
    assert all(group.how for group in book.groups)
    assert sound(scope)


def test_a_file_without_faults_needs_no_workbook(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 31)])])
    assert write_workbook(scope, made.file_id, tmp_path / "fix.xlsx").content is None
    assert not (tmp_path / "fix.xlsx").exists()
    with pytest.raises(UsageError):
        write_workbook(scope, made.file_id, tmp_path / "fix.csv")
    with pytest.raises(UsageError):
        quarantine(scope, "0000")


def test_columns_named_like_ours_are_kept_apart(scope: Scope, tmp_path: Path) -> None:
    header = "일시,쇼트번호,사유,고치는 법,판정"
    lines = [f"2026-10-05 08:{n:02d}:00,{n},까닭 {n},방법,양품" for n in range(1, 30)]
    lines[4] = lines[4].replace("양품", "모름")
    (made,) = stored(scope, [export(tmp_path / "a.csv", lines, header=header)])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    assert [cell.value for cell in book[ROWS][1]][:3] == ["원본 행", "사유 (Ppuri)", "고치는 법 (Ppuri)"]
    put(book[ROWS], 6, "판정", "불량")
    assert handed_in(scope, book, tmp_path / "fix.xlsx").accepted == 1
    assert sound(scope)


def test_a_workbook_whose_hidden_sheet_is_gone_is_refused(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    book = workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    book["ppuri_mend"].delete_rows(1, 3)
    again = handed_in(scope, book, tmp_path / "fix.xlsx")
    assert (again.status, [each.code for each in again.findings]) == ("rejected", ["mend-unreadable"])
    assert runs(scope).height == 26


def test_the_workbook_is_made_of_plain_bytes(scope: Scope, tmp_path: Path) -> None:
    (made,) = stored(scope, [export(tmp_path / "a.csv", faulty())])
    content = quarantine(scope, made.file_id).content
    assert content is not None
    properties = load_workbook(BytesIO(content)).custom_doc_props
    assert {each.name: each.value for each in properties.props} == {"ppuri_mend": made.file_id}
