"""The guard of the four plain package names: another distribution's `models` must not be taken for ours.

A second distribution that ships one of these folders overwrites ours without a word from the installer
(docs/decisions, style of the import question), so whoever starts Ppuri asks here first.
"""

import importlib
from pathlib import Path

import ppuri
from ppuri.core.errors import InternalError

NAMES = ("connectors", "pipelines", "models", "sql")
DISTRIBUTION = "ppuri"


def check() -> None:
    """Make sure that every package of ours is ours: by its constant and by the folder that it lies in.

    Raises:
        InternalError: When one is missing, is not ours, or lies elsewhere than `ppuri`.
    """
    home = _folder(ppuri.__file__)
    for name in NAMES:
        try:
            package = importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise _not_ours(name, "-") from error
        place = _folder(getattr(package, "__file__", None))
        if getattr(package, "DISTRIBUTION", None) != DISTRIBUTION or place is None or place != home:
            raise _not_ours(name, str(place or "-"))


def _folder(file: str | None) -> Path | None:
    return None if file is None else Path(file).resolve().parent.parent


def _not_ours(name: str, place: str) -> InternalError:
    return InternalError(
        f"파이썬 묶음 `{name}`이(가) Ppuri의 것이 아닙니다({place}). 다른 프로그램과 함께 설치됐습니다. "
        "빈 가상 환경에 Ppuri만 다시 설치해 주세요.",
        f"the Python package `{name}` is not Ppuri's ({place}): another distribution was installed over it. "
        "Install Ppuri again into an environment of its own.",
    )
