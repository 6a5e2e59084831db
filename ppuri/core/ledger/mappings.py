"""The part of the ledger that remembers what layouts mean, version by version, and which file taught it."""

from contextlib import AbstractContextManager

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from ppuri.core.clock import now
from ppuri.core.ledger import schema
from ppuri.core.ledger.records import MappingRecord

_BOOK, _USED = schema.mapping, schema.file_mapping


class Mappings:
    """Mappings and which file was read by which of them; a part of `Ledger`."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """One transaction that may write."""
        raise NotImplementedError

    def reading(self) -> AbstractContextManager[Connection]:
        """One transaction that only reads."""
        raise NotImplementedError

    def mapping(self, firm_id: str, machine_id: str, layout_id: str) -> MappingRecord | None:
        """Return the newest mapping of a layout of a machine."""
        with self.reading() as connection:
            return _newest(connection, firm_id, machine_id, layout_id)

    def last_mapping(self, firm_id: str, machine_id: str) -> MappingRecord | None:
        """Return the mapping that was remembered last for a machine, of whatever layout."""
        mine = (_BOOK.c.firm_id == firm_id) & (_BOOK.c.machine_id == machine_id) & _BOOK.c.forgotten_ts.is_(None)
        newest = select(_BOOK).where(mine).order_by(_BOOK.c.created_ts.desc(), _BOOK.c.layout_id).limit(1)
        with self.reading() as connection:
            row = connection.execute(newest).first()
        return None if row is None else MappingRecord(machine_id, row.layout_id, row.version, row.mapping_json)

    def remember(
        self, firm_id: str, machine_id: str, layout_id: str, mapping_json: str, *, file_id: str | None = None
    ) -> int:
        """Keep a mapping as a new version where it differs from the newest, and return its version.

        Args:
            firm_id: The firm.
            machine_id: The machine.
            layout_id: The layout.
            mapping_json: What it means.
            file_id: The file that brings it.
        """
        with self.transaction() as connection:
            return _remembered(connection, firm_id, machine_id, layout_id, mapping_json, file_id)

    def mapping_of(self, firm_id: str, file_id: str, table_no: int) -> MappingRecord | None:
        """Return the mapping version that a committed file's table was read with."""
        with self.reading() as connection:
            row = connection.execute(_read_by(firm_id, file_id).where(_USED.c.table_no == table_no)).first()
        return None if row is None else MappingRecord(row.machine_id, row.layout_id, row.version, row.mapping_json)

    def taught(self, firm_id: str, file_id: str) -> set[str]:
        """Return the machines for which a mapping is remembered that this file brought."""
        mine = (_BOOK.c.firm_id == firm_id) & (_BOOK.c.file_id == file_id) & _BOOK.c.forgotten_ts.is_(None)
        with self.reading() as connection:
            return set(connection.execute(select(_BOOK.c.machine_id).where(mine)).scalars())

    def forget(self, firm_id: str, machine_id: str) -> None:
        """Remember nothing for a machine any more; files that are stored keep the versions that they were read by."""
        mine = (_BOOK.c.firm_id == firm_id) & (_BOOK.c.machine_id == machine_id) & _BOOK.c.forgotten_ts.is_(None)
        with self.transaction() as connection:
            connection.execute(update(_BOOK).where(mine).values(forgotten_ts=now().isoformat()))

    def rename_machine(self, firm_id: str, former: str, machine_id: str) -> None:
        """Give a machine's mappings and facts another id; those of files that are still stored under the former stay too."""
        mine = (_BOOK.c.firm_id == firm_id) & (_BOOK.c.machine_id == former)
        facts = schema.fact
        with self.transaction() as connection:
            there = select(_BOOK.c.layout_id).where((_BOOK.c.firm_id == firm_id) & (_BOOK.c.machine_id == machine_id))
            rows = connection.execute(select(_BOOK).where(mine & _BOOK.c.layout_id.not_in(there))).all()
            if rows:
                connection.execute(insert(_BOOK), [{**row._mapping, "machine_id": machine_id} for row in rows])
            for row in connection.execute(select(facts.c.id, facts.c.subject).where(facts.c.firm_id == firm_id)).all():
                first, *rest = row.subject.split("|")
                if first == former:
                    subject = "|".join([machine_id, *rest])
                    connection.execute(update(facts).where(facts.c.id == row.id).values(subject=subject))


def note_mappings(
    connection: Connection, firm_id: str, machine_id: str, file_id: str, mappings: list[tuple[int, str, str]]
) -> None:
    """Note by which mappings a file was read, and remember those that are new.

    Args:
        connection: In a transaction.
        firm_id: The firm.
        machine_id: The machine that the file belongs to.
        file_id: The file.
        mappings: (table_no, layout_id, mapping_json) per table.
    """
    before = {
        (row.table_no, row.layout_id, row.mapping_json): row.version
        for row in connection.execute(_read_by(firm_id, file_id).where(_BOOK.c.forgotten_ts.is_(None)))
    }
    connection.execute(delete(_USED).where((_USED.c.firm_id == firm_id) & (_USED.c.file_id == file_id)))
    for table_no, layout_id, text in mappings:
        version = before.get((table_no, layout_id, text))
        if version is None:
            version = _remembered(connection, firm_id, machine_id, layout_id, text, file_id)
        row = {"firm_id": firm_id, "file_id": file_id, "table_no": table_no, "layout_id": layout_id, "version": version}
        connection.execute(insert(_USED).values(**row))


def _read_by(firm_id: str, file_id: str) -> Select[tuple[object, ...]]:
    """Versions by which the tables of a file were read."""
    file = schema.file
    return (
        select(_USED.c.table_no, _BOOK)
        .join(
            _USED,
            (_USED.c.firm_id == _BOOK.c.firm_id)
            & (_USED.c.layout_id == _BOOK.c.layout_id)
            & (_USED.c.version == _BOOK.c.version),
        )
        .join(file, (file.c.firm_id == _USED.c.firm_id) & (file.c.file_id == _USED.c.file_id))
        .where((_USED.c.firm_id == firm_id) & (_USED.c.file_id == file_id) & (_BOOK.c.machine_id == file.c.machine_id))
    )


def _newest(connection: Connection, firm_id: str, machine_id: str, layout_id: str) -> MappingRecord | None:
    mine = (_BOOK.c.firm_id == firm_id) & (_BOOK.c.machine_id == machine_id) & (_BOOK.c.layout_id == layout_id)
    known = select(_BOOK).where(mine & _BOOK.c.forgotten_ts.is_(None)).order_by(_BOOK.c.version.desc()).limit(1)
    row = connection.execute(known).first()
    return None if row is None else MappingRecord(machine_id, layout_id, row.version, row.mapping_json)


def _remembered(
    connection: Connection, firm_id: str, machine_id: str, layout_id: str, text: str, file_id: str | None
) -> int:
    last = _newest(connection, firm_id, machine_id, layout_id)
    if last is not None and last.mapping_json == text:
        return last.version
    mine = (_BOOK.c.firm_id == firm_id) & (_BOOK.c.machine_id == machine_id) & (_BOOK.c.layout_id == layout_id)
    version = int(connection.execute(select(func.max(_BOOK.c.version)).where(mine)).scalar() or 0) + 1
    connection.execute(
        insert(_BOOK).values(
            firm_id=firm_id,
            machine_id=machine_id,
            layout_id=layout_id,
            version=version,
            mapping_json=text,
            created_ts=now().isoformat(),
            file_id=file_id,
        )
    )
    return version
