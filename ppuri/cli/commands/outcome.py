"""`refresh`, `learn`, `kpi`, `trace`, `stops`, `insights`: from rows to numbers and advice."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ppuri.cli.screen import FirmOption, Json, MachineOption, out, progress, say_json, scope_of
from ppuri.core.errors import UsageError
from ppuri.core.language import text

if TYPE_CHECKING:
    from pipelines.steps.kpis import Definition

Line = Annotated[str | None, typer.Option("--line", help=text("라인 id", "Line id"))]
From = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=text("시작 작업일", "First work date"))
]
To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help=text("끝 작업일", "Last work date"))]
By = Annotated[str | None, typer.Option("--by", help="day,week,month,shift,line,machine,tool,part")]
Names = Annotated[list[str] | None, typer.Option("--kpi", help=text("지표 이름", "KPI name"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command("refresh", help=text("바뀐 자료의 지표를 다시 계산합니다.", "KPIs for what changed."))(refresh)
    app.command("learn", help=text("기준과 관리 한계를 정합니다.", "Baselines and control limits as dated facts."))(
        learn
    )
    app.command("kpi", help=text("지표와 그 근거를 보입니다.", "KPI values with their grounds."))(kpi)
    app.command("trace", help=text("지표 값 뒤의 파일과 행을 보입니다.", "From a KPI value to files and rows."))(trace)
    app.command(
        "stops", help=text("까닭 모를 정지를 엑셀 파일로 받습니다.", "Unexplained stops, as a workbook to fill in.")
    )(stops)
    app.command("insights", help=text("찾아낸 것을 보입니다.", "What was found, with evidence."))(insights)


def refresh(
    firm: FirmOption = None,
    full: Annotated[bool, typer.Option("--full", help=text("전부 다시", "Everything again"))] = False,
    as_json: Json = False,
) -> None:
    """Compute marts and insights for the months that changed."""
    from pipelines.steps.refresh import refresh as step

    with progress(as_json):
        result = step(scope_of(firm), full=full)
    if as_json:
        say_json(result.model_dump(mode="json"))
        return
    out().print(
        text(
            f"{len(result.partitions)}개 설비-월을 다시 계산했습니다.",
            f"{len(result.partitions)} machine-months computed.",
        )
    )
    for asked in result.findings:
        out().print(asked.message, markup=False)


def learn(firm: FirmOption = None, as_json: Json = False) -> None:
    """Fix baselines from what is stored now; refresh then judges by them."""
    from pipelines.steps.learn import learn as step

    learnt = step(scope_of(firm))
    if as_json:
        say_json(learnt.model_dump(mode="json"))
        return
    for line in learnt.lines():
        out().print(line, markup=False)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _grains(by: str | None) -> list[str] | None:
    return [part.strip() for part in by.split(",") if part.strip()] if by else None


def kpi(
    firm: FirmOption = None,
    line: Line = None,
    machine: MachineOption = None,
    from_date: From = None,
    to_date: To = None,
    by: By = None,
    names: Names = None,
    as_format: Annotated[str, typer.Option("--format", help="table, json, csv, parquet, xlsx")] = "table",
    output: Annotated[Path | None, typer.Option("-o", "--output", help=text("파일로", "To a file"))] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", help=text("정의, 출처, SQL", "Definition, source and SQL"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Show KPIs for a range, by the grains asked for."""
    from pipelines.steps import kpis

    if explain:
        _explain(kpis.explain(explain), as_json)
        return
    rows = kpis.kpi_rows(
        scope_of(firm),
        line_id=line,
        machine_id=machine,
        from_date=_day(from_date),
        to_date=_day(to_date),
        by=_grains(by),
        names=names,
    )
    shape = "json" if as_json else as_format
    if shape in ("parquet", "xlsx") and output is None:
        raise UsageError(f"{shape} 파일 이름을 -o로 적어 주세요.", f"Name the {shape} file with -o.")
    written = kpis.write_kpis(rows, _grains(by) or [], shape, output)
    if output is not None:
        out().print(str(output), markup=False)
    elif isinstance(written, str):
        sys.stdout.write(written)
    else:
        out().print(written)


def _explain(definition: "Definition", as_json: bool) -> None:
    if as_json:
        say_json({**definition.fields, "sql": definition.sql, "source_sql": definition.source_sql})
        return
    for key, value in definition.fields.items():
        out().print(f"{key}: {value}", markup=False)
    for name, sql in {definition.name: definition.sql, **definition.source_sql}.items():
        out().print(f"\n-- {name}\n{sql}", markup=False)


def trace(
    name: Annotated[str, typer.Option("--kpi", help=text("지표 이름", "KPI name"))],
    firm: FirmOption = None,
    line: Line = None,
    machine: MachineOption = None,
    from_date: From = None,
    to_date: To = None,
    as_json: Json = False,
) -> None:
    """List the files and the first rows behind a value."""
    from pipelines.steps.trace import trace as step
    from ppuri.cli.views import trace_lines

    found = step(
        scope_of(firm), name, line_id=line, machine_id=machine, from_date=_day(from_date), to_date=_day(to_date)
    )
    if as_json:
        say_json(found.model_dump(mode="json"))
        return
    for said in trace_lines(found):
        out().print(said, markup=False)


def stops(
    output: Annotated[Path, typer.Option("-o", "--output", help=text("쓸 파일(.xlsx)", "Workbook to write"))],
    firm: FirmOption = None,
    machine: MachineOption = None,
    from_date: From = None,
    to_date: To = None,
    as_json: Json = False,
) -> None:
    """Write stops without a reason and time of which nothing is known as a workbook to fill in and hand in again."""
    from pipelines.steps.stops import write_stops

    made = write_stops(scope_of(firm), output, machine_id=machine, from_date=_day(from_date), to_date=_day(to_date))
    written = str(output) if made.content is not None else None
    if as_json:
        say_json({"written": written, "gaps": [vars(gap) for gap in made.gaps]})
    elif written is None:
        out().print(text("까닭을 물어볼 정지가 없습니다.", "No stop waits for a reason."))
    else:
        minutes = sum(gap.minutes for gap in made.gaps)
        back = f"ppuri ingest {written} --machine {made.gaps[0].machine_id}"
        out().print(
            text(
                f"{written}: {len(made.gaps):,}번, 모두 {minutes:,.0f}분. 사유를 적은 뒤 `{back}`로 다시 올려 주세요.",
                f"{written}: {len(made.gaps):,} gaps, {minutes:,.0f} min. Fill in the reasons and hand it in with `{back}`.",
            ),
            markup=False,
        )


def insights(
    firm: FirmOption = None,
    kind: Annotated[str | None, typer.Option("--kind", help="anomaly, drift, risk, window")] = None,
    machine: MachineOption = None,
    as_json: Json = False,
) -> None:
    """Show what monitors and rules found, newest evidence first."""
    from pipelines.steps.insights import insights as step
    from ppuri.cli.views import insight_grid

    found = step(scope_of(firm), kind=kind, machine_id=machine)
    if as_json:
        say_json([insight.model_dump(mode="json") for insight in found])
    elif found:
        out().print(insight_grid(found))
    else:
        out().print(
            text(
                "찾은 것이 없습니다. 기준이 없으면 `ppuri learn`을 먼저 실행해 주세요.",
                "Nothing found. Without a baseline run `ppuri learn` first.",
            )
        )
