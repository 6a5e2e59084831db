"""A Frictionless Data Package (v1) written by hand: each table as CSV and Parquet with the same digits, described once.

Everything is written into a folder beside the goal, `_SUCCESS` last, then renamed: a reader sees all or nothing.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from ppuri.feed.fields import Field

SUCCESS = "_SUCCESS"
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "json": "application/json",
}


@dataclass(frozen=True)
class FeedTable:
    """One table of the feed.

    Attributes:
        name: File stem and resource name.
        title: Korean title.
        fields: Columns in order; the frame has exactly these.
        primary_key: Columns that name a row.
        frame: The rows.
        parquet: Whether the table is also written as Parquet.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    frame: pl.DataFrame
    parquet: bool = True


def write(
    folder: Path,
    *,
    name: str,
    title: str,
    created: datetime,
    tables: Sequence[FeedTable],
    documents: Mapping[str, tuple[str, str]],
    facts: Mapping[str, Any],
) -> Path:
    """Write the package and put it in place of a former one.

    Args:
        folder: The package's folder; a former one is replaced as a whole.
        name: Package name, lower case.
        title: Korean title.
        created: Instant of the numbers, not of writing.
        tables: Tables, written as CSV (UTF-8 with BOM, CRLF) and Parquet.
        documents: File name to (Korean title, text).
        facts: Further members of `datapackage.json`.

    Returns:
        The folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        resources = [resource for table in tables for resource in _table(work, table)]
        resources += [_document(work, file, *given) for file, given in documents.items()]
        described = {
            "profile": "data-package",
            "name": name,
            "title": title,
            "created": created.isoformat(),
            **facts,
            "resources": resources,
        }
        text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
        (work / "datapackage.json").write_text(text, encoding="utf-8")
        (work / SUCCESS).write_text(hashlib.sha256(text.encode()).hexdigest() + "\n", encoding="utf-8")
        _swap(work, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder


def _swap(work: Path, folder: Path) -> None:
    """Rename `work` to `folder`; a former package steps aside first and is removed after."""
    work.chmod(0o755)
    if not folder.exists():
        work.rename(folder)
        return
    former = work.with_name(f"{work.name}-former")
    folder.rename(former)
    work.rename(folder)
    shutil.rmtree(former)


def _table(work: Path, table: FeedTable) -> list[dict[str, Any]]:
    frame = table.frame.select([field.name for field in table.fields]).sort(table.primary_key, nulls_last=False)
    schema = {
        "fields": [field.described() for field in table.fields],
        "primaryKey": list(table.primary_key),
        "missingValues": [""],
    }
    csv = work / f"{table.name}.csv"
    _guarded(frame).write_csv(
        csv, include_bom=True, line_terminator="\r\n", datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ", null_value=""
    )
    made = [
        {
            "profile": "tabular-data-resource",
            **_resource(csv, table.name, table.title),
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
            "schema": schema,
        }
    ]
    if table.parquet:
        path = work / f"{table.name}.parquet"
        frame.write_parquet(path, compression="zstd")
        made.append({**_resource(path, f"{table.name}-parquet", table.title), "schema": schema})
    return made


def _guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would take for a formula."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(r"^[=+\-@\t\r]")).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )


def _document(work: Path, file: str, title: str, text: str) -> dict[str, Any]:
    path = work / file
    path.write_text(text, encoding="utf-8")
    return _resource(path, file.replace(".", "-"), title)


def _resource(path: Path, name: str, title: str) -> dict[str, Any]:
    form = path.suffix.removeprefix(".")
    content = path.read_bytes()
    told = {
        "name": name,
        "path": path.name,
        "title": title,
        "format": form,
        "mediatype": MEDIA[form],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    return told if form == "parquet" else {**told, "encoding": "utf-8"}
