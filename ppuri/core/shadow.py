"""A copy of a part of a firm in a folder of its own: what would happen can be tried there, and nothing of it stays."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from sqlalchemy import insert, select

from ppuri.core.contracts import DATASETS, INSIGHT
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger, schema
from ppuri.core.ledger.engine import LOCAL, close_home
from ppuri.core.raw import raw_path
from ppuri.core.scope import Scope
from ppuri.core.scratch import scratch

# What was declared, said and remembered; leases, publications and watermarks are the copy's own.
_COPIED = (schema.hub_version, schema.file, schema.file_partition, schema.mapping, schema.file_mapping)
_REMEMBERED = (schema.fact, schema.state)


@contextmanager
def shadow(scope: Scope, machines: set[str]) -> Iterator[Scope]:
    """Give a copy of what is published of some machines of a firm, for as long as the block runs.

    The copy keeps its ledger in a file, whatever the settings say. Originals are reached through links and only read.

    Args:
        scope: The firm.
        machines: Ids of the machines whose rows are copied.
    """
    with scratch() as folder:
        copy = Scope((folder / "home").resolve(), scope.firm_id)
        copy.home.mkdir()
        (copy.home / LOCAL).touch()
        try:
            _copy_ledger(scope, copy)
            _link_originals(scope, copy)
            _copy_lake(scope, copy, machines)
            yield copy
        finally:
            close_home(copy.home)


def _copy_ledger(scope: Scope, copy: Scope) -> None:
    source, target = Ledger(scope.home), Ledger(copy.home)
    for table in (*_COPIED, *_REMEMBERED):
        query = select(table)
        if "firm_id" in table.c:
            query = query.where(table.c.firm_id == scope.firm_id)
        with source.reading() as connection:
            rows = [dict(row._mapping) for row in connection.execute(query)]
        if rows:
            with target.transaction() as connection:
                connection.execute(insert(table), rows)


def _link_originals(scope: Scope, copy: Scope) -> None:
    for record in Ledger(scope.home).files(scope.firm_id):
        original, place = raw_path(scope, record.sha256), raw_path(copy, record.sha256)
        if original.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            _link(original, place)


def _link(original: Path, place: Path) -> None:
    try:
        place.symlink_to(original)
    except OSError:  # Windows lets only some make links
        shutil.copyfile(original, place)


def _copy_lake(scope: Scope, copy: Scope, machines: set[str]) -> None:
    source, target, ledger = Lake(scope), Lake(copy), Ledger(copy.home)
    known = Ledger(scope.home).published(scope.firm_id)
    versions = {}
    for table in sorted((set(known) & set(DATASETS)) - {INSIGHT.name}):
        rows = source.read(table, known[table], machines=machines)
        versions[table] = target.commit(table, rows, replace=None, transaction=f"copy:{table}")
        places = [(table, *place) for place in rows.select(pl.col("machine_id", "month")).unique().iter_rows()]
        with ledger.lease(copy.firm_id) as held:
            ledger.publish(held, {table: versions[table]}, changes=places)
