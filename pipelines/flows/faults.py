"""What Prefect may know of a failure: which step, what kind, where the record lies; never a name or a value."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ppuri.core.errors import TransientError
from ppuri.core.faults import record
from ppuri.core.settings import load_settings


class StepError(Exception):
    """A step ended with an exception that is written down in the log folder.

    Attributes:
        transient: The same call may succeed later.
        record: Name of the file below `$PPURI_HOME/log`.
    """

    def __init__(self, step: str, kind: str, record: str, transient: bool) -> None:
        super().__init__(f"{step}: {kind}, {record}")
        self.transient = transient
        self.record = record


class BrokenPromisesError(Exception):
    """The audit found promises broken that it could not mend; how many, and nothing of what they are about."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} checks do not hold")


@contextmanager
def recorded(step: str) -> Iterator[None]:
    """Turn any exception into `StepError`; the full account goes to the log folder of the installation.

    Args:
        step: Name of the step, for the message and the record.

    Raises:
        StepError: In place of whatever the step raised.
    """
    try:
        yield
    except Exception as error:  # whatever it is, its text may quote the firm's data and must not reach Prefect
        place = record(load_settings().home, error)
        transient = isinstance(error, (TransientError, OSError))
        raise StepError(step, type(error).__name__, place.name, transient) from None


def worth_a_retry(_task: Any, _run: Any, state: Any) -> bool:
    """Say whether a failed task may be tried again: only when I/O failed, never when the data or we were wrong."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, StepError) and error.transient
