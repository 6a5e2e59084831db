"""The connection to the ledger: a file in the home, or a database on a PostgreSQL server; one transaction writes at a time."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import InternalError as StateError

from ppuri.core.errors import InternalError, TransientError, UsageError
from ppuri.core.ledger import migrations, postgresql, sqlite
from ppuri.core.ledger.schema import REVISION, meta
from ppuri.core.settings import load_settings

FILE, MARK = "ledger.db", "ledger.id"
# A home with this file keeps its ledger beside it, whatever the settings say: a copy of a part of another home.
LOCAL = "ledger.local"


@dataclass(frozen=True)
class Place:
    """Where a ledger is.

    Attributes:
        home: Folder of the installation.
        address: Of the database on a server; None where the ledger is a file in the home.
        wait_s: Seconds that a transaction waits for its turn.
    """

    home: Path
    address: str | None
    wait_s: float


def place(home: Path) -> Place:
    """Return where the ledger of an installation is, by the settings in force."""
    settings, home = load_settings(), home.resolve()
    address = None if (home / LOCAL).exists() else settings.ledger
    return Place(home, address or None, settings.ledger_wait_s)


_engines: dict[Place, Engine] = {}
_moment: ContextVar[tuple[Place, Connection] | None] = ContextVar("moment", default=None)


def engine(where: Place) -> Engine:
    """Return the engine of a ledger whose schema is the newest.

    Raises:
        UsageError: When a newer version of Ppuri wrote the ledger, or it belongs to another home.
    """
    if where not in _engines:
        _engines[where] = _opened(where)
    return _engines[where]


def close() -> None:
    """End the connections of this process; the next transaction opens new ones."""
    while _engines:
        _engines.popitem()[1].dispose()


def close_home(home: Path) -> None:
    """End the connections of this process to the ledger of one home."""
    for where in [where for where in _engines if where.home == home.resolve()]:
        _engines.pop(where).dispose()


def _opened(where: Place) -> Engine:
    if where.address is None:
        _refuse_moved(where)
        made = sqlite.engine(where.home / FILE, where.wait_s)
    else:
        made = postgresql.engine(where.address, where.wait_s)
    with made.execution_options(reading=True).begin() as connection:
        current = migrations.found(connection) == REVISION
        if current and (where.address is None or _is_of(connection, where.home)):
            return made
    with made.begin() as connection:  # one of two processes does it, the other waits and finds it done
        if migrations.found(connection) != REVISION:
            migrations.upgrade(connection)
            _put(connection, "schema_version", REVISION)  # refuses versions of Ppuri that knew no revisions
        if where.address is not None:
            _claim(connection, where.home)
    return made


@contextmanager
def transaction(where: Place) -> Iterator[Connection]:
    """Run one transaction that may write; it waits until no other one writes.

    Raises:
        TransientError: When others hold the ledger for longer than the settings allow, the disk is full, or the server
            does not answer.
    """
    with _said(), engine(where).begin() as connection:
        yield connection


@contextmanager
def reading(where: Place) -> Iterator[Connection]:
    """Run one transaction that sees one moment and waits for nobody.

    Raises:
        TransientError: When the ledger cannot be read.
    """
    open_now = _moment.get()
    if open_now is not None and open_now[0] == where:
        yield open_now[1]
        return
    with _said(), engine(where).execution_options(reading=True).begin() as connection:
        yield connection


@contextmanager
def moment(where: Place) -> Iterator[None]:
    """Let everything that this thread reads while the block runs be of one moment, over one connection.

    Raises:
        TransientError: When the ledger cannot be read.
    """
    with reading(where) as connection:
        token = _moment.set((where, connection))
        try:
            yield
        finally:
            _moment.reset(token)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    # A server that ends a transaction which stood still says so as an error of the other two kinds.
    except (OperationalError, StateError, InterfaceError) as error:
        raise TransientError(
            f"장부에 쓸 수 없습니다. 다른 작업이 쓰고 있거나 디스크가 찼거나 서버가 답하지 않습니다. ({error.orig})",
            f"the ledger cannot be used: busy, the disk is full, or its server does not answer ({error.orig})",
        ) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # what is left of its kinds is about our own words
            raise
        raise InternalError(
            f"장부를 읽을 수 없습니다({error.orig}). 디스크를 확인하고, 다시 해도 같으면 백업에서 되돌려 주세요.",
            f"the ledger cannot be read ({error.orig}): check the disk, and restore a backup if it stays so",
        ) from error


def _value(connection: Connection, key: str) -> str | None:
    value = connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    return None if value is None else str(value)


def _put(connection: Connection, key: str, value: str) -> None:
    connection.execute(delete(meta).where(meta.c.key == key))
    connection.execute(insert(meta).values(key=key, value=value))


def _is_of(connection: Connection, home: Path) -> bool:
    mark = home / MARK
    return mark.is_file() and mark.read_text(encoding="ascii") == _value(connection, MARK)


def _refuse_moved(where: Place) -> None:
    """A new file beside a lake that a server's ledger tells of would call everything in it unpublished."""
    if (where.home / MARK).exists():
        raise UsageError(
            f"{where.home} 의 장부는 PostgreSQL 서버에 있습니다. PPURI_LEDGER에 그 주소를 적어 주세요.",
            f"the ledger of {where.home} is on a PostgreSQL server; name its address in PPURI_LEDGER",
        )


def _claim(connection: Connection, home: Path) -> None:
    """Tie a ledger on a server to the home whose files it tells of."""
    mark, known = home / MARK, _value(connection, MARK)
    own = mark.read_text(encoding="ascii") if mark.is_file() else None
    if known is None and not _holds_data(home):
        home.mkdir(parents=True, exist_ok=True)
        known = own = own or uuid.uuid4().hex
        _write(mark, own)
        _put(connection, MARK, known)
    if own is None or own != known:
        raise UsageError(
            f"PPURI_LEDGER의 장부와 {home} 폴더가 서로 다른 설치의 것입니다. 둘 가운데 하나를 바로잡아 주세요.",
            f"the ledger of PPURI_LEDGER and the home {home} belong to different installations; correct one of them",
        )


def _holds_data(home: Path) -> bool:
    """Whether the home has files that an empty ledger knows nothing of: it would call them unpublished."""
    return (home / FILE).exists() or next(home.glob("lake/*/*/_delta_log"), None) is not None


def _write(path: Path, content: str) -> None:
    with path.open("w", encoding="ascii") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())
