"""The part of the ledger that tells of files: receipt, answers, mappings."""

import json
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from ppuri.core.clock import now
from ppuri.core.ledger import schema
from ppuri.core.ledger.records import FileRecord, MappingRecord


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


class Files:
    """Files, their answers and mappings; a part of `Ledger`."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """One transaction on the ledger."""
        raise NotImplementedError

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
    ) -> tuple[FileRecord, bool]:
        """Note a file whose bytes lie in the archive.

        Returns:
            The record, and whether it is new: the same bytes of the same firm are known already.
        """
        book = schema.file
        mine = (book.c.firm_id == firm_id) & (book.c.sha256 == sha256)
        with self.transaction() as connection:
            known = connection.execute(select(book).where(mine)).first()
            if known is None:
                connection.execute(
                    insert(book).values(
                        firm_id=firm_id,
                        file_id=file_id,
                        sha256=sha256,
                        file_name=file_name,
                        machine_id=machine_id,
                        byte_count=byte_count,
                        received_ts=now().isoformat(),
                        status="received",
                        override_json=json.dumps(override, ensure_ascii=False),
                        answers_json="{}",
                        container_sha256=container_sha256,
                    )
                )
            row = connection.execute(select(book).where(mine)).one()
        return _record(row), known is None

    def files(self, firm_id: str, *, status: str | None = None) -> list[FileRecord]:
        """Return the firm's files in the order of receipt."""
        book = schema.file
        query = select(book).where(book.c.firm_id == firm_id).order_by(book.c.seq)
        if status is not None:
            query = query.where(book.c.status == status)
        with self.transaction() as connection:
            return [_record(row) for row in connection.execute(query)]

    def mending(self, firm_id: str, file_id: str) -> list[FileRecord]:
        """Return the stored workbooks that mend a file, in the order of receipt."""
        book = schema.file
        named = book.c.override_json == json.dumps({"mends": file_id}, ensure_ascii=False)
        mine = (book.c.firm_id == firm_id) & (book.c.status == "committed") & named
        with self.transaction() as connection:
            return [_record(row) for row in connection.execute(select(book).where(mine).order_by(book.c.seq))]

    def file(self, firm_id: str, file_id: str) -> FileRecord | None:
        """Return the file whose id begins with `file_id`; None where none or several do."""
        book = schema.file
        mine = (book.c.firm_id == firm_id) & book.c.file_id.startswith(file_id, autoescape=True)
        with self.transaction() as connection:
            rows = connection.execute(select(book).where(mine).limit(2)).all()
        return _record(rows[0]) if len(rows) == 1 else None

    def settle(self, firm_id: str, file_id: str, status: str, receipt_json: str) -> None:
        """Note what became of a file that stores nothing: held or rejected."""
        book = schema.file
        with self.transaction() as connection:
            mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
            connection.execute(update(book).where(mine).values(status=status, receipt_json=receipt_json))

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
        with self.transaction() as connection:
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
        with self.transaction() as connection:
            rows = connection.execute(query).all()
        found = {row.file_id: _record(row) for row in rows if (row.at_machine, row.month) in partitions}
        return list(found.values())

    def partitions(self, firm_id: str, file_id: str) -> set[tuple[str, str, str]]:
        """Return the (table, machine_id, month) where a file has rows."""
        place = schema.file_partition
        mine = (place.c.firm_id == firm_id) & (place.c.file_id == file_id)
        with self.transaction() as connection:
            rows = connection.execute(select(place).where(mine))
            return {(row.table_name, row.machine_id, row.month) for row in rows}

    def _file_published(self, connection: Connection, firm_id: str, record: dict[str, Any]) -> None:
        book, place, used = schema.file, schema.file_partition, schema.file_mapping
        file_id = record["file_id"]
        mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
        values = {"status": record["status"], "receipt_json": record["receipt_json"]}
        connection.execute(update(book).where(mine).values(**values))
        if "partitions" in record:
            connection.execute(delete(place).where((place.c.firm_id == firm_id) & (place.c.file_id == file_id)))
            for table, machine_id, month in sorted(set(record["partitions"])):
                row = {
                    "firm_id": firm_id,
                    "file_id": file_id,
                    "table_name": table,
                    "machine_id": machine_id,
                    "month": month,
                }
                connection.execute(insert(place).values(**row))
        if "mappings" in record:
            connection.execute(delete(used).where((used.c.firm_id == firm_id) & (used.c.file_id == file_id)))
            for table_no, layout_id, version in record["mappings"]:
                row = {
                    "firm_id": firm_id,
                    "file_id": file_id,
                    "table_no": table_no,
                    "layout_id": layout_id,
                    "version": version,
                }
                connection.execute(insert(used).values(**row))

    def mapping(self, firm_id: str, machine_id: str, layout_id: str) -> MappingRecord | None:
        """Return the newest mapping of a layout of a machine."""
        book = schema.mapping
        mine = (book.c.firm_id == firm_id) & (book.c.machine_id == machine_id) & (book.c.layout_id == layout_id)
        with self.transaction() as connection:
            row = connection.execute(select(book).where(mine).order_by(book.c.version.desc()).limit(1)).first()
        return None if row is None else MappingRecord(machine_id, layout_id, row.version, row.mapping_json)

    def last_mapping(self, firm_id: str, machine_id: str) -> MappingRecord | None:
        """Return the mapping that was remembered last for a machine, of whatever layout."""
        book = schema.mapping
        mine = (book.c.firm_id == firm_id) & (book.c.machine_id == machine_id)
        newest = select(book).where(mine).order_by(book.c.created_ts.desc(), book.c.layout_id).limit(1)
        with self.transaction() as connection:
            row = connection.execute(newest).first()
        return None if row is None else MappingRecord(machine_id, row.layout_id, row.version, row.mapping_json)

    def remember(self, firm_id: str, machine_id: str, layout_id: str, mapping_json: str) -> int:
        """Keep a mapping as a new version where it differs from the newest, and return its version."""
        book = schema.mapping
        last = self.mapping(firm_id, machine_id, layout_id)
        if last is not None and last.mapping_json == mapping_json:
            return last.version
        mine = (book.c.firm_id == firm_id) & (book.c.machine_id == machine_id) & (book.c.layout_id == layout_id)
        with self.transaction() as connection:
            version = int(connection.execute(select(func.max(book.c.version)).where(mine)).scalar() or 0) + 1
            connection.execute(
                insert(book).values(
                    firm_id=firm_id,
                    machine_id=machine_id,
                    layout_id=layout_id,
                    version=version,
                    mapping_json=mapping_json,
                    created_ts=now().isoformat(),
                )
            )
        return version

    def mapping_of(self, firm_id: str, file_id: str, table_no: int) -> MappingRecord | None:
        """Return the mapping version that a committed file's table was read with."""
        used, book = schema.file_mapping, schema.mapping
        query = (
            select(book)
            .join(
                used,
                (used.c.firm_id == book.c.firm_id)
                & (used.c.layout_id == book.c.layout_id)
                & (used.c.version == book.c.version),
            )
            .join(schema.file, (schema.file.c.firm_id == used.c.firm_id) & (schema.file.c.file_id == used.c.file_id))
            .where(
                (used.c.firm_id == firm_id)
                & (used.c.file_id == file_id)
                & (used.c.table_no == table_no)
                & (book.c.machine_id == schema.file.c.machine_id)
            )
        )
        with self.transaction() as connection:
            row = connection.execute(query).first()
        return None if row is None else MappingRecord(row.machine_id, row.layout_id, row.version, row.mapping_json)
