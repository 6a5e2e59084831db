"""The person's word on a mapping: the parsed TOML of `--mapping`.

Form (every part may be left out)::

    dataset = "run"                    # run | reading | inspection | tally | event
    source = "plc"                     # name of the logger, where one machine has several

    [columns]
    "주조압력" = "cast_pressure_mpa [bar]"   # channel and the unit of the values in the file
    "금형번호" = "tool_id"
    "메모" = "drop"                     # leave the column out
    "전류" = "extra"                    # keep it, without a meaning

    [time]
    columns = ["일자", "시각"]           # joined by a blank
    forms = ["ymd"]                     # ymd | dmy | mdy | compact6 | excel_serial | epoch_s | epoch_ms ...
    zone = "+09:00"
    basis = "clock"                     # or "order": the file has no time

    [labels]
    "판정" = "1=scrap,0=good"
"""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.dictionary import Channel, all_channels
from ppuri.core.errors import UsageError

_ENTRY = re.compile(r"^\s*(?P<name>[^\s\[]+)\s*(?:\[(?P<unit>[^\]]*)\])?\s*$")
_STATISTIC = re.compile(r"^(?P<stem>.+)_(?P<word>avg|sd|min|max)$")


class TimeOverride(BaseModel):
    """Part `[time]`."""

    model_config = ConfigDict(extra="forbid")
    columns: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    zone: str | None = None
    basis: str = "clock"


class Override(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")
    dataset: str | None = None
    source: str | None = None
    columns: dict[str, str] = {}
    time: TimeOverride = TimeOverride()
    labels: dict[str, str] = {}


def read_override(parsed: dict[str, Any] | None) -> Override:
    """Check the parsed TOML.

    Raises:
        UsageError: When it has a key that is not known, or a channel that the dictionary does not have.
    """
    try:
        override = Override.model_validate(parsed or {})
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UsageError(
            f"매핑 파일의 '{place}' 항목을 읽을 수 없습니다.", f"'{place}' in the mapping file cannot be used."
        ) from error
    for header, text in override.columns.items():
        if text not in ("drop", "extra"):
            entry(text, header)
    return override


def entry(text: str, header: str) -> tuple[Channel, str, str | None, str | None]:
    """Return (entry, name with its number, statistic, unit) of `channel [unit]`.

    Raises:
        UsageError: When the dictionary has no such channel.
    """
    found = _ENTRY.match(text)
    name, unit = (found["name"], found["unit"]) if found else (text, None)
    statistic = None
    for attempt in (name, None):
        if attempt is None:
            parted = _STATISTIC.match(name)
            if parted is None:
                break
            attempt, statistic = parted["stem"], parted["word"]
        for channel in all_channels():
            pattern = re.escape(channel.name).replace(r"\{n\}", r"\d{1,3}")
            if re.fullmatch(pattern, attempt):
                return channel, attempt, statistic, unit
    raise UsageError(
        f"'{header}'에 지정한 '{name}' 채널이 사전에 없습니다.",
        f"channel '{name}' given for '{header}' is not in the dictionary",
    )
