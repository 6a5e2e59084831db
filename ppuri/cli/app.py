"""The command `ppuri`: parses, calls a step, prints. Every command stands in its own room under `commands/`."""

import sys
from typing import Annotated

import typer

from ppuri import __version__
from ppuri.cli.commands import change, data, documents, files, health, hub, outcome, run, upkeep
from ppuri.cli.screen import errors
from ppuri.core import packages
from ppuri.core.errors import PpuriError
from ppuri.core.language import text

app = typer.Typer(
    name="ppuri",
    help=text(
        "공장 설비가 내보낸 파일을 읽어 지표, 분석, 보고서로 만듭니다.",
        "Turns shop-floor exports into KPIs, insights and reports.",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"ppuri {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=text("판을 보입니다.", "Show the version.")),
    ] = False,
) -> None:
    """Options of the command itself."""


hub.add_to(app)
files.add_to(app)
data.add_to(app)
change.add_to(app)
outcome.add_to(app)
documents.add_to(app)
run.add_to(app)
upkeep.add_to(app)
health.add_to(app)


def main() -> None:
    """Run the command; one sentence instead of a traceback, whatever happens."""
    try:
        packages.check()
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        errors().print(_usage(error), highlight=False, markup=False, soft_wrap=True)
        code = 2
    except (typer.Abort, KeyboardInterrupt):
        errors().print(text("멈췄습니다.", "Stopped."))
        code = 130
    except PpuriError as error:
        errors().print(str(error), highlight=False, markup=False, soft_wrap=True)
        code = error.exit_code
    except BrokenPipeError:
        code = 0
    except Exception as error:  # the last net: a person gets a sentence and the place of the record
        errors().print(_recorded(error), highlight=False, markup=False, soft_wrap=True)
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


# What the parser says in English, by the name of its exception.
_WRONG_USAGE = {
    "NoSuchOption": "없는 옵션입니다",
    "MissingParameter": "빠진 값이 있습니다",
    "BadParameter": "값이 맞지 않습니다",
    "UsageError": "명령을 알아듣지 못했습니다",
}


def _usage(error: typer.TyperException) -> str:
    said = error.format_message().rstrip(".")
    if type(error).__name__ == "NoArgsIsHelpError":
        return said
    ko = f"{_WRONG_USAGE.get(type(error).__name__, _WRONG_USAGE['UsageError'])} ({said})."
    return text(f"{ko} 사용법은 `ppuri --help`로 볼 수 있습니다.", f"{said}. `ppuri --help` shows how to use it.")


def _recorded(error: Exception) -> str:
    from ppuri.core.disk import refused
    from ppuri.core.faults import record
    from ppuri.core.settings import load_settings

    if (said := refused(error)) is not None:
        return str(said)
    place = record(load_settings().home, error)
    return text(
        f"프로그램 오류로 끝내지 못했습니다. 받은 자료는 그대로 있습니다. 기록: {place}",
        f"A fault of the program stopped this. What was received is safe. Record: {place}",
    )
