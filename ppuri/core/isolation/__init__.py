"""Work on bytes of strangers in a child process: with limits of memory and time, and no harm where it dies."""

from typing import TYPE_CHECKING, Any

from ppuri.core.isolation.pool import close, warm

if TYPE_CHECKING:
    from ppuri.core.isolation.call import IsolatedError, Rejection, isolated

__all__ = ["IsolatedError", "Rejection", "close", "isolated", "warm"]


def __getattr__(name: str) -> Any:
    """Import what calls a child when it is asked for: starting one ahead must cost nothing."""
    if name in ("IsolatedError", "Rejection", "isolated"):
        from ppuri.core.isolation import call

        return getattr(call, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
