"""The SQL of the product: found by name, one bare SELECT and one description each."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ppuri.core.errors import InternalError

FOLDERS = {
    "stg": "staging",
    "int": "intermediate",
    "mart": "marts",
    "kpi": "kpis",
    "assert": "checks",
}


def _resource(name: str, ending: str) -> str:
    prefix = name.partition("_")[0]
    folder = FOLDERS.get(prefix)
    page = files("sql").joinpath(folder or "", f"{name}{ending}") if folder else None
    if page is None or not page.is_file():
        raise InternalError(f"SQL {name}{ending}이(가) 없습니다.", f"there is no sql file {name}{ending}")
    return page.read_text(encoding="utf-8")


@cache
def read_sql(name: str) -> str:
    """Return the text of one relation; its prefix names the folder.

    Raises:
        InternalError: When there is no such file.
    """
    return _resource(name, ".sql").strip().rstrip(";")


@cache
def describe(name: str) -> dict[str, Any]:
    """Return the description of one relation: its yml.

    Raises:
        InternalError: When there is no such file, or it does not hold a mapping.
    """
    found = yaml.safe_load(_resource(name, ".yml"))
    if not isinstance(found, dict):
        raise InternalError(f"{name}.yml을 읽을 수 없습니다.", f"{name}.yml does not hold a mapping")
    return found


@cache
def relations(layer: str) -> list[str]:
    """Return the names of one layer (`staging`, `intermediate`, `marts`, `kpis`, `checks`), sorted."""
    folder = files("sql").joinpath(layer)
    return sorted(page.name.removesuffix(".sql") for page in folder.iterdir() if page.name.endswith(".sql"))


def mentioned(text: str, names: set[str]) -> set[str]:
    """Return those of `names` that a SQL text mentions outside comments and literals."""
    bare = re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", text)
    return names & set(re.findall(r"[a-z_][a-z0-9_]*", bare))
