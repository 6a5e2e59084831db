"""`status`, `doctor`: where the installation stands, and what would hinder it."""

import typer

from ppuri.cli.screen import Json, home, out, say_json
from ppuri.core.language import text


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        "status", help=text("무엇이 왔고 무엇이 기다리는지 보입니다.", "What came, what waits, what is broken.")
    )(status)
    app.command("doctor", help=text("이 컴퓨터에서 걸리는 것을 찾습니다.", "What on this machine would hinder."))(
        doctor
    )


def status(as_json: Json = False) -> None:
    """Show per firm what came and what waits, and how much disk is left."""
    from pipelines.steps.status import status as step

    found = step(home())
    if as_json:
        say_json(found.model_dump(mode="json"))
    else:
        for line in found.lines():
            out().print(line, markup=False)
    if found.needs_a_person:
        raise typer.Exit(1)


def doctor(as_json: Json = False) -> None:
    """Look at what the installation needs of this machine; each hindrance comes with its fix."""
    from pipelines.steps.doctor import doctor as step

    looks = step(home())
    if as_json:
        say_json([look.model_dump(mode="json") for look in looks])
    else:
        for look in looks:
            out().print(("● " if look.ok else "✕ ") + text(look.text_ko, look.text_en), markup=False)
    if not all(look.ok for look in looks):
        raise typer.Exit(1)
