"""`report`, `feed`, `sample`: documents, the platform's package, simulated exports."""

from pathlib import Path
from typing import Annotated

import typer

from ppuri.cli.screen import FirmOption, Json, home, out, progress, say_json, scope_of
from ppuri.cli.verified_view import show_verified
from ppuri.core.language import text

OutFolder = Annotated[Path, typer.Option("-o", "--output", help=text("폴더", "Folder"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command("report", help=text("한 달 보고서를 만듭니다.", "The report of one month."))(report)
    app.command(
        "verify-report", help=text("건넨 보고서를 다시 계산해 견줍니다.", "Recompute a delivered report and compare.")
    )(verify_report)
    app.command("feed", help=text("플랫폼에 넘길 자료 묶음을 만듭니다.", "The platform's Data Package."))(feed)
    app.command("sample", help=text("연습용 파일을 만듭니다.", "Simulated exports with planted faults."))(sample)


def report(
    firm: FirmOption = None,
    period: Annotated[str | None, typer.Option("--period", help=text("달: 2026-10", "Month: 2026-10"))] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=text("폴더", "Folder"))] = None,
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare",
            help=text("견줄 달 2026-09, 또는 바꾼 날 2026-10-15", "Month 2026-09, or day of a change 2026-10-15"),
        ),
    ] = None,
    formats: Annotated[str, typer.Option("--format", help="html, pdf, xlsx")] = "html",
    as_json: Json = False,
) -> None:
    """Write the report; without a period, of the newest month that has data."""
    from pipelines.steps.report import documents as step

    with progress(as_json):
        paths = step(scope_of(firm), period, output, [name.strip() for name in formats.split(",")], compare)
    if as_json:
        say_json({"path": str(paths[0]), "paths": [str(path) for path in paths]})
        return
    for path in paths:
        out().print(str(path), markup=False)


def verify_report(
    file: Annotated[Path, typer.Argument(help=text("보고서 파일", "Report"), exists=True, dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Recompute a delivered report and say which digits differ."""
    from dataclasses import asdict

    from pipelines.steps.verify_report import verify_report as step

    with progress(as_json):
        found = step(home(), file)
    if as_json:
        say_json(asdict(found))
    else:
        show_verified(found)
    if found.genuine is False or not found.same:
        raise typer.Exit(1)


def feed(output: OutFolder, firm: FirmOption = None, as_json: Json = False) -> None:
    """Write KPIs, insights and definitions as a Data Package."""
    from pipelines.steps.feed import feed as step

    path = step(scope_of(firm), output)
    if as_json:
        say_json({"path": str(path)})
    else:
        out().print(str(path), markup=False)


def sample(
    output: OutFolder,
    process: Annotated[str, typer.Option("--process", help="casting, heat_treatment, molding")] = "casting",
    days: Annotated[int, typer.Option("--days", min=1, max=1100)] = 14,
    machines: Annotated[int, typer.Option("--machines", min=1, max=50)] = 1,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    as_json: Json = False,
) -> None:
    """Write exports, the hub file that declares their firm, and what was planted."""
    from sample_data import make

    path = make(process, days=days, machines=machines, seed=seed, out=output)
    if as_json:
        say_json({"path": str(path)})
    else:
        out().print(str(path), markup=False)
