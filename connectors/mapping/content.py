"""What the content of a column allows its name to mean: `시간`, `Process`, `quality`, `No`, `상태`, `수량` are told by it."""

from dataclasses import replace

from connectors.dictionary import channels, folded, labels, normalise
from connectors.layouts import counts_up
from connectors.mapping.evidence import Column
from connectors.mapping.names import Match, Scope
from connectors.timestamps.share import share

_STATE_WORDS = frozenset({"상태", "status", "state", "run", "working", "가동", "mode"})
_STAMPS = ("stamp", "date", "clock", "dotted")
DURATION = (
    "시각이 아니라 걸린 시간의 길이로 보입니다. 무엇에 걸린 시간인지 알려 주십시오.",
    "The numbers look like durations, not instants: say of what.",
)
NOT_RUNNING = (
    "차례로 커지는 번호가 아니어서 줄 번호로 보지 않고 그대로 보관합니다.",
    "Not a running number, so not taken for the number of the row: kept.",
)
UNKNOWN_STATE = (
    "값이 가동·정지를 뜻하는지 알 수 없어 그대로 보관합니다.",
    "The values do not say run or stop: kept as exported.",
)
NO_NUMBERS = ("값이 숫자가 아닙니다.", "The values are no numbers.")
COUNTS_UP = (
    "설비를 다시 켤 때까지 계속 더해지는 누적값입니다. 늘어난 만큼만 수량이므로 합하지 않고 적힌 그대로 보관합니다.",
    "Counts up until the machine is started again: only the increase is a quantity, so it is kept as exported and never added.",
)
Reason = tuple[str, str]


def allowed(column: Column, found: Match, scope: Scope) -> tuple[Match | None, Reason | None]:
    """Return what the content leaves of a match, and the reason where it takes it away or weakens it."""
    if found.channel.role == "quantity" and counts_up(column.header, column.family):
        return None, COUNTS_UP
    return _left(column, found, scope)


def _left(column: Column, found: Match, scope: Scope) -> tuple[Match | None, Reason | None]:
    channel, word = found.channel, normalise(column.header)
    if channel.role == "personal" and found.how == "fuzzy" and column.numeric:
        return None, None
    if channel.role == "time":
        return (found, None) if _may_be_time(column, found) else (None, DURATION)
    if channel.name == "source_row_no" and not _runs(column):
        return None, NOT_RUNNING
    if channel.name == "load_id" and word == "process":
        return (found, None) if _is_running_number(column) else (_instead(found, "process_step", scope), None)
    if channel.name == "class_grade" and 0 < len(column.texts) <= 2:
        return _instead(found, "result", scope), None
    if channel.name == "run_state" and word in _STATE_WORDS and not _names_states(column):
        return replace(found, how="bare"), UNKNOWN_STATE
    if channel.name == "result" and column.numeric and len(column.texts) > 5:
        return None, None
    if channel.name == "cycle_counter":
        whole = share(column.values == column.values.round())
        counts = column.content == "empty" or (column.numeric and whole >= 0.8)
        return (found if counts else None), None
    if channel.numeric and column.content != "empty" and column.numbers.readable_ratio < 0.5:
        return None, NO_NUMBERS
    return found, None


def _may_be_time(column: Column, found: Match) -> bool:
    """Numbers may count from a start or from 1970; whether they do is seen when the instant is put together."""
    return column.content in _STAMPS or (column.numeric if found.name == "elapsed_s" else column.content == "number")


def _runs(column: Column) -> bool:
    """Whether a column counts rows: whole numbers that step by one, or that hardly ever repeat."""
    if column.content == "empty":
        return True
    values = column.values
    if not column.numeric or share(values == values.round()) < 0.9:
        return False
    steps = values.diff().drop_nulls().abs()
    return len(values) < 3 or share(steps == 1) >= 0.8 or values.n_unique() >= 0.95 * len(values)


def _names_states(column: Column) -> bool:
    """Whether half of the texts are known states; of plain numbers all must be, `1, 2, 3` are no states."""
    if column.content == "empty":
        return True
    known = [entry.text for entry in labels("run_state")]
    texts = [folded(text) for text in column.texts.head(50).to_list()]
    named = sum(text in {folded(k) for k in known} for text in texts)
    return named == len(texts) if column.numeric else named >= 0.5 * len(texts)


def _is_running_number(column: Column) -> bool:
    """Integers that never fall: the number of a load, not the name of a process step."""
    values = column.values
    if not column.numeric or values.is_empty():
        return False
    falls = values.diff().drop_nulls() < 0
    return bool((values == values.round()).all()) and not bool(falls.any())


def _instead(found: Match, name: str, scope: Scope) -> Match | None:
    channel = next((c for c in channels(scope.process, scope.kind) if c.name == name), None)
    return replace(found, channel=channel, name=name, how="exact", rivals=()) if channel else None
