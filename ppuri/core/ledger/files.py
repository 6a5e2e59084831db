"""The part of the ledger that tells of files: receipt, answers, places."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from ppuri.core.clock import now
from ppuri.core.ledger import schema
from ppuri.core.ledger.lease import Lease, fence
from ppuri.core.ledger.mappings import Mappings, note_mappings
from ppuri.core.ledger.records import Arrived, FileRecord, FileVersion
from ppuri.core.ledger.takeover import Takeover
from ppuri.core.ledger.versions import note_version, version_of


def _record(row: Row[Any]) -> FileRecord:
    return FileRecord(
        seq=row.seq,
        file_id=row.file_id,
        sha256=row.sha256,
        file_name=row.file_name,
        machine_id=row.machine_id,
        byte_count=row.byte_count,
        received_ts=datetime.fromisoformat(row.received_ts),
        status=row.status,
        override=json.loads(row.override_json),
        answers=json.loads(row.answers_json),
        receipt_json=row.receipt_json,
        container_sha256=row.container_sha256,
    )


def _received(connection: Connection, firm_id: str, file: Arrived, epoch: int | None) -> tuple[FileRecord, bool]:
    book = schema.file
    mine = (book.c.firm_id == firm_id) & (book.c.sha256 == file.sha256)
    known = connection.execute(select(book).where(mine)).first()
    if known is None:
        connection.execute(
            insert(book).values(
                firm_id=firm_id,
                file_id=file.file_id,
                sha256=file.sha256,
                file_name=file.file_name,
                machine_id=file.machine_id,
                byte_count=file.byte_count,
                received_ts=now().isoformat(),
                status="received",
                override_json=json.dumps(file.override, ensure_ascii=False),
                answers_json=json.dumps(file.answers, ensure_ascii=False),
                container_sha256=file.container_sha256,
                epoch=epoch,
            )
        )
    elif known.status == "received":
        connection.execute(update(book).where(mine).values(epoch=epoch, attempt_count=1))
    return _record(connection.execute(select(book).where(mine)).one()), known is None


class Files(Takeover, Mappings):
    """Files, their answers and mappings; a part of `Ledger`."""

    def receive(
        self,
        firm_id: str,
        *,
        file_id: str,
        sha256: str,
        file_name: str,
        machine_id: str,
        byte_count: int,
        override: dict[str, Any],
        container_sha256: str | None = None,
        epoch: int | None = None,
        answers: dict[str, str] | None = None,
    ) -> tuple[FileRecord, bool]:
        """Note a file whose bytes lie in the archive.

        Args:
            firm_id: The firm.
            file_id: Its id within the firm.
            sha256: Hash of its bytes.
            file_name: Its label.
            machine_id: The machine it belongs to.
            byte_count: Its size.
            override: What a person said of its columns.
            container_sha256: Hash of the archive that brought it.
            epoch: Of the lease under which it is read now; None where nobody reads it yet.
            answers: What is said of a new file from the beginning.

        Returns:
            The record, and whether it is new: the same bytes of the same firm are known already.
        """
        said = Arrived(file_id, sha256, file_name, machine_id, byte_count, override, container_sha256, answers or {})
        return self.receive_all(firm_id, [said], epoch=epoch)[0]

    def receive_all(
        self, firm_id: str, files: Iterable[Arrived], *, epoch: int | None = None
    ) -> list[tuple[FileRecord, bool]]:
        """Note files whose bytes lie in the archive, in one transaction.

        Args:
            firm_id: The firm.
            files: The files, in their order.
            epoch: Of the lease under which they are read now; None where nobody reads them yet.

        Returns:
            Per file its record, and whether it is new.
        """
        with self.transaction() as connection:
            return [_received(connection, firm_id, file, epoch) for file in files]

    def files(self, firm_id: str, *, status: str | None = None) -> list[FileRecord]:
        """Return the firm's files in the order of receipt."""
        book = schema.file
        query = select(book).where(book.c.firm_id == firm_id).order_by(book.c.seq)
        if status is not None:
            query = query.where(book.c.status == status)
        with self.reading() as connection:
            return [_record(row) for row in connection.execute(query)]

    def has_files(self, firm_id: str) -> bool:
        """Whether a file of the firm was ever received."""
        book = schema.file
        with self.reading() as connection:
            return connection.execute(select(book.c.seq).where(book.c.firm_id == firm_id).limit(1)).first() is not None

    def mending(self, firm_id: str, file_id: str) -> list[FileRecord]:
        """Return the stored workbooks that mend a file, in the order of receipt."""
        book = schema.file
        named = book.c.override_json == json.dumps({"mends": file_id}, ensure_ascii=False)
        mine = (book.c.firm_id == firm_id) & (book.c.status == "committed") & named
        with self.reading() as connection:
            return [_record(row) for row in connection.execute(select(book).where(mine).order_by(book.c.seq))]

    def file(self, firm_id: str, file_id: str) -> FileRecord | None:
        """Return the file whose id begins with `file_id`; None where none or several do."""
        book = schema.file
        mine = (book.c.firm_id == firm_id) & book.c.file_id.startswith(file_id, autoescape=True)
        with self.reading() as connection:
            rows = connection.execute(select(book).where(mine).limit(2)).all()
        return _record(rows[0]) if len(rows) == 1 else None

    def settle(
        self,
        firm_id: str,
        file_id: str,
        status: str,
        receipt_json: str,
        *,
        held: Lease | None = None,
        said: FileRecord | None = None,
    ) -> None:
        """Note what became of a file that stores nothing: held or rejected.

        Args:
            firm_id: The firm.
            file_id: The file.
            status: What became of it.
            receipt_json: Its receipt.
            held: The lease under which it was read.
            said: The file with the machine, override and answers that it was read with; None leaves those noted before.

        Raises:
            TransientError: When the lease was lost to another process, whose word counts.
        """
        book = schema.file
        with self.transaction() as connection:
            if held is not None:
                fence(connection, held)
            mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
            values = {"status": status, "receipt_json": receipt_json, **(spoken(said) if said else {})}
            connection.execute(update(book).where(mine).values(**values))
            note_version(connection, firm_id, file_id)

    def versions(self, firm_id: str, file_id: str) -> list[FileVersion]:
        """Return what was said of a file and what became of it, oldest first."""
        book = schema.file_version
        mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
        with self.reading() as connection:
            rows = connection.execute(select(book).where(mine).order_by(book.c.version)).all()
        return [version_of(row) for row in rows]

    def set_answers(self, firm_id: str, file_id: str, answers: dict[str, str]) -> None:
        """Note the answers of a file, all of them."""
        book = schema.file
        with self.transaction() as connection:
            mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
            connection.execute(update(book).where(mine).values(answers_json=json.dumps(answers, ensure_ascii=False)))

    def set_override(self, firm_id: str, file_id: str, override: dict[str, Any]) -> None:
        """Note the mapping file that was given with a file later than its bytes."""
        book = schema.file
        with self.transaction() as connection:
            mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
            connection.execute(update(book).where(mine).values(override_json=json.dumps(override, ensure_ascii=False)))

    def sharing(self, firm_id: str, file_id: str) -> list[FileRecord]:
        """Return the other stored files of the same machine with a table of the same layout, in order of receipt."""
        book, used = schema.file, schema.file_mapping
        layouts = select(used.c.layout_id).where((used.c.firm_id == firm_id) & (used.c.file_id == file_id))
        machine = select(book.c.machine_id).where((book.c.firm_id == firm_id) & (book.c.file_id == file_id))
        likewise = select(used.c.file_id).where((used.c.firm_id == firm_id) & used.c.layout_id.in_(layouts))
        mine = (book.c.firm_id == firm_id) & (book.c.status == "committed") & (book.c.file_id != file_id)
        same = book.c.file_id.in_(likewise) & (book.c.machine_id == machine.scalar_subquery())
        with self.reading() as connection:
            return [_record(row) for row in connection.execute(select(book).where(mine & same).order_by(book.c.seq))]

    def touching(self, firm_id: str, table: str, partitions: set[tuple[str, str]]) -> list[FileRecord]:
        """Return the live files with rows in any of the (machine_id, month) partitions, in order of receipt."""
        book, place = schema.file, schema.file_partition
        query = (
            select(book, place.c.machine_id.label("at_machine"), place.c.month)
            .join(place, (place.c.firm_id == book.c.firm_id) & (place.c.file_id == book.c.file_id))
            .where((book.c.firm_id == firm_id) & (place.c.table_name == table) & (book.c.status == "committed"))
            .order_by(book.c.seq)
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        found = {row.file_id: _record(row) for row in rows if (row.at_machine, row.month) in partitions}
        return list(found.values())

    def partitions(self, firm_id: str, file_id: str) -> set[tuple[str, str, str]]:
        """Return the (table, machine_id, month) where a file has rows."""
        place = schema.file_partition
        mine = (place.c.firm_id == firm_id) & (place.c.file_id == file_id)
        with self.reading() as connection:
            rows = connection.execute(select(place).where(mine))
            return {(row.table_name, row.machine_id, row.month) for row in rows}

    def places(self, firm_id: str) -> set[tuple[str, str]]:
        """Return the (machine_id, month) where files of the firm have rows, in whatever table."""
        place = schema.file_partition.c
        query = select(place.machine_id, place.month).where(place.firm_id == firm_id).distinct()
        with self.reading() as connection:
            return {(row.machine_id, row.month) for row in connection.execute(query)}

    def _file_published(self, connection: Connection, firm_id: str, record: dict[str, Any]) -> None:
        book, place = schema.file, schema.file_partition
        file_id = record["file_id"]
        mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
        said = ("status", "receipt_json", "machine_id", "override_json", "answers_json")
        connection.execute(update(book).where(mine).values(**{name: record[name] for name in said if name in record}))
        if "partitions" in record:
            connection.execute(delete(place).where((place.c.firm_id == firm_id) & (place.c.file_id == file_id)))
            names = ("table_name", "machine_id", "month")
            rows = [dict(zip(names, each, strict=True)) for each in sorted(set(record["partitions"]))]
            if rows:
                connection.execute(insert(place), [{"firm_id": firm_id, "file_id": file_id, **row} for row in rows])
        if "mappings" in record:
            machine_id = connection.execute(select(book.c.machine_id).where(mine)).scalar_one()
            note_mappings(connection, firm_id, machine_id, file_id, record["mappings"])
        if "status" in record:
            note_version(connection, firm_id, file_id)


def spoken(record: FileRecord) -> dict[str, str]:
    """Return what people said of a file, as the ledger's columns."""
    return {
        "machine_id": record.machine_id,
        "override_json": json.dumps(record.override, ensure_ascii=False),
        "answers_json": json.dumps(record.answers, ensure_ascii=False),
    }
