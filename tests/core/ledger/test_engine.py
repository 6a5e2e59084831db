"""One writer at a time, readers that wait for nobody, and a ledger that belongs to one home; on both engines."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text, update

from ppuri.core.errors import TransientError, UsageError
from ppuri.core.ledger import Ledger, postgresql
from ppuri.core.ledger.engine import close
from ppuri.core.ledger.lease import ServerSeconds
from ppuri.core.ledger.schema import lease as lease_table

FIRM = "hanbit"


def test_readers_wait_for_no_writer_and_see_what_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_LEDGER_WAIT_S", "0.3")
    ledger = Ledger(tmp_path)
    ledger.set_state(FIRM, "key", 1)
    with ledger.transaction() as connection:
        connection.execute(text("update state set value_json = '2'"))
        assert ledger.state(FIRM, "key") == 1
    assert ledger.state(FIRM, "key") == 2


def test_a_writer_waits_for_its_turn_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Ledger(tmp_path).set_state(FIRM, "key", 0)
    patient = Ledger(tmp_path)
    monkeypatch.setenv("PPURI_LEDGER_WAIT_S", "0.3")
    hasty = Ledger(tmp_path)
    with patient.transaction(), pytest.raises(TransientError):
        hasty.set_state(FIRM, "key", 1)
    written = threading.Thread(target=patient.set_state, args=(FIRM, "key", 2))
    with Ledger(tmp_path).transaction():
        written.start()
        time.sleep(0.3)
    written.join()
    assert patient.state(FIRM, "key") == 2


def test_reading_cannot_write(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    with pytest.raises(TransientError), ledger.reading() as connection:
        connection.execute(text("delete from state"))


def test_read_and_written_in_one_turn_nothing_is_lost(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.set_state(FIRM, "count", 0)

    def count_up() -> None:
        for _ in range(20):
            with ledger.transaction() as connection:
                found = int(connection.execute(text("select value_json from state")).scalar_one())
                connection.execute(text("update state set value_json = :new"), {"new": str(found + 1)})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.state(FIRM, "count") == 80


def test_a_lease_outlives_its_length_while_its_holder_renews_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPURI_LEASE_S", "1.2")
    monkeypatch.setenv("PPURI_LEASE_WAIT_S", "2.0")
    ledger = Ledger(tmp_path)
    with ledger.lease(FIRM), pytest.raises(TransientError), ledger.lease(FIRM):
        pass


def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    with ledger.lease(FIRM):
        pass
    with ledger.transaction() as connection:
        year_ahead = {"holder": "elsewhere:1:1", "expires_s": ServerSeconds() + 365 * 86_400.0}
        connection.execute(update(lease_table).values(**year_ahead))
    with ledger.lease(FIRM) as held:
        assert held.epoch == 2


def test_a_lease_of_another_machine_runs_out_by_the_clock_of_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPURI_LEASE_WAIT_S", "0.1")
    ledger = Ledger(tmp_path)
    with ledger.lease(FIRM):
        pass
    with ledger.transaction() as connection:
        connection.execute(update(lease_table).values(holder="elsewhere:1:1", expires_s=ServerSeconds() + 0.9))
    with pytest.raises(TransientError), ledger.lease(FIRM):
        pass
    time.sleep(0.8)
    with ledger.lease(FIRM) as held:
        assert held.epoch == 2


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
class TestServer:
    """What holds for a ledger on a server alone."""

    def test_it_belongs_to_one_home(self, tmp_path: Path) -> None:
        Ledger(tmp_path / "one").set_state(FIRM, "key", 1)
        with pytest.raises(UsageError):
            Ledger(tmp_path / "other").state(FIRM, "key")

    def test_its_home_is_not_opened_without_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Ledger(tmp_path).set_state(FIRM, "key", 1)
        monkeypatch.delenv("PPURI_LEDGER")
        with pytest.raises(UsageError):
            Ledger(tmp_path).state(FIRM, "key")

    def test_an_empty_one_is_not_taken_for_a_home_that_has_data(self, tmp_path: Path) -> None:
        (tmp_path / "lake" / FIRM / "run" / "_delta_log").mkdir(parents=True)
        with pytest.raises(UsageError):
            Ledger(tmp_path).state(FIRM, "key")

    def test_a_transaction_that_stands_still_is_ended(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql, "IDLE_S", 1)
        ledger = Ledger(tmp_path)

        def stand_still() -> None:
            with ledger.transaction() as connection:
                time.sleep(1.5)
                connection.execute(text("delete from state"))

        with pytest.raises(TransientError):
            stand_still()
        ledger.set_state(FIRM, "key", 1)
        assert ledger.state(FIRM, "key") == 1

    @pytest.mark.parametrize("address", ["mysql://root@127.0.0.1/x", "no address", "sqlite:///x.db"])
    def test_another_kind_of_address_is_refused(
        self, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PPURI_LEDGER", address)
        with pytest.raises(UsageError):
            Ledger(tmp_path).state(FIRM, "key")

    def test_one_that_does_not_answer_may_answer_later(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PPURI_LEDGER", "postgresql+psycopg://nobody:secret@127.0.0.1:1/x")
        with pytest.raises(TransientError) as told:
            Ledger(tmp_path).state(FIRM, "key")
        assert "secret" not in str(told.value)
        close()
