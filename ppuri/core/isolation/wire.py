"""Values on their way between two processes: JSON for what is small, Arrow files for tables; nothing that could run code."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel

OURS = ("connectors", "models", "pipelines", "ppuri", "sample_data", "tests")


def name_of(thing: Any) -> str:
    """Return the name by which another process finds a function or class of ours.

    Args:
        thing: A function or class at the top of a module.

    Raises:
        TypeError: When it is not one that can be found again.
    """
    name = f"{thing.__module__}:{thing.__qualname__}"
    if thing.__module__.split(".")[0] not in OURS or "<" in name:
        raise TypeError(name)
    return name


def named(name: str) -> Any:
    """Return what `name_of` named.

    Raises:
        TypeError: When the name is none of ours.
    """
    module, _, path = name.partition(":")
    if module.split(".")[0] not in OURS:
        raise TypeError(name)
    thing: Any = import_module(module)
    for part in path.split("."):
        thing = getattr(thing, part)
    return thing


class Writer:
    """Turns values into JSON, tables into files of a folder.

    Args:
        folder: An existing folder.
        stem: Beginning of the names of its files.
    """

    def __init__(self, folder: Path, stem: str) -> None:
        self._folder = folder
        self._stem = stem
        self._count = 0

    def value(self, value: Any) -> Any:
        """Return the JSON of a value.

        Raises:
            TypeError: When it holds something that has no form here.
        """
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, BaseModel) or (is_dataclass(value) and not isinstance(value, type)):
            return {
                "class": name_of(type(value)),
                "of": {name: self.value(getattr(value, name)) for name in _names(value)},
            }
        for kind, mark, form in self._forms():
            if isinstance(value, kind):
                return {mark: form(value)}
        raise TypeError(type(value).__name__)

    def _forms(self) -> tuple[tuple[type, str, Callable[[Any], Any]], ...]:
        return (
            (dict, "dict", lambda value: [[self.value(key), self.value(each)] for key, each in value.items()]),
            (tuple, "tuple", self._items),
            (frozenset, "frozenset", self._items),
            (set, "set", self._items),
            (pl.DataFrame, "frame", self._frame),
            (pl.Series, "series", lambda value: self._frame(value.to_frame())),
            (Path, "path", str),
            (datetime, "datetime", datetime.isoformat),
            (date, "date", date.isoformat),
            (bytes, "bytes", lambda value: b64encode(value).decode()),
        )

    def _items(self, value: Any) -> list[Any]:
        return [self.value(each) for each in value]

    def _frame(self, frame: pl.DataFrame) -> str:
        self._count += 1
        name = f"{self._stem}{self._count}.arrow"
        frame.write_ipc(self._folder / name, compression="uncompressed")
        return name


def _names(value: Any) -> list[str]:
    if isinstance(value, BaseModel):
        return list(type(value).model_fields)
    return [field.name for field in fields(value) if field.init]


class Reader:
    """Turns what `Writer` made into values again.

    Args:
        folder: Where its files lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._forms: dict[str, Callable[[Any], Any]] = {
            "dict": lambda of: {self.value(key): self.value(each) for key, each in of},
            "tuple": lambda of: tuple(map(self.value, of)),
            "frozenset": lambda of: frozenset(map(self.value, of)),
            "set": lambda of: set(map(self.value, of)),
            "frame": self._frame,
            "series": lambda of: self._frame(of).to_series(),
            "path": Path,
            "datetime": datetime.fromisoformat,
            "date": date.fromisoformat,
            "bytes": b64decode,
        }

    def value(self, said: Any) -> Any:
        """Return the value of a JSON.

        Raises:
            TypeError: When it names a class that is none of ours.
        """
        if isinstance(said, list):
            return [self.value(each) for each in said]
        if not isinstance(said, dict):
            return said
        if "class" in said:
            kind = named(said["class"])
            if not isinstance(kind, type) or not (is_dataclass(kind) or issubclass(kind, BaseModel)):
                raise TypeError(said["class"])
            return kind(**{name: self.value(each) for name, each in said["of"].items()})
        ((mark, of),) = said.items()
        return self._forms[mark](of)

    def _frame(self, name: str) -> pl.DataFrame:
        return pl.read_ipc(self._folder / Path(name).name)
