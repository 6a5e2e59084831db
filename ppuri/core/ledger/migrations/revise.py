"""`make revision TITLE="what changes"`: writes the revision that brings a ledger from the newest one to the tables as they are."""

import re
import sys
from pathlib import Path

from sqlalchemy import create_engine

from ppuri.core.ledger import migrations, schema


def revise(title: str) -> Path:
    """Write the next revision and name it in `schema.REVISION`.

    Args:
        title: What changes, in a few words; it becomes the file's name and docstring.

    Returns:
        The new file, to be read and mended by whoever changed the tables.
    """
    from alembic import command

    number = f"{int(schema.REVISION) + 1:04}"
    config = migrations.configuration()
    with create_engine("sqlite://").begin() as connection:
        migrations.upgrade(connection)
        config.attributes["connection"] = connection
        command.revision(config, title, autogenerate=True, rev_id=number)
    place = Path(schema.__file__)
    text = place.read_text(encoding="utf-8")
    place.write_text(re.sub(r'^REVISION = ".*"$', f'REVISION = "{number}"', text, flags=re.MULTILINE), encoding="utf-8")
    return next(migrations.FOLDER.glob(f"versions/r{number}_*.py"))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('usage: make revision TITLE="what changes"')
    sys.stdout.write(f"{revise(sys.argv[1].strip())}\n")
