"""`ingest`, `held`, `answer`, `quarantine`, `verify`: files into the lake, questions, rows to mend, the audit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ppuri.cli.screen import FirmOption, Json, MachineOption, home, out, progress, say_json, scope_of
from ppuri.cli.telling import FileId, pairs, tell
from ppuri.core.language import text

if TYPE_CHECKING:
    from pipelines.steps.verify import VerifyResult


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command("ingest", help=text("파일이나 폴더를 저장합니다.", "Files or folders into the lake."))(ingest)
    app.command("held", help=text("답을 기다리는 파일을 보입니다.", "Files that wait for an answer."))(held)
    app.command("answer", help=text("질문에 답하거나 가정을 바꿉니다.", "Answer a question or change an assumption."))(
        answer
    )
    app.command(
        "quarantine", help=text("고칠 행을 엑셀 파일로 받습니다.", "What could not be used, as a workbook to mend.")
    )(quarantine)
    app.command("verify", help=text("저장한 모든 것을 다시 셉니다.", "Re-count everything that is stored."))(verify)


def ingest(
    paths: Annotated[list[Path], typer.Argument(help=text("파일, 폴더", "Files or folders"))],
    firm: FirmOption = None,
    machine: MachineOption = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help=text("열 맞추기 TOML", "Mapping TOML"))] = None,
    as_json: Json = False,
) -> None:
    """Read, check and store; one receipt per file."""
    from ppuri.core.isolation import warm

    # The child that reads loads its libraries while this process loads its own.
    warm("pipelines.steps.isolate:_prepared")
    from pipelines.steps.ingest import ingest as step

    with progress(as_json) as bar:
        receipts = step(scope_of(firm), paths, machine_id=machine, mapping_file=mapping, progress=bar)
    tell(receipts, as_json)


def held(firm: FirmOption = None, as_json: Json = False) -> None:
    """List the open questions."""
    from pipelines.steps.hold import held as step

    receipts = step(scope_of(firm))
    if not receipts and not as_json:
        out().print(text("답을 기다리는 파일이 없습니다.", "No file waits for an answer."))
        return
    tell(receipts, as_json)


def answer(
    file_id: FileId,
    answers: Annotated[list[str], typer.Argument(help=text("이름=값", "KEY=VALUE"))],
    firm: FirmOption = None,
    as_json: Json = False,
) -> None:
    """Answer questions of one file; what rests on the answers is stored or computed again."""
    from pipelines.steps.hold import answer as step

    tell([step(scope_of(firm), file_id, pairs(answers))], as_json)


def quarantine(
    file_id: Annotated[str, typer.Option("--file", help=text("접수증의 파일 id", "File id of the receipt"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=text("쓸 파일(.xlsx)", "Workbook to write"))],
    firm: FirmOption = None,
    as_json: Json = False,
) -> None:
    """Write the rows of a file that could not be used and its questions as a workbook to mend and hand in again."""
    from pipelines.steps.quarantine import write_workbook

    made = write_workbook(scope_of(firm), file_id, output)
    written = str(output) if made.content is not None else None
    if as_json:
        groups = [vars(group) for group in made.groups]
        say_json(
            {
                "file_id": made.file_id,
                "written": written,
                "rows": made.rows,
                "questions": made.questions,
                "groups": groups,
            }
        )
    elif written is None:
        out().print(text("고칠 행도 물어볼 것도 없습니다.", "Nothing needs mending and nothing is asked."))
    else:
        out().print(
            text(
                f"{written}: 고칠 행 {made.rows:,}개, 질문 {made.questions:,}개. 고친 뒤 `ppuri ingest {written}`로 다시 올려 주세요.",
                f"{written}: {made.rows:,} rows to mend, {made.questions:,} questions. Hand it in again with `ppuri ingest {written}`.",
            ),
            markup=False,
        )


def verify(
    firm: FirmOption = None,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help=text("원본으로 고칠 수 있는 것은 고칩니다.", "Mend what the originals can mend.")
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Check counts, hashes, keys and published versions of one firm or of all."""
    from pipelines.steps.verify import verify as step

    result = step(home(), firm, repair=repair)
    if as_json:
        say_json(result.model_dump(mode="json"))
    else:
        show_checks(result)
    if not result.ok:
        raise typer.Exit(1)


def show_checks(result: "VerifyResult") -> None:
    """Print one line per promise, and what was built again."""
    for name in result.repaired:
        out().print(text(f"다시 만듦: {name}", f"built again: {name}"), markup=False)
    for check in result.checks:
        out().print(("● " if check.ok else "✕ ") + text(check.text_ko, check.text_en), markup=False)
