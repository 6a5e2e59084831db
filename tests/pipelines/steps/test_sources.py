import os
from pathlib import Path

import pytest

from pipelines.steps.sources import could_be_data, folder_sources, hand_in, poll
from ppuri.core.errors import TransientError, UsageError
from ppuri.core.hub import current_hub
from tests.portal.homes import found, shots


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("10월.csv", True),
        ("~$10월.xlsx", False),
        (".hidden.csv", False),
        ("shots.csv.tmp", False),
        ("shots.csv.crdownload", False),
        ("Thumbs.db", False),
        ("report.PDF", True),
    ],
)
def test_what_could_be_data(name: str, taken: bool) -> None:
    assert could_be_data(name) is taken


def test_the_declared_folder_is_the_source(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    (source,) = folder_sources(current_hub(scope.home))
    assert (source.firm_id, source.machine_id, source.path, source.every_s) == ("hanbit", "dc3", folder, 900.0)


def test_a_file_is_ready_at_the_second_equal_look(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    file = folder / "a.csv"
    file.write_bytes(shots())
    assert poll(scope, "dc3", settle_s=0) == []
    assert poll(scope, "dc3", settle_s=0) == [file]


def test_two_looks_in_the_same_moment_prove_nothing(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    (folder / "a.csv").write_bytes(shots())
    assert poll(scope, "dc3", settle_s=60) == []
    assert poll(scope, "dc3", settle_s=60) == []


def test_a_growing_file_is_not_ready(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    file = folder / "a.csv"
    for size in (10, 20, 30):
        file.write_bytes(shots(size))
        assert poll(scope, "dc3", settle_s=0) == []


def test_a_file_rewritten_in_the_same_size_is_not_ready(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    file = folder / "a.csv"
    file.write_bytes(shots())
    poll(scope, "dc3", settle_s=0)
    os.utime(file, ns=(1, 1))
    assert poll(scope, "dc3", settle_s=0) == []


def test_empty_hidden_and_linked_files_are_left_alone(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    (folder / "empty.csv").touch()
    (folder / ".secret.csv").write_bytes(shots())
    (tmp_path / "other.csv").write_bytes(shots())
    (folder / "link.csv").symlink_to(tmp_path / "other.csv")
    poll(scope, "dc3", settle_s=0)
    assert poll(scope, "dc3", settle_s=0) == []


def test_files_come_in_the_order_of_their_change(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    for place, name in enumerate(("b.csv", "a.csv"), start=1):
        (folder / name).write_bytes(shots(10 * place))
        os.utime(folder / name, (place, place))
    poll(scope, "dc3", settle_s=0)
    assert [path.name for path in poll(scope, "dc3", settle_s=0)] == ["b.csv", "a.csv"]


def test_a_missing_folder_is_transient(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    folder.rmdir()
    with pytest.raises(TransientError):
        poll(scope, "dc3")


def test_an_unknown_machine_is_refused(tmp_path: Path) -> None:
    scope, _ = found(tmp_path / "home")
    with pytest.raises(UsageError):
        poll(scope, "dc9")


def test_a_file_is_handed_in_once_and_stays_where_it_is(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    file = folder / "a.csv"
    file.write_bytes(shots())
    assert hand_in(scope, "dc3", settle_s=0) == []
    (receipt,) = hand_in(scope, "dc3", settle_s=0)
    assert (receipt.status, receipt.rows_in) == ("committed", 60)
    assert file.read_bytes() == shots()
    (folder / "copy.csv").write_bytes(shots())
    assert [hand_in(scope, "dc3", settle_s=0) for _ in range(3)] == [[], [], []]


def test_a_changed_file_is_handed_in_again(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home")
    file = folder / "a.csv"
    file.write_bytes(shots(30))
    hand_in(scope, "dc3", settle_s=0)
    hand_in(scope, "dc3", settle_s=0)
    file.write_bytes(shots(60))
    assert hand_in(scope, "dc3", settle_s=0) == []
    (receipt,) = hand_in(scope, "dc3", settle_s=0)
    assert (receipt.accepted, receipt.duplicate) == (30, 30)
