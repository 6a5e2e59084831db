"""Names that stand one column beside their values: read under them, every value would be another's."""

from collections.abc import Sequence

from connectors.mapping.evidence import Column
from connectors.mapping.names import Scope, match
from connectors.mapping.notes import Notes
from connectors.typing.aligned import KEY

_INSTANTS = ("stamp", "date")


def ask_if_misplaced(columns: Sequence[Column], scope: Scope, notes: Notes) -> None:
    """Ask where the one name of an instant stands over something else, and the instants right beside it.

    Args:
        columns: Of the table, in file order.
        scope: Where words are looked up.
        notes: Takes the question.
    """
    if KEY in notes.answers:
        return
    named = [at for at, column in enumerate(columns) if _is_instant(column, scope)]
    holding = [at for at, column in enumerate(columns) if column.content in _INSTANTS]
    if len(named) != 1 or len(holding) != 1 or abs(named[0] - holding[0]) != 1:
        return
    name, values = columns[named[0]], columns[holding[0]]
    if name.content in ("empty", "clock", "dotted") or (
        name.content == "number" and match(values.header, scope) is None
    ):
        return
    way = "left" if holding[0] < named[0] else "right"
    ko = {"left": "왼쪽", "right": "오른쪽"}[way]
    notes.ask(
        KEY,
        (way, "keep"),
        f"'{name.header}' 열에는 시각이 없고 바로 {ko}의 '{values.header}' 열에 시각이 있습니다. 열 이름이 한 칸씩 밀린 것으로 보입니다. "
        f"이름을 {ko}으로 한 칸 옮길까요? ({way}: 옮김, keep: 그대로 둠)",
        f"'{name.header}' holds no instants, the column to its {way}, '{values.header}', does: the names seem to stand one "
        f"column beside their values. Move them one to the {way}, or keep them?",
        tuple(f"{column.header}: {_first(column)}" for column in columns[:6]),
    )


def _is_instant(column: Column, scope: Scope) -> bool:
    found = match(column.header, scope)
    return found is not None and found.trusted and found.channel.role == "time" and found.name != "elapsed_s"


def _first(column: Column) -> str:
    present = column.sample.drop_nulls()
    return str(present[0]) if len(present) else ""
