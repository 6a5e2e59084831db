"""Typed rows out of text records, every record accounted for."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectors.typing.rows import type_table

__all__ = ["type_table"]


def __getattr__(name: str) -> Any:
    """Import the typing of tables when it is asked for: people's sheets need the numbers of this package before."""
    if name == "type_table":
        from connectors.typing.rows import type_table

        return type_table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
