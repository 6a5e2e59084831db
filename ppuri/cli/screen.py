"""What commands share on the way to the screen: consoles, JSON, progress, the firm that is meant."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ppuri.core.errors import UsageError
from ppuri.core.language import text

if TYPE_CHECKING:
    from rich.console import Console

    from ppuri.core.scope import Scope

Json = Annotated[bool, typer.Option("--json", help=text("프로그램용 JSON으로 답합니다.", "Answer as JSON."))]
FirmOption = Annotated[
    str | None,
    typer.Option("--firm", help=text("기업 id (하나뿐이면 생략)", "Firm id (not needed where there is one)")),
]
MachineOption = Annotated[str | None, typer.Option("--machine", help=text("설비 id", "Machine id"))]

Progress = Callable[[str, int, int], None]


@cache
def out() -> "Console":
    """Console of standard output."""
    from rich.console import Console

    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


@cache
def errors() -> "Console":
    """Console of standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say_json(value: Any) -> None:
    """Write one JSON document to standard output, Korean as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def home() -> Path:
    """Folder of this installation."""
    from ppuri.core.settings import load_settings

    return load_settings().home


def scope_of(firm_id: str | None) -> "Scope":
    """Open the firm that is meant.

    Args:
        firm_id: As given; None takes the only declared firm.

    Raises:
        UsageError: When the firm is not declared, or none is named among several.
    """
    from ppuri.core.hub import current_hub, open_scope

    if firm_id is None:
        ids = [firm.id for firm in current_hub(home()).firms]
        if len(ids) != 1:
            known = ", ".join(ids) or text("없음", "none")
            raise UsageError(
                f"어느 기업인지 --firm으로 적어 주세요. 등록된 기업: {known}",
                f"Name the firm with --firm. Declared firms: {known}",
            )
        firm_id = ids[0]
    return open_scope(home(), firm_id)


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """Show a bar on standard error while long work reports `(label, done, total)`; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    with Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors(),
        transient=True,
    ) as bars:
        task = bars.add_task("", total=None)
        yield lambda label, done, total: bars.update(task, description=label, completed=done, total=total)
