"""Every file of a table has the hash that it had when it was written."""

import json
from pathlib import Path

import pytest

from ppuri.core.lake import Lake
from ppuri.core.raw import hash_of
from ppuri.core.scope import Scope
from ppuri.core.sums import FOLDER, gather, known, unreadable
from tests.core.test_lake import NOVEMBER, OCTOBER, rows


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Scope(tmp_path, "hanbit"))


def test_what_a_commit_wrote_is_noted(lake: Lake) -> None:
    for number, place in enumerate((OCTOBER, NOVEMBER)):
        version = lake.commit("run", rows([1.0], place), replace=None, transaction=str(number))
    sums, table = known(lake.path("run")), lake.path("run")
    files = {Path(path).relative_to(table).as_posix() for path in lake.files("run", version)}
    assert files | {f"_delta_log/{number:020}.json" for number in (0, 1)} == set(sums)
    assert all(hash_of(table / name) == digest for name, digest in sums.items())


def test_what_is_put_back_keeps_its_first_hash(lake: Lake) -> None:
    published = lake.commit("run", rows([1.0]), replace=None, transaction="a")
    (path,) = map(Path, lake.files("run", published))
    before = known(lake.path("run"))[path.relative_to(lake.path("run")).as_posix()]
    lake.commit("run", rows([2.0]), replace=[OCTOBER], transaction="b")
    path.write_bytes(path.read_bytes()[:-9] + b"?" + path.read_bytes()[-8:])
    lake.put_back("run", published)
    assert known(lake.path("run"))[path.relative_to(lake.path("run")).as_posix()] == before != hash_of(path)


def test_gathered_pages_say_the_same_of_what_is_still_there(lake: Lake) -> None:
    for number in range(4):
        version = lake.commit("run", rows([float(number)]), replace=None, transaction=str(number))
    before = known(lake.path("run"))
    gone = Path(lake.files("run", version)[0])
    gone.unlink()
    gather(lake.path("run"), version)
    name = gone.relative_to(lake.path("run")).as_posix()
    assert known(lake.path("run")) == {key: digest for key, digest in before.items() if key != name}
    assert len(list((lake.path("run") / FOLDER).iterdir())) == 1


@pytest.mark.parametrize("content", [b"{", b"[]", json.dumps({}).encode()])
def test_a_damaged_page_is_told(lake: Lake, content: bytes) -> None:
    lake.commit("run", rows([1.0]), replace=None, transaction="a")
    (page,) = (lake.path("run") / FOLDER).iterdir()
    page.write_bytes(content)
    assert unreadable(lake.path("run")) == [f"{FOLDER}/{page.name}"]
