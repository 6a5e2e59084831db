"""What readers may open moves in one transaction, and only for whoever holds the firm's lease."""

import json
import multiprocessing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from ppuri.core.errors import TransientError
from ppuri.core.ledger import Change, Fact, Ledger
from ppuri.core.ledger.schema import lease as lease_table

FIRM = "hanbit"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def receive(ledger: Ledger, file_id: str, firm_id: str = FIRM) -> tuple[Any, bool]:
    return ledger.receive(
        firm_id,
        file_id=file_id,
        sha256=file_id * 4,
        file_name=f"{file_id}.csv",
        machine_id="dc3",
        byte_count=10,
        override={},
    )


def filed(file_id: str, places: list[tuple[str, str, str]]) -> dict[str, Any]:
    receipt = json.dumps({"file_id": file_id})
    return {"file_id": file_id, "status": "committed", "receipt_json": receipt, "partitions": places, "mappings": []}


def test_nothing_is_published_at_first(ledger: Ledger) -> None:
    assert ledger.published(FIRM) == {}
    assert ledger.published_ts(FIRM) is None
    assert ledger.last_seq(FIRM) == 0
    assert ledger.changes_since(FIRM, 0) == []


def test_versions_changes_and_receipts_become_visible_together(ledger: Ledger) -> None:
    receive(ledger, "a" * 16)
    place = ("run", "dc3", "2026-10")
    with ledger.lease(FIRM) as held:
        seq = ledger.publish(held, {"run": 3}, changes=[place, place], files=[filed("a" * 16, [place])])
    assert ledger.published(FIRM) == {"run": 3}
    assert ledger.changes_since(FIRM, 0) == [Change(seq, *place)]
    assert ledger.changes_since(FIRM, seq) == []
    assert [record.status for record in ledger.files(FIRM)] == ["committed"]
    assert ledger.partitions(FIRM, "a" * 16) == {place}
    assert ledger.published_ts(FIRM) is not None


def test_a_later_publication_advances_only_its_tables(ledger: Ledger) -> None:
    with ledger.lease(FIRM) as held:
        ledger.publish(held, {"run": 3, "quarantine": 0}, changes=[])
        ledger.publish(held, {"run": 4}, changes=[])
    assert ledger.published(FIRM) == {"run": 4, "quarantine": 0}


def test_firms_do_not_see_each_other(ledger: Ledger) -> None:
    with ledger.lease(FIRM) as held:
        ledger.publish(held, {"run": 3}, changes=[("run", "dc3", "2026-10")])
    assert ledger.published("other") == {}
    assert ledger.changes_since("other", 0) == []


def test_who_lost_the_lease_publishes_nothing(ledger: Ledger) -> None:
    with ledger.lease(FIRM) as zombie:
        with ledger.transaction() as connection:
            connection.execute(update(lease_table).values(expires_s=0.0))
        with ledger.lease(FIRM) as successor:
            assert successor.epoch == zombie.epoch + 1
            ledger.publish(successor, {"run": 1}, changes=[])
            with pytest.raises(TransientError):
                ledger.publish(zombie, {"run": 9}, changes=[("run", "dc3", "2026-10")])
    assert ledger.published(FIRM) == {"run": 1}
    assert ledger.changes_since(FIRM, 0) == []


def _hold_and_die(home: Path) -> None:
    import os

    with Ledger(home).lease(FIRM):
        os._exit(9)


def test_the_lease_of_a_dead_process_is_taken_over_at_once(ledger: Ledger, tmp_path: Path) -> None:
    child = multiprocessing.get_context("spawn").Process(target=_hold_and_die, args=(tmp_path,))
    child.start()
    child.join()
    assert child.exitcode == 9
    with ledger.lease(FIRM) as held:
        assert held.epoch == 2


def test_the_same_bytes_are_one_file_per_firm(ledger: Ledger) -> None:
    first, new = receive(ledger, "a" * 16)
    again, new_again = receive(ledger, "a" * 16)
    _, new_elsewhere = receive(ledger, "a" * 16, "other")
    assert (new, new_again, new_elsewhere) == (True, False, True)
    assert again == first


def test_a_file_is_found_by_the_beginning_of_its_id_when_that_is_one(ledger: Ledger) -> None:
    for file_id in ("ab" * 8, "ac" * 8):
        receive(ledger, file_id)
    assert ledger.file(FIRM, "ab").file_id == "ab" * 8
    assert ledger.file(FIRM, "a") is None
    assert ledger.file(FIRM, "%") is None
    assert ledger.file("other", "ab") is None


def test_files_that_touch_a_partition_come_in_the_order_of_receipt(ledger: Ledger) -> None:
    place, other = ("run", "dc3", "2026-10"), ("run", "dc3", "2026-11")
    for file_id in ("f" * 16, "a" * 16, "b" * 16):
        receive(ledger, file_id)
    with ledger.lease(FIRM) as held:
        ledger.publish(
            held,
            {"run": 1},
            changes=[],
            files=[filed("f" * 16, [place]), filed("a" * 16, [place, other]), filed("b" * 16, [other])],
        )
    touching = ledger.touching(FIRM, "run", {("dc3", "2026-10")})
    assert [record.file_id for record in touching] == ["f" * 16, "a" * 16]


def test_a_mapping_gets_a_version_only_when_it_differs(ledger: Ledger) -> None:
    versions = [ledger.remember(FIRM, "dc3", "layout", text) for text in ("{}", "{}", '{"a": 1}', "{}")]
    assert versions == [1, 1, 2, 3]
    assert ledger.mapping(FIRM, "dc3", "layout").version == 3
    assert ledger.mapping(FIRM, "dc3", "another") is None


def test_facts_are_dated_and_the_last_word_of_a_date_holds(ledger: Ledger) -> None:
    january, june = date(2026, 1, 1), date(2026, 6, 1)
    ledger.put_fact(FIRM, "monitor", "dc3", june, {"v": 2})
    ledger.put_fact(FIRM, "monitor", "dc3", january, {"v": 1})
    ledger.put_fact(FIRM, "monitor", "dc3", june, {"v": 3})
    assert ledger.facts(FIRM, "monitor") == [
        Fact("monitor", "dc3", january, {"v": 1}),
        Fact("monitor", "dc3", june, {"v": 3}),
    ]
    assert ledger.facts(FIRM, "chart") == []


def test_watermarks_and_state_are_kept_per_firm(ledger: Ledger) -> None:
    assert ledger.watermark(FIRM, "refresh") == 0
    ledger.set_watermark(FIRM, "refresh", 4)
    ledger.set_watermark(FIRM, "refresh", 7)
    seen = {"가": [1, None], "no UTF-8: \udcb0": 2}
    ledger.set_state(FIRM, "seen", seen)
    assert (ledger.watermark(FIRM, "refresh"), ledger.watermark("other", "refresh")) == (7, 0)
    assert (ledger.state(FIRM, "seen"), ledger.state("other", "seen")) == (seen, None)


def _count_up(home: Path, times: int) -> None:
    ledger = Ledger(home)
    for _ in range(times):
        with ledger.lease(FIRM) as held:
            ledger.publish(held, {"run": ledger.published(FIRM).get("run", 0) + 1}, changes=[])


def test_publications_of_several_processes_are_serial(ledger: Ledger, tmp_path: Path) -> None:
    ledger.published(FIRM)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_count_up, args=(tmp_path, 10)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert ledger.published(FIRM) == {"run": 20}
