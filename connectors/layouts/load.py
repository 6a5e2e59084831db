"""The folders of layouts, read once when a file is first looked at."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from connectors.layouts.form import Layout
from ppuri.core.errors import InternalError

# Words and rows that hold for every maker; stands behind every other layout.
GENERIC = "generic"
FILE = "layout.toml"


def home() -> Traversable:
    """Return the folder that holds the folders."""
    return files("connectors.layouts")


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout by the name of its folder, the generic one behind each.

    Raises:
        InternalError: When a `layout.toml` is not of its form; the message names file, place and fault.
    """
    folders = sorted((each for each in home().iterdir() if each.joinpath(FILE).is_file()), key=lambda each: each.name)
    read = {folder.name: _read(folder) for folder in folders}
    base = read.pop(GENERIC)
    return {GENERIC: base, **{name: layout.over(base) for name, layout in read.items()}}


def named(family: str | None) -> Layout:
    """Return a layout by its folder; the generic one for None and for a folder that is gone."""
    known = layouts()
    return known.get(family or GENERIC, known[GENERIC])


def _read(folder: Traversable) -> Layout:
    place = f"{folder.name}/{FILE}"
    try:
        return Layout.model_validate(tomllib.loads(folder.joinpath(FILE).read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as fault:
        raise InternalError(
            f"레이아웃 파일 {place}을 읽을 수 없습니다: {fault}", f"{place} is no TOML: {fault}"
        ) from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where, what = ".".join(map(str, first["loc"])), first["msg"]
        raise InternalError(
            f"레이아웃 파일 {place}의 {where} 항목이 올바르지 않습니다: {what}", f"{place}: {where}: {what}"
        ) from fault
