"""`diff`, `assume`, `reassign`, `undo`, `replay`: what is stored changes, and everything that rests on it with it."""

from pathlib import Path
from typing import Annotated

import typer

from ppuri.cli.screen import FirmOption, Json, MachineOption, out, say_json, scope_of
from ppuri.cli.telling import FileId, pairs, tell
from ppuri.core.language import text

Pairs = Annotated[list[str] | None, typer.Argument(help=text("이름=값", "KEY=VALUE"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        "diff",
        help=text("저장하면 무엇이 바뀔지 보입니다. 아무것도 저장하지 않습니다.", "What ingesting would change."),
    )(diff)
    app.command("assume", help=text("저장한 파일의 가정을 바꿉니다.", "Change what was assumed of a stored file."))(
        assume
    )
    app.command("reassign", help=text("파일을 다른 설비로 옮깁니다.", "Give a file to another machine."))(reassign)
    app.command("undo", help=text("올린 파일을 되돌립니다.", "Take a file back."))(undo)
    app.command("replay", help=text("원본에서 저장소를 다시 만듭니다.", "Make the lake again from the originals."))(
        replay
    )


def diff(
    paths: Annotated[list[Path], typer.Argument(help=text("파일, 폴더", "Files or folders"))],
    firm: FirmOption = None,
    machine: MachineOption = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help=text("열 맞추기 TOML", "Mapping TOML"))] = None,
    as_json: Json = False,
) -> None:
    """Show what would be new, repeated and changed, and which KPIs would move."""
    from pipelines.steps.diff import diff as step
    from ppuri.cli.change_view import diff_lines

    found = step(scope_of(firm), paths, machine_id=machine, mapping_file=mapping)
    if as_json:
        say_json(found.model_dump(mode="json"))
    else:
        for line in diff_lines(found):
            out().print(line, markup=False)
    if any(receipt.status in ("held", "rejected") for receipt in found.receipts):
        raise typer.Exit(1)


def assume(
    file_id: FileId,
    assumptions: Annotated[list[str], typer.Argument(help=text("이름=값", "KEY=VALUE"))],
    firm: FirmOption = None,
    as_json: Json = False,
) -> None:
    """Change assumptions of a file; files whose columns mean the same follow."""
    from pipelines.steps.hold import assume as step

    tell([step(scope_of(firm), file_id, pairs(assumptions))], as_json)


def reassign(
    file_id: FileId,
    machine: Annotated[str, typer.Option("--machine", help=text("맞는 설비 id", "The right machine"))],
    answers: Pairs = None,
    firm: FirmOption = None,
    as_json: Json = False,
) -> None:
    """Move a file's rows to the machine that it belongs to; its columns are understood anew for that machine."""
    from pipelines.steps.reassign import reassign as step

    tell([step(scope_of(firm), file_id, machine, pairs(answers or []))], as_json)


def undo(file_id: FileId, firm: FirmOption = None, as_json: Json = False) -> None:
    """Take a file back: what the other files know of the same time comes back."""
    from pipelines.steps.undo import undo as step

    tell([step(scope_of(firm), file_id)], as_json)


def replay(firm: FirmOption = None, as_json: Json = False) -> None:
    """Make every table of a firm again from the archived files, and say what is different now."""
    from pipelines.steps.replay import replay as step

    done = step(scope_of(firm))
    if as_json:
        say_json(done.model_dump(mode="json"))
        return
    out().print(
        text(
            f"원본에서 {done.places:,}곳(설비와 달)을 다시 만들었습니다. 달라진 곳 {len(done.changed):,}곳.",
            f"{done.places:,} machine-months made again from the originals, {len(done.changed):,} of them different now.",
        )
    )
    for place in done.changed:
        out().print(f"  {place}", markup=False)
