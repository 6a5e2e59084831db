"""`upkeep`, `backup`, `restore`, `withdraw`: care for the whole installation."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ppuri.cli.commands.data import show_checks
from ppuri.cli.screen import FirmOption, Json, home, out, say_json
from ppuri.core.errors import UsageError
from ppuri.core.language import text

Folder = Annotated[Path, typer.Argument(help=text("백업 폴더", "Folder of backups"))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this room."""
    app.command(
        "upkeep", help=text("작은 파일을 합치고 오래된 것을 치웁니다.", "Compact, clean up, measure the disk.")
    )(upkeep)
    app.command("backup", help=text("전체를 백업합니다.", "Back the installation up."))(backup)
    app.command("restore", help=text("백업을 빈 폴더에 되돌립니다.", "Restore a backup into an empty home."))(restore)
    app.command("withdraw", help=text("한 기업의 자료를 모두 지웁니다.", "Remove all data of one firm."))(withdraw)


def upkeep(firm: FirmOption = None, as_json: Json = False) -> None:
    """Compact small files, remove what no reader holds any more, and say what takes the disk."""
    from pipelines.steps.upkeep import upkeep as step

    result = step(home(), firm)
    if as_json:
        say_json(result.model_dump(mode="json"))
    else:
        for line in result.lines():
            out().print(line, markup=False)
    if any(each.skipped for each in result.firms) or result.space.low:
        raise typer.Exit(1)


def backup(folder: Folder, as_json: Json = False) -> None:
    """Write one moment of the installation into a folder; what is there already is not copied again."""
    from pipelines.steps.backup import backup as step

    result = step(home(), folder)
    if as_json:
        say_json(result.model_dump(mode="json"))
    else:
        for line in result.lines():
            out().print(line, markup=False)
    if result.damaged:
        raise typer.Exit(1)


def restore(
    folder: Folder,
    name: Annotated[
        str | None, typer.Option("--name", help=text("백업 이름 (없으면 가장 새것)", "Backup, else the newest"))
    ] = None,
    as_json: Json = False,
) -> None:
    """Put a backup into the empty home, then count everything again."""
    from pipelines.steps.restore import restore as step

    result = step(home(), folder, name)
    if as_json:
        say_json(result.model_dump(mode="json"))
    else:
        for line in result.lines():
            out().print(line, markup=False)
        show_checks(result.verified)
    if result.damaged or not result.verified.ok:
        raise typer.Exit(1)


def withdraw(
    firm: Annotated[str, typer.Option("--firm", help=text("기업 id", "Firm id"))],
    yes: Annotated[bool, typer.Option("--yes", help=text("묻지 않고 지웁니다.", "Remove without asking."))] = False,
    as_json: Json = False,
) -> None:
    """Hide a firm at once, then remove everything of it; a receipt with hashes stays."""
    from pipelines.steps.withdraw import withdraw as step

    if not yes:
        _ask(firm)
    receipt = step(home(), firm)
    if as_json:
        say_json(receipt.model_dump(mode="json"))
        return
    freed, rows = sum(receipt.removed_bytes.values()), sum(receipt.removed_rows.values())
    out().print(
        text(
            f"기업 {receipt.firm_id}의 자료를 지웠습니다: 파일 {len(receipt.files):,}개, {freed / 1e6:,.1f} MB, 장부와 기록 {rows:,}행. 확인 해시 {receipt.sha256}",
            f"The data of firm {receipt.firm_id} are removed: {len(receipt.files):,} files, {freed / 1e6:,.1f} MB, {rows:,} rows of ledger and records. Receipt hash {receipt.sha256}",
        ),
        markup=False,
    )
    for remark in text("\n".join(receipt.remains_ko), "\n".join(receipt.remains_en)).splitlines():
        out().print(remark, markup=False)


def _ask(firm_id: str) -> None:
    """Have the firm's name typed; one that is withdrawn already has no name any more and is not asked about."""
    from ppuri.core.hub import current_hub

    names = [firm.name for firm in current_hub(home()).firms if firm_id in (firm.id, *firm.was)]
    if not names:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            "지운 자료는 되돌릴 수 없습니다. 사람이 확인할 수 없는 곳에서는 --yes를 붙여 주세요.",
            "removed data cannot be brought back; where nobody can be asked, add --yes",
        )
    typed = typer.prompt(
        text(
            f"지운 자료는 되돌릴 수 없습니다. 지우려면 기업 이름 '{names[0]}'을(를) 그대로 적어 주세요",
            f"Removed data cannot be brought back. To remove them type the firm's name '{names[0]}'",
        )
    )
    if typed.strip() != names[0]:
        raise UsageError("이름이 달라 아무것도 지우지 않았습니다.", "the name differs; nothing was removed")
