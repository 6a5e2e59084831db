"""`demo` and `up`: the whole way once, and the whole way on schedule."""

from typing import Annotated

import typer

from ppuri.cli.screen import Json, errors, home, out, progress, say_json
from ppuri.core.language import text


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        "demo",
        help=text("가상의 세 공장으로 처음부터 끝까지 보입니다.", "Three simulated firms, from exports to reports."),
    )(demo)
    app.command("up", help=text("포털, 일정, 감시를 함께 켭니다.", "Portal, schedules and watcher, until stopped."))(up)


def demo(as_json: Json = False) -> None:
    """Simulate, ingest, compute, find and report; then say what was planted and found."""
    from pipelines.flows.demo import demo as flow
    from ppuri.cli.demo_view import show

    folder = home()
    if not as_json:
        errors().print(
            text(f"가상 자료를 {folder} 에 만듭니다. 1분쯤 걸립니다.", f"Working in {folder}; this takes a minute.")
        )
    with progress(as_json) as bar:
        result = flow(folder, bar)
    if as_json:
        say_json(result.model_dump(mode="json"))
    else:
        show(result, out())


def up(
    port: Annotated[int, typer.Option("--port", help=text("포털 포트", "Port of the portal"))] = 8080,
    prefect_port: Annotated[int, typer.Option("--prefect-port", help=text("Prefect 포트", "Port of Prefect"))] = 4200,
) -> None:
    """Run portal, Prefect server, worker and watcher on this machine; Ctrl-C ends all of them."""
    from pipelines.flows.up import up as start

    raise typer.Exit(
        start(home(), port=port, prefect_port=prefect_port, say=lambda line: out().print(line, markup=False))
    )
