"""Files into the lake: counts, repetition, overlap, correction, wrong usage."""

from pathlib import Path

import pytest

from pipelines.steps.hold import answer, held
from pipelines.steps.ingest import ingest
from pipelines.steps.prepare import Prepared, prepare
from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import aside, export, opened, runs, shot, stored


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home")


def told(receipt: Receipt) -> tuple[str, int, int, int, int, int]:
    counts = (receipt.rows_in, receipt.accepted, receipt.quarantined, receipt.duplicate, receipt.changed)
    assert receipt.rows_in == receipt.accepted + receipt.quarantined + receipt.duplicate
    return (receipt.status, *counts)


def right(scope: Scope) -> None:
    checks = verify(scope.home, scope.firm_id).checks
    assert [(check.name, check.faults) for check in checks if not check.ok] == []


def test_every_record_is_counted(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(number) for number in range(1, 101)]
    lines[10] = lines[10].replace("2026-10-05", "2026-13-45")
    (receipt,) = stored(scope, [export(tmp_path / "a.csv", lines)])
    assert told(receipt) == ("committed", 100, 99, 1, 0, 0)
    assert runs(scope).height == 99
    (row,) = aside(scope, "quarantine").to_dicts()
    assert (row["row_no"], row["file_id"]) == (12, receipt.file_id)
    right(scope)


def test_the_same_bytes_under_another_name_change_nothing(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(number) for number in range(1, 21)]
    stored(scope, [export(tmp_path / "a.csv", lines)])
    before, versions = runs(scope), Ledger(scope.home).published(scope.firm_id)
    (again,) = stored(scope, [export(tmp_path / "사본.csv", lines)])
    assert (again.status, again.accepted) == ("duplicate", 0)
    assert runs(scope).equals(before)
    assert Ledger(scope.home).published(scope.firm_id) == versions


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig", "utf-16"])
def test_the_same_table_in_another_encoding_brings_nothing_new(scope: Scope, tmp_path: Path, encoding: str) -> None:
    lines = [shot(number) for number in range(1, 61)]
    stored(scope, [export(tmp_path / "a.csv", lines)])
    (again,) = stored(scope, [export(tmp_path / "b.csv", lines, encoding=encoding)])
    assert told(again) == ("committed", 60, 0, 0, 60, 0)
    assert runs(scope).height == 60
    right(scope)


def test_a_growing_log_brings_its_new_rows(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(number) for number in range(1, 101)]
    (first,) = stored(scope, [export(tmp_path / "a.csv", lines[:40])])
    (second,) = stored(scope, [export(tmp_path / "b.csv", lines)])
    assert (first.accepted, told(second)) == (40, ("committed", 100, 60, 0, 40, 0))
    assert runs(scope).height == 100
    assert aside(scope, "superseded").is_empty()
    right(scope)


def test_a_few_changed_values_correct_what_is_there_and_keep_it_aside(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(number) for number in range(1, 101)]
    stored(scope, [export(tmp_path / "a.csv", lines)])
    (second,) = stored(scope, [export(tmp_path / "b.csv", [shot(7, warmer=3.0), *lines[90:]])])
    assert told(second) == ("committed", 11, 1, 0, 10, 1)
    (row,) = runs(scope).filter(cycle_counter=7).to_dicts()
    assert (row["melt_temp_c"], row["file_id"]) == (663.0, second.file_id)
    (former,) = aside(scope, "superseded").to_dicts()
    assert (former["dataset"], former["by_file_id"]) == ("run", second.file_id)
    assert '"melt_temp_c":660.0' in former["row_json"]
    right(scope)


def test_an_overlap_that_differs_in_many_values_is_asked_about(scope: Scope, tmp_path: Path) -> None:
    stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 101)])])
    before = runs(scope)
    (doubtful,) = stored(scope, [export(tmp_path / "b.csv", [shot(n, warmer=9.0) for n in range(1, 101)])])
    assert (doubtful.status, [hold.key for hold in doubtful.holds]) == ("held", ["overlap"])
    assert runs(scope).equals(before)
    assert [receipt.file_id for receipt in held(scope)] == [doubtful.file_id]
    settled = answer(scope, doubtful.file_id, {"overlap": "correction"})
    assert told(settled) == ("committed", 100, 100, 0, 0, 100)
    assert set(runs(scope)["file_id"]) == {doubtful.file_id}
    assert aside(scope, "superseded").height == 100
    assert held(scope) == []
    right(scope)


def test_files_of_one_batch_and_files_one_by_one_make_the_same_lake(tmp_path: Path) -> None:
    lines = [shot(number) for number in range(1, 101)]
    paths = [
        export(tmp_path / name, part)
        for name, part in (("a.csv", lines[:50]), ("b.csv", lines[30:80]), ("c.csv", lines[60:]))
    ]
    together, singly, backwards = (opened(tmp_path / name) for name in ("together", "singly", "backwards"))
    stored(together, paths)
    for path in paths:
        stored(singly, [path])
    for path in reversed(paths):
        stored(backwards, [path])
    assert runs(together).equals(runs(singly))
    assert runs(together).equals(runs(backwards))
    right(backwards)


def test_months_are_partitions_of_their_own(scope: Scope, tmp_path: Path) -> None:
    october, november = ([shot(number) for number in numbers] for numbers in (range(1, 11), range(40_000, 40_010)))
    stored(scope, [export(tmp_path / "a.csv", [*october, *november])])
    (second,) = stored(scope, [export(tmp_path / "b.csv", [shot(number) for number in range(5, 21)])])
    assert told(second) == ("committed", 16, 10, 0, 6, 0)
    changed = {(change.table, change.month) for change in Ledger(scope.home).changes_since("hanbit", 1)}
    assert changed == {("run", "2026-10")}
    assert runs(scope).height == 30
    right(scope)


def test_files_of_two_logs_without_time_do_not_correct_each_other(scope: Scope, tmp_path: Path) -> None:
    header = "쇼트번호,용탕온도(℃)"
    for name, base in (("a.csv", 650), ("b.csv", 680)):
        lines = [f"{number},{base + number % 9}" for number in range(1, 61)]
        (asked,) = stored(scope, [export(tmp_path / name, lines, header=header)])
        done = answer(scope, asked.file_id, {"time": "order"}) if asked.status == "held" else asked
        assert told(done) == ("committed", 60, 60, 0, 0, 0)
    assert runs(scope).height == 120
    right(scope)


def test_folders_are_walked_and_what_programs_leave_behind_is_passed_over(scope: Scope, tmp_path: Path) -> None:
    folder = tmp_path / "공유"
    export(folder / "sub" / "a.csv", [shot(number) for number in range(1, 11)])
    for name in ("~$a.xlsx", ".hidden.csv", "b.csv.tmp"):
        (folder / name).write_bytes(b"x")
    (folder / "비었음.csv").touch()
    receipts = {receipt.file_name: receipt.status for receipt in stored(scope, [folder])}
    assert receipts == {"a.csv": "committed", "비었음.csv": "rejected"}


@pytest.mark.parametrize(
    ("name", "machine_id", "said"),
    [("nowhere.csv", "dc3", "nowhere.csv"), ("a.csv", "dc9", "dc9"), ("a.csv", None, "--machine")],
    ids=["missing file", "unknown machine", "no machine among two"],
)
def test_wrong_usage_writes_nothing(tmp_path: Path, name: str, machine_id: str | None, said: str) -> None:
    scope = opened(tmp_path / "home", ["dc3", "dc4"])
    good = export(tmp_path / "a.csv", [shot(1)])
    with pytest.raises(UsageError, match=said):
        stored(scope, [good, tmp_path / name], machine_id)
    assert not scope.raw.exists()
    assert Ledger(scope.home).files("hanbit") == []


def test_the_name_of_a_file_may_say_its_machine(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home", ["dc3", "dc4"])
    (receipt,) = stored(scope, [export(tmp_path / "DC4_20261005.csv", [shot(1), shot(2)])], None)
    assert receipt.machine_id == "dc4"


def test_a_changed_assumption_holds_for_every_file_of_the_layout(scope: Scope, tmp_path: Path) -> None:
    header = "일시,쇼트번호,용탕온도(℃),passorfail"
    lines = [f"2026-10-05 08:{number:02}:00,{number},660,{int(number in (3, 44))}" for number in range(60)]
    paths = [
        export(tmp_path / "a.csv", lines[:30], header=header),
        export(tmp_path / "b.csv", lines[30:], header=header),
    ]
    first, second = stored(scope, paths)
    assert "label:passorfail" in [assumption.key for assumption in first.assumptions]
    assert runs(scope).filter(result="scrap")["cycle_counter"].to_list() == [3, 44]
    again = answer(scope, first.file_id, {"label:passorfail": "0=scrap"})
    assert told(again)[:2] == ("committed", 30)
    after = runs(scope)
    assert set(after["file_id"]) == {first.file_id, second.file_id}
    assert after.filter(result="good")["cycle_counter"].to_list() == [3, 44]
    assert aside(scope, "superseded").is_empty()
    right(scope)


def test_an_answer_that_nobody_asked_for_is_wrong_usage(scope: Scope, tmp_path: Path) -> None:
    (receipt,) = stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 11)])])
    for file_id, key in ((receipt.file_id, "nothing"), ("ffff", "time")):
        with pytest.raises(UsageError):
            answer(scope, file_id, {key: "x"})


def test_a_fault_of_the_reader_stops_one_file_and_no_other(
    tmp_path: Path, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / "bad.csv", tmp_path / "good.csv"]
    for file, day in zip(files, (1, 2), strict=True):
        file.write_text(f"일시,쇼트수,사이클타임(s)\n2026-10-0{day} 08:00:00,1,58\n2026-10-0{day} 08:01:00,2,58\n")

    def breaks(scope: Scope, ledger: Ledger, record: FileRecord) -> Prepared:
        if record.file_name == "bad.csv":
            raise RuntimeError("a fault")
        return prepare(scope, ledger, record)

    with monkeypatch.context() as patched:
        patched.setattr("pipelines.steps.ingest.prepare", breaks)
        bad, good = ingest(scope, files, machine_id="dc3")
    assert (bad.status, [found.code for found in bad.findings]) == ("rejected", ["reader-fault"])
    assert (good.status, good.accepted) == ("committed", 2)
    assert "RuntimeError" in next((scope.home / "log").glob("fault-*.txt")).read_text()
    (again,) = ingest(scope, files[:1], machine_id="dc3")
    assert (again.status, again.accepted) == ("committed", 2)


def test_what_was_corrected_stays_known_where_a_later_file_only_adds_rows(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    far = 40_000  # minutes: in the month after
    stored(scope, [export(tmp_path / "a.csv", [shot(1), shot(2), shot(far + 6)])])
    stored(scope, [export(tmp_path / "b.csv", [shot(far + 6, warmer=1.0)])])
    before = aside(scope, "superseded")
    assert before.height == 1
    stored(
        scope, [export(tmp_path / "c.csv", [shot(1), shot(2), shot(far + 1)])]
    )  # repeats one month, adds to the other
    assert aside(scope, "superseded").equals(before)
    assert runs(scope).height == 4
