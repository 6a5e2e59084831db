"""Revisions of the ledger's schema, brought to the newest when a ledger is opened.

A change of `ppuri/core/ledger/schema.py` needs a revision: `make revision TITLE="what changes"` writes it by comparing
the tables with what the revisions so far make; read it, and mend what alembic cannot see.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from ppuri.core.errors import UsageError

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent


def found(connection: Connection) -> str | None:
    """Return the revision of a ledger; None where it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("select version_num from alembic_version")).scalar()
    return None if revision is None else str(revision)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring a ledger to a revision within the transaction of the connection.

    Args:
        connection: In a transaction that keeps every other writer out, so that of two processes one migrates.
        revision: Where to; the newest unless given.

    Raises:
        UsageError: When the ledger has a revision that this version of Ppuri does not know.
    """
    # alembic takes 0.15 s to load, and a ledger is opened far more often than it changes.
    from alembic import command
    from alembic.script import ScriptDirectory

    config = configuration()
    there = found(connection)
    if there is not None and there not in {
        each.revision for each in ScriptDirectory.from_config(config).walk_revisions()
    }:
        raise UsageError(
            f"이 장부는 더 새로운 판의 Ppuri가 만들었습니다(장부 판 {there}). Ppuri를 새 판으로 바꿔 주세요.",
            f"this ledger was written by a newer version of Ppuri (revision {there}); install that version",
        )
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def configuration() -> "Config":
    """Return alembic's configuration; it needs no file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix().replace("%", "%%"))
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    return config
