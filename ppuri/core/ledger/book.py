"""The ledger of one installation: receipts, mappings, answers, facts, leases and what is published."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from ppuri.core.clock import now
from ppuri.core.errors import InternalError, UsageError
from ppuri.core.ledger import schema
from ppuri.core.ledger.engine import moment, place, reading, transaction
from ppuri.core.ledger.files import Files
from ppuri.core.ledger.lease import Lease, fence, lease
from ppuri.core.ledger.records import Change, Fact, HubVersion


class Ledger(Files):
    """What happened in one installation.

    Args:
        home: Folder of the installation; `ledger.db` is made where it is missing, unless `PPURI_LEDGER` names a server.
    """

    def __init__(self, home: Path) -> None:
        self._place = place(home)

    def transaction(self) -> AbstractContextManager[Connection]:
        """One transaction that may write; one at a time in the whole installation."""
        return transaction(self._place)

    def reading(self) -> AbstractContextManager[Connection]:
        """One transaction that only reads: it sees one moment and waits for nobody."""
        return reading(self._place)

    def moment(self) -> AbstractContextManager[None]:
        """One moment for everything that is read while the block runs, by whatever ledger of the same installation."""
        return moment(self._place)

    @contextmanager
    def lease(self, firm_id: str, *, removing: bool = False) -> Iterator[Lease]:
        """Hold the right to write for a firm.

        Args:
            firm_id: The firm.
            removing: Also where the firm was withdrawn: for what removes its data.

        Raises:
            UsageError: When the firm was withdrawn, also while this waited.
            TransientError: When another process keeps writing for it.
        """
        with lease(self._place, firm_id) as held:
            if not removing:
                self._refuse_withdrawn(firm_id)
            yield held

    def _refuse_withdrawn(self, firm_id: str) -> None:
        book = schema.withdrawal
        with self.reading() as connection:
            if connection.execute(select(book.c.firm_id).where(book.c.firm_id == firm_id)).first() is not None:
                raise UsageError(
                    f"기업 {firm_id}의 자료는 철회되어 지워졌습니다. 더 저장할 수 없습니다.",
                    f"the data of firm {firm_id} were withdrawn and removed; nothing more can be stored for it",
                )

    def published(self, firm_id: str) -> dict[str, int]:
        """Return the Delta version of each table that readers may open."""
        with self.reading() as connection:
            rows = connection.execute(select(schema.published).where(schema.published.c.firm_id == firm_id))
            return {row.table_name: row.version for row in rows}

    def published_ts(self, firm_id: str) -> datetime | None:
        """Return the moment of the last publication that changed rows (upkeep changes none); None before the first."""
        book = schema.publication
        moved = select(schema.change.c.seq).where(schema.change.c.firm_id == firm_id)
        newest = select(func.max(book.c.published_ts)).where((book.c.firm_id == firm_id) & book.c.seq.in_(moved))
        with self.reading() as connection:
            text = connection.execute(newest).scalar()
        return None if text is None else datetime.fromisoformat(text)

    def publish(
        self,
        held: Lease,
        versions: dict[str, int],
        *,
        changes: list[tuple[str, str, str]],
        files: list[dict[str, Any]] | None = None,
    ) -> int:
        """Make Delta versions visible, with the receipts of the files behind them, in one transaction.

        Args:
            held: The lease under which they were written.
            versions: Table to version.
            changes: (table, machine_id, month) that changed.
            files: Per file: `file_id`, `status`, `receipt_json`, `partitions` [(table, machine, month)],
                `mappings` [(table_no, layout_id, version)].

        Returns:
            Sequence number of the publication.

        Raises:
            TransientError: When the lease was lost to another process.
        """
        with self.transaction() as connection:
            fence(connection, held)
            seq = self._note(connection, held, versions)
            for table, version in versions.items():
                self._advance(connection, held.firm_id, table, version)
            for table, machine_id, month in sorted(set(changes)):
                connection.execute(
                    insert(schema.change).values(
                        seq=seq, firm_id=held.firm_id, table_name=table, machine_id=machine_id, month=month
                    )
                )
            for record in files or []:
                self._file_published(connection, held.firm_id, record)
        return seq

    def _note(self, connection: Connection, held: Lease, versions: dict[str, int]) -> int:
        made = connection.execute(
            insert(schema.publication).values(
                firm_id=held.firm_id,
                epoch=held.epoch,
                published_ts=now().isoformat(),
                versions_json=json.dumps(versions, sort_keys=True),
            )
        )
        if made.inserted_primary_key is None:
            raise InternalError("공개 번호를 받지 못했습니다.", "the publication got no number")
        return int(made.inserted_primary_key[0])

    def _advance(self, connection: Connection, firm_id: str, table: str, version: int) -> None:
        book = schema.published
        mine = (book.c.firm_id == firm_id) & (book.c.table_name == table)
        if connection.execute(update(book).where(mine).values(version=version)).rowcount == 0:
            connection.execute(insert(book).values(firm_id=firm_id, table_name=table, version=version))

    def changes_since(self, firm_id: str, seq: int) -> list[Change]:
        """Return what publications after `seq` changed, oldest first."""
        book = schema.change
        query = select(book).where((book.c.firm_id == firm_id) & (book.c.seq > seq)).order_by(book.c.seq)
        with self.reading() as connection:
            return [Change(row.seq, row.table_name, row.machine_id, row.month) for row in connection.execute(query)]

    def last_seq(self, firm_id: str) -> int:
        """Return the number of the firm's last publication; 0 before the first."""
        book = schema.publication
        with self.reading() as connection:
            return int(connection.execute(select(func.max(book.c.seq)).where(book.c.firm_id == firm_id)).scalar() or 0)

    def watermark(self, firm_id: str, name: str) -> int:
        """Return up to which publication something is done; 0 where it never ran."""
        book = schema.watermark
        with self.reading() as connection:
            mine = (book.c.firm_id == firm_id) & (book.c.name == name)
            return int(connection.execute(select(book.c.seq).where(mine)).scalar() or 0)

    def set_watermark(self, firm_id: str, name: str, seq: int) -> None:
        """Note up to which publication something is done."""
        book = schema.watermark
        with self.transaction() as connection:
            mine = (book.c.firm_id == firm_id) & (book.c.name == name)
            if connection.execute(update(book).where(mine).values(seq=seq)).rowcount == 0:
                connection.execute(insert(book).values(firm_id=firm_id, name=name, seq=seq))

    def put_fact(self, firm_id: str, kind: str, subject: str, valid_from: date, value: dict[str, Any]) -> None:
        """Add a dated fact; an equal one that is already there stays alone."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        book = schema.fact
        same = (book.c.firm_id == firm_id) & (book.c.kind == kind) & (book.c.subject == subject)
        with self.transaction() as connection:
            last = connection.execute(select(book).where(same).order_by(book.c.id.desc()).limit(1)).first()
            if last is not None and (last.valid_from, last.value_json) == (valid_from.isoformat(), text):
                return
            connection.execute(
                insert(book).values(
                    firm_id=firm_id,
                    kind=kind,
                    subject=subject,
                    valid_from=valid_from.isoformat(),
                    value_json=text,
                    created_ts=now().isoformat(),
                )
            )

    def facts(self, firm_id: str, kind: str) -> list[Fact]:
        """Return the facts of a kind, the newest version of each subject and date, by subject and date."""
        book = schema.fact
        query = select(book).where((book.c.firm_id == firm_id) & (book.c.kind == kind)).order_by(book.c.id)
        with self.reading() as connection:
            newest = {(row.subject, row.valid_from): row.value_json for row in connection.execute(query)}
        return [
            Fact(kind, subject, date.fromisoformat(since), json.loads(text))
            for (subject, since), text in sorted(newest.items())
        ]

    def state(self, firm_id: str, key: str) -> Any:
        """Return a remembered JSON value; None where there is none."""
        book = schema.state
        with self.reading() as connection:
            mine = (book.c.firm_id == firm_id) & (book.c.key == key)
            text = connection.execute(select(book.c.value_json).where(mine)).scalar()
        return None if text is None else json.loads(text)

    def set_state(self, firm_id: str, key: str, value: Any) -> None:
        """Remember a JSON value."""
        book = schema.state
        with self.transaction() as connection:
            mine = (book.c.firm_id == firm_id) & (book.c.key == key)
            connection.execute(delete(book).where(mine))
            connection.execute(
                # In ASCII: paths of files whose names are no UTF-8 are remembered here.
                insert(book).values(firm_id=firm_id, key=key, value_json=json.dumps(value))
            )

    def hub(self) -> HubVersion | None:
        """Return the hub as last applied."""
        book = schema.hub_version
        with self.reading() as connection:
            row = connection.execute(select(book).order_by(book.c.version.desc()).limit(1)).first()
        if row is None:
            return None
        return HubVersion(row.version, row.sha256, row.hub_json, datetime.fromisoformat(row.applied_ts))

    def put_hub(self, sha256: str, hub_json: str) -> None:
        """Note a new version of the hub."""
        with self.transaction() as connection:
            connection.execute(
                insert(schema.hub_version).values(sha256=sha256, hub_json=hub_json, applied_ts=now().isoformat())
            )
