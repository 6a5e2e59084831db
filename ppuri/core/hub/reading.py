"""TOML to a hub; a typo is answered with its place and the nearest word that exists."""

import difflib
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from ppuri.core.errors import UsageError
from ppuri.core.hub.model import Hub


def read_hub(path: Path) -> Hub:
    """Read one hub file.

    Raises:
        UsageError: When the file is missing, is no TOML, or does not have the form of a hub file.
    """
    return check_hub(toml_of(path), path)


def toml_of(path: Path) -> dict[str, Any]:
    """Return the parsed TOML of a file.

    Raises:
        UsageError: When it is missing or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise UsageError(
            f"허브 파일이 없습니다: {path}. 기업과 설비를 적은 hub.toml을 만들어 주세요.",
            f"there is no hub file {path}; write a hub.toml that names firms and machines",
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: UTF-8 글자가 아닙니다. UTF-8로 저장해 주세요.", f"{path} is not UTF-8; save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{path}: TOML 문법이 맞지 않습니다({error}).", f"{path} is not valid TOML: {error}"
        ) from error


def check_hub(content: dict[str, Any], path: Path) -> Hub:
    """Return the hub of parsed TOML.

    Raises:
        UsageError: With the place of the first fault.
    """
    try:
        return Hub.model_validate(content)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt name shows up as unknown and as missing: the first of the two says what to do.
        fault = next((each for each in faults if each["type"] == "extra_forbidden"), faults[0])
        place = _place(fault["loc"])
        if fault["type"] == "extra_forbidden":
            raise _unknown(path, place, fault["loc"]) from error
        if fault["type"] == "missing":
            raise UsageError(
                f"{path}: {place} 항목이 빠졌습니다. 적어 주세요.", f"{path}: {place} is missing; add it"
            ) from error
        given = fault.get("input")
        raise UsageError(
            f"{path}: {place} 값 {given!r}이(가) 맞지 않습니다. ({fault['msg']})",
            f"{path}: {place} has the value {given!r}: {fault['msg']}",
        ) from error


def _place(where: tuple[int | str, ...]) -> str:
    words = ""
    for part in where:
        words += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if words else ''}{part}"
    return words


def _unknown(path: Path, place: str, where: tuple[int | str, ...]) -> UsageError:
    known = _known_keys(where)
    near = difflib.get_close_matches(str(where[-1]), known, n=1)
    hint_ko = f" `{near[0]}`을(를) 뜻했나요?" if near else f" 쓸 수 있는 이름: {', '.join(known)}"
    hint_en = f" did you mean `{near[0]}`?" if near else f" known names: {', '.join(known)}"
    return UsageError(f"{path}: {place} 은(는) 모르는 이름입니다.{hint_ko}", f"{path}: {place} is not known;{hint_en}")


def _known_keys(where: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Hub
    for part in where[:-1]:
        if isinstance(part, str):
            model = _inner(model, part)
    return [field.alias or name for name, field in model.model_fields.items()]


def _inner(model: type[BaseModel], key: str) -> type[BaseModel]:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            inner = next((a for a in get_args(field.annotation) if isinstance(a, type)), field.annotation)
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                return inner
    return model
