"""`inspect` and `read`: look at a file without registering anything."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table as Grid
from rich.text import Text

from ppuri.cli.screen import FirmOption, Json, MachineOption, out, say_json, scope_of
from ppuri.cli.views import finding_lines
from ppuri.core.assumed import assumed_lines
from ppuri.core.findings import Finding
from ppuri.core.language import text
from ppuri.core.results import Assumption

FileArgument = Annotated[Path, typer.Argument(help=text("설비가 내보낸 파일", "An export"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        "inspect",
        help=text(
            "파일을 어떻게 읽을지 보입니다. 아무것도 저장하지 않습니다.", "How a file would be read; writes nothing."
        ),
    )(inspect)
    app.command("read", help=text("파일을 깨끗한 표로 옮깁니다.", "The file as a clean table."))(read)


def inspect(file: FileArgument, firm: FirmOption = None, machine: MachineOption = None, as_json: Json = False) -> None:
    """Show container, tables, encoding, header, mapping, assumptions and findings."""
    from pipelines.steps.inspect import inspect_file, machine_context

    context = machine_context(scope_of(firm), machine) if machine else None
    seen = inspect_file(file, context)
    if as_json:
        say_json(seen)
    else:
        _show(seen)
    if any(found["severity"] == "error" for found in _findings(seen)) or _holds(seen):
        raise typer.Exit(1)


def _findings(seen: dict[str, Any]) -> list[dict[str, Any]]:
    return [*seen["findings"], *(found for table in seen["tables"] for found in table["findings"])]


def _holds(seen: dict[str, Any]) -> list[dict[str, Any]]:
    return [*seen.get("holds", []), *(hold for table in seen["tables"] for hold in table["holds"])]


def _show(seen: dict[str, Any]) -> None:
    out().print(f"{seen['file_name']}  {seen['container']}  {seen['byte_count']:,} B", markup=False)
    for table in seen["tables"]:
        name = table["name"] or text(f"표 {table['table_no']}", f"table {table['table_no']}")
        count = text(f"{table['record_count']:,}행", f"{table['record_count']:,} records")
        how = " ".join(str(table[key]) for key in ("encoding", "delimiter", "dataset") if table.get(key))
        out().print(f"\n{name}: {count}  {how!r}", markup=False)
        if table["family"]:
            family = text(f"알아본 형식: {table['family_ko']}", f"Recognised as: {table['family_en']}")
            out().print(family, markup=False)
        grid = Grid(box=None)
        for head in (
            text("열", "header"),
            text("뜻", "column"),
            text("단위", "unit"),
            text("확신", "confidence"),
            text("이유", "reason"),
        ):
            grid.add_column(head)
        for column in table["mapping"]:
            reason = text(column["reason_ko"], column["reason_en"])
            grid.add_row(
                Text(column["header"]),
                column["column"] or "—",
                column["unit"] or "",
                f"{column['confidence']:.2f}",
                Text(reason),
            )
        out().print(grid)
        for assumed in assumed_lines(Assumption.model_validate(each) for each in table["assumptions"]):
            out().print(text("가정: ", "Assumed: ") + text(assumed.text_ko, assumed.text_en), markup=False)
    for hold in _holds(seen):
        out().print("? " + text(hold["question_ko"], hold["question_en"]), markup=False)
    for line in finding_lines(Finding.model_validate(found) for found in _findings(seen)):
        out().print(line, markup=False)


def read(
    file: FileArgument,
    output: Annotated[
        Path, typer.Option("-o", "--output", help=text(".csv, .parquet, .xlsx", ".csv, .parquet or .xlsx"))
    ],
    as_json: Json = False,
) -> None:
    """Write the file's tables as text cells under their header."""
    from pipelines.steps.read import read_file

    result = read_file(file, output)
    if as_json:
        say_json(result)
        raise typer.Exit(0 if result["written"] else 1)
    for written in result["written"]:
        out().print(
            text(f"{written['path']}: {written['rows']:,}행", f"{written['path']}: {written['rows']:,} rows"),
            markup=False,
        )
    for line in finding_lines(Finding.model_validate(found) for found in result["findings"]):
        out().print(line, markup=False)
    if not result["written"]:
        raise typer.Exit(1)
