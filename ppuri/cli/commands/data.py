"""`ingest`, `held`, `answer`, `quarantine`, `verify`: files into the lake, questions, rows to mend, the audit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ppuri.cli.screen import FirmOption, Json, MachineOption, home, out, progress, say_json, scope_of
from ppuri.core.errors import UsageError
from ppuri.core.language import text

if TYPE_CHECKING:
    from ppuri.core.results import Receipt

FileId = Annotated[str, typer.Argument(help=text("접수증의 파일 id", "File id of the receipt"))]


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
    from pipelines.steps.ingest import ingest as step

    with progress(as_json) as bar:
        receipts = step(scope_of(firm), paths, machine_id=machine, mapping_file=mapping, progress=bar)
    _tell(receipts, as_json)


def held(firm: FirmOption = None, as_json: Json = False) -> None:
    """List the open questions."""
    from pipelines.steps.hold import held as step

    receipts = step(scope_of(firm))
    if not receipts and not as_json:
        out().print(text("답을 기다리는 파일이 없습니다.", "No file waits for an answer."))
        return
    _tell(receipts, as_json)


def answer(
    file_id: FileId,
    answers: Annotated[list[str], typer.Argument(help=text("이름=값", "KEY=VALUE"))],
    firm: FirmOption = None,
    as_json: Json = False,
) -> None:
    """Answer questions of one file; what rests on the answers is stored or computed again."""
    from pipelines.steps.hold import answer as step

    pairs = dict(_pair(given) for given in answers)
    _tell([step(scope_of(firm), file_id, pairs)], as_json)


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


def _pair(given: str) -> tuple[str, str]:
    key, sign, value = given.partition("=")
    if not sign or not key or not value:
        raise UsageError(
            f"`{given}`에서 이름과 값을 찾지 못했습니다. 예: time=order",
            f"`{given}` is not KEY=VALUE; for example time=order",
        )
    return key.strip(), value.strip()


def _tell(receipts: list["Receipt"], as_json: bool) -> None:
    from ppuri.cli.views import receipt_lines

    if as_json:
        say_json([receipt.model_dump(mode="json") for receipt in receipts])
    else:
        for receipt in receipts:
            for line in receipt_lines(receipt):
                out().print(line, markup=False)
    if any(_needs_a_person(receipt) for receipt in receipts):
        raise typer.Exit(1)


def _needs_a_person(receipt: "Receipt") -> bool:
    return receipt.status in ("held", "rejected") or any(found.severity == "error" for found in receipt.findings)


def verify(firm: FirmOption = None, as_json: Json = False) -> None:
    """Check counts, hashes, keys and published versions of one firm or of all."""
    from pipelines.steps.verify import verify as step

    result = step(home(), firm)
    if as_json:
        say_json(result.model_dump(mode="json"))
    else:
        for check in result.checks:
            out().print(("● " if check.ok else "✕ ") + text(check.text_ko, check.text_en), markup=False)
    if not result.ok:
        raise typer.Exit(1)
