"""The part of the ledger that tells which files a worker began to read and never finished, so that another takes them over."""

import json
from contextlib import AbstractContextManager

from sqlalchemy import Connection, select, update

from ppuri.core.ledger import schema
from ppuri.core.ledger.lease import Lease, fence, is_free

# A file whose reading ends its worker so often waits until it is handed in again.
MOST_ATTEMPTS = 3


class Takeover:
    """Files between receipt and outcome; a part of `Ledger`."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """One transaction that may write."""
        raise NotImplementedError

    def reading(self) -> AbstractContextManager[Connection]:
        """One transaction that only reads."""
        raise NotImplementedError

    def unfinished(self, firm_id: str, *, before: Lease | None = None) -> list[str]:
        """Return the ids of received files that a dead worker was to read, in the order of receipt.

        Args:
            firm_id: The firm.
            before: The lease of whoever asks; what is being read under it is left out. None asks from outside: then
                nothing is unfinished as long as somebody alive holds the lease.
        """
        book = schema.file
        begun = book.c.epoch.is_not(None) if before is None else book.c.epoch < before.epoch
        mine = (book.c.firm_id == firm_id) & (book.c.status == "received") & begun
        query = select(book.c.file_id).where(mine & (book.c.attempt_count < MOST_ATTEMPTS)).order_by(book.c.seq)
        with self.reading() as connection:
            if before is None and not is_free(connection, firm_id):
                return []
            return [row.file_id for row in connection.execute(query)]

    def reopen(self, firm_id: str, file_id: str, *, epoch: int, answers: dict[str, str]) -> None:
        """Note that a file that was taken back was handed in again and waits to be read.

        Args:
            firm_id: The firm.
            file_id: The file.
            epoch: Below that of every lease.
            answers: What is said of it from the beginning.
        """
        book = schema.file
        mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
        back = {"status": "received", "epoch": epoch, "attempt_count": 1, "answers_json": json.dumps(answers)}
        with self.transaction() as connection:
            connection.execute(update(book).where(mine & (book.c.status == "undone")).values(**back))

    def take_over(self, held: Lease, file_id: str) -> None:
        """Note that the holder of the lease begins to read a file that another one left unread.

        Raises:
            TransientError: When the lease was lost to another process.
        """
        book = schema.file
        mine = (book.c.firm_id == held.firm_id) & (book.c.file_id == file_id)
        with self.transaction() as connection:
            fence(connection, held)
            values = {"epoch": held.epoch, "attempt_count": book.c.attempt_count + 1}
            connection.execute(update(book).where(mine).values(**values))

    def put_aside(self, held: Lease, file_id: str) -> None:
        """Note that reading a file ended without an outcome; nobody reads it until it is handed in again.

        Raises:
            TransientError: When the lease was lost to another process.
        """
        book = schema.file
        mine = (book.c.firm_id == held.firm_id) & (book.c.file_id == file_id)
        with self.transaction() as connection:
            fence(connection, held)
            connection.execute(update(book).where(mine).values(epoch=None))
