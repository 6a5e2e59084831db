"""The tables of a file as clean tables: the header, every record, text as it stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from connectors import read_export
from ppuri.core.errors import UsageError

Writer = Callable[[pl.DataFrame, Path], Any]


# What a spreadsheet would run: a sign that starts a formula, unless the whole cell is a number.
FORMULA = r"^\s*[=+\-@＝＋－＠]"
NUMBER = r"^\s*[+-]?(\d[\d,]*\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"
SHEET_ROWS = 1_048_575


def _csv(frame: pl.DataFrame, path: Path) -> None:
    text = pl.all()
    runs = text.str.contains(FORMULA) & ~text.str.contains(NUMBER)
    # The mark makes Excel read Korean text as UTF-8.
    frame.select(pl.when(runs).then("'" + text).otherwise(text).name.keep()).write_csv(path, include_bom=True)


def _xlsx(frame: pl.DataFrame, path: Path) -> None:
    if frame.height > SHEET_ROWS:
        raise UsageError(
            f"{frame.height:,}행은 엑셀 시트 하나에 들어가지 않습니다. .csv나 .parquet으로 저장해 주세요.",
            f"{frame.height:,} rows do not fit into one sheet; write .csv or .parquet",
        )
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        frame.write_excel(book, autofit=True)


WRITERS: dict[str, Writer] = {".csv": _csv, ".parquet": pl.DataFrame.write_parquet, ".xlsx": _xlsx}


def read_file(path: Path, out: Path) -> dict[str, Any]:
    """Write the tables of a file under one header each.

    Args:
        path: The file.
        out: `.csv`, `.parquet` or `.xlsx`; with several tables `-2`, `-3` ... is put behind the name.

    Returns:
        `written` (path, table_no, rows) and the reader's `findings`.

    Raises:
        UsageError: When there is no such file, or the ending of `out` is none of the three.
    """
    if not path.is_file():
        raise UsageError(f"파일이 없습니다: {path}. 이름을 확인해 주세요.", f"there is no file {path}; check the name")
    writer = WRITERS.get(out.suffix.lower())
    if writer is None:
        known = ", ".join(WRITERS)
        raise UsageError(
            f"{out}: 끝을 {known} 가운데 하나로 적어 주세요.", f"{out}: the name must end in one of {known}"
        )
    export = read_export(path)
    written = []
    for table in export.tables:
        target = out if table.table_no == 1 else out.with_stem(f"{out.stem}-{table.table_no}")
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.tmp{target.suffix}")
        writer(table.records, fresh)
        fresh.replace(target)
        written.append({"path": str(target), "table_no": table.table_no, "rows": table.records.height})
    findings = [*export.findings, *(found for table in export.tables for found in table.findings)]
    return {"written": written, "findings": [found.model_dump(mode="json") for found in findings]}
