"""`ppuri hub`: what is declared."""

from pathlib import Path
from typing import Annotated

import typer

from ppuri.cli.screen import Json, home, out, say_json
from ppuri.core.language import text


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    hub = typer.Typer(help=text("기업, 라인, 설비 등록", "Firms, lines, machines"), no_args_is_help=True)
    hub.command("apply", help=text("허브 파일을 적용합니다.", "Apply the hub file."))(apply)
    hub.command("show", help=text("등록된 내용을 보입니다.", "Show what is declared."))(show)
    app.add_typer(hub, name="hub")


def apply(
    file: Annotated[Path | None, typer.Argument(help=text("TOML 파일", "TOML file"))] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=text("지난 달이 바뀌어도 적용합니다.", "Apply even where past months change."))
    ] = False,
    as_json: Json = False,
) -> None:
    """Declare firms, lines and machines; twice changes nothing."""
    from pipelines.steps.declare import declare

    change = declare(home(), file, yes=yes)
    if as_json:
        say_json(change.model_dump(mode="json"))
        return
    for line in change.lines():
        out().print(line, markup=False)


def show(as_json: Json = False) -> None:
    """Print the hub as applied."""
    from ppuri.core.hub import current_hub

    hub = current_hub(home())
    if as_json:
        say_json(hub.model_dump(mode="json", by_alias=True, exclude_none=True))
        return
    for firm in hub.firms:
        out().print(f"{firm.id}  {firm.name}", markup=False)
        for site in firm.sites:
            for line in site.lines:
                names = ", ".join(f"{machine.id} {machine.name}" for machine in line.machines)
                out().print(f"  {site.id} {site.name} / {line.id} {line.name} ({line.process}): {names}", markup=False)
