"""Bytes: files of the lake and of the archive are there, unchanged, the firm's own, and known to the ledger; and the reverse."""

import stat
from pathlib import Path
from time import time

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from sqlalchemy import select

from pipelines.steps.auditing.audit import Audit, Share
from ppuri.core.errors import InternalError
from ppuri.core.lake import Lake
from ppuri.core.ledger import FileRecord, Ledger, schema
from ppuri.core.raw import hash_of, stored
from ppuri.core.scope import Scope
from ppuri.core.sums import LOG, known, unreadable

# Bytes without a record may be on their way in; after a day nobody will ever note them.
ON_THE_WAY_S = 86_400.0


def lake_files(scope: Scope, ledger: Ledger, share: Share) -> Audit:
    """Every file of the published versions is there once, unchanged since it was written."""
    audit, lake = Audit(), Lake(scope)
    for table, version in sorted(ledger.published(scope.firm_id).items()):
        try:
            places = _places(lake, table, version)
        except (DeltaError, OSError, ValueError) as error:
            audit.look(False, f"{table} version {version} cannot be opened ({type(error).__name__})")
            audit.tables.add(table)
            continue
        _files_of(scope, lake, table, places, share, audit)
        _log_of(lake, table, version, share, audit)
    return audit


def _places(lake: Lake, table: str, version: int) -> dict[str, tuple[str, str]]:
    """Local path of each file of a version -> (machine_id, month)."""
    actions = DeltaTable(str(lake.path(table)), version=version).get_add_actions(flatten=True)
    columns = [pl.Series(actions.column(f"partition.{name}")) for name in ("machine_id", "month")]
    return dict(zip(lake.files(table, version), zip(*columns, strict=True), strict=True))


def _files_of(
    scope: Scope, lake: Lake, table: str, places: dict[str, tuple[str, str]], share: Share, audit: Audit
) -> None:
    sums = known(lake.path(table))
    for name, place in places.items():
        path = Path(name)
        within = path.relative_to(lake.path(table)).as_posix()
        sound = _is_plain(path, scope.lake)
        if sound and share.has(within):
            sound = sums.get(within) in (None, hash_of(path)) and _has_footer(path)
        if not audit.look(sound, f"{table}/{path.name}"):
            audit.places.add((table, place))


def _log_of(lake: Lake, table: str, version: int, share: Share, audit: Audit) -> None:
    """What the log says of published versions is what it said when it was written."""
    folder = lake.path(table)
    for name, digest in known(folder).items():
        path = folder / name
        needed = name.startswith(LOG) and int(Path(name).name.split(".")[0]) <= version and share.has(name)
        if needed and path.exists() and not audit.look(hash_of(path) == digest, f"{table}/{name}"):
            audit.tables.add(table)
    for name in unreadable(folder):
        audit.look(False, f"{table}/{name}")
        audit.tables.add(table)


def _is_plain(path: Path, root: Path) -> bool:
    """Whether a file is there once, in the firm's folder: no link of either kind may lead out of it or into it."""
    if not path.is_relative_to(root) or not path.exists():
        return False
    state = path.lstat()
    return stat.S_ISREG(state.st_mode) and state.st_nlink == 1


def _has_footer(path: Path) -> bool:
    try:
        return bool(pl.read_parquet_schema(path))
    except (pl.exceptions.PolarsError, OSError):
        return False


def raw_files(scope: Scope, records: list[FileRecord], share: Share) -> Audit:
    """The archived bytes of every file are those that were received."""
    audit = Audit()
    for record in records:
        if not share.has(record.sha256):
            continue
        try:
            same = hash_of(stored(scope, record.sha256)) == record.sha256
        except (InternalError, OSError):
            same = False
        audit.look(same, f"{record.file_name} [{record.file_id[:8]}]")
    return audit


def orphans(scope: Scope, ledger: Ledger, records: list[FileRecord]) -> Audit:
    """Nothing lies in the archive or the lake of which the ledger knows nothing."""
    audit = Audit()
    known_hashes = {record.sha256 for record in records}
    for path in sorted(scope.raw.glob("??/*")):
        fresh = time() - path.stat().st_mtime < ON_THE_WAY_S
        audit.look(path.name in known_hashes or fresh, f"raw/{path.parent.name}/{path.name[:8]} has no record")
    published, lake = ledger.published(scope.firm_id), Lake(scope)
    for table in set(lake.tables()) - set(published):
        fresh = time() - lake.path(table).stat().st_mtime < ON_THE_WAY_S
        audit.look(fresh or not lake.files(table, lake.version(table) or 0), f"lake/{table} was never published")
    place = schema.file_partition.c
    with ledger.reading() as connection:
        noted = connection.execute(select(place.table_name).where(place.firm_id == scope.firm_id).distinct()).scalars()
        for table in sorted(noted):
            audit.look(table in published, f"rows of {table} are noted, but nothing of it is published")
    return audit
