"""How each reader is called: as its manual shows for such a file, with the encoding, delimiter and decimal sign given to it where it takes them.

Ours is given nothing. Every program reads `argv[1]` and writes what it read as Parquet to `argv[2]`.
"""

DUCKDB = """
import sys, duckdb
given = {given!r}
said = ", ".join([f"'{{sys.argv[1]}}'", *(f"{{key}}='{{value}}'" for key, value in given.items())])
duckdb.execute(f"COPY (FROM read_csv({{said}})) TO '{{sys.argv[2]}}' (FORMAT parquet)")
"""
POLARS = """
import sys, polars as pl
pl.read_csv(sys.argv[1], try_parse_dates=True, infer_schema_length=10000, **{given!r}).write_parquet(sys.argv[2])
"""
PYARROW = """
import sys, pyarrow.csv as csv, pyarrow.parquet as parquet
given = {given!r}
table = csv.read_csv(sys.argv[1], csv.ReadOptions(encoding=given.pop("encoding", "utf8")), csv.ParseOptions(delimiter=given.pop("delimiter", ",")),
    csv.ConvertOptions(decimal_point=given.pop("decimal", ".")))
parquet.write_table(table, sys.argv[2])
"""
PANDAS = """
import sys, pandas as pd
frame = pd.read_csv(sys.argv[1], **{given!r})
for name in frame.columns[1:]:
    if not pd.api.types.is_numeric_dtype(frame[name]) and name not in ("VarName", "TimeString"):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
stamp = "TimeString" if "TimeString" in frame.columns else frame.columns[0]
frame[stamp] = pd.to_datetime(frame[stamp], errors="coerce")
frame.to_parquet(sys.argv[2])
"""
OURS = """
import sys
from pathlib import Path
import polars as pl
import pyarrow.parquet as parquet
from connectors import read_export
from connectors.mapping import propose
from connectors.stream import STREAM_BYTES, UnstreamableError, tables
from connectors.types import MachineContext
from connectors.typing import type_table
from connectors.typing.rows import number_headers

source, machine, known, told = Path(sys.argv[1]), MachineContext("m1", ("m1",), process={process!r}), [], []

def typed(parts):
    for part in parts:
        known[:] = known or [propose(part, machine, answers={answers!r})]
        made = type_table(part, known[0], machine)
        told.append(sum(found.count for found in made.findings))
        yield made.frame

def written(parts):
    writer = None
    for frame in typed(parts):
        first = pl.int_range(pl.len()) == 0
        table = frame.with_columns(told=pl.when(first).then(told[-1]).otherwise(0)).to_arrow()
        writer = writer or parquet.ParquetWriter(sys.argv[2], table.schema)
        writer.write_table(table)
    writer.close()

try:  # as ppuri ingest does it: large texts block by block, all else as a whole
    if source.stat().st_size < STREAM_BYTES:
        raise UnstreamableError
    written(tables(source, numeric=lambda: number_headers(known[0]) if known else frozenset()))
except UnstreamableError:
    known.clear()
    written(read_export(source).tables)
"""
OPENPYXL = """
import sys, openpyxl, polars as pl
rows = list(openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True))
pl.DataFrame([[None if cell is None else str(cell) for cell in row] for row in rows], orient="row").write_parquet(sys.argv[2])
"""
PANDAS_EXCEL = """
import sys, pandas as pd
pd.read_excel(sys.argv[1]).astype(str).to_parquet(sys.argv[2])
"""
