"""Bytes to text records, and how they were read."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectors.reading.export import read_export

__all__ = ["read_export"]


def __getattr__(name: str) -> Any:
    """Import the reader when it is asked for: sheets that people keep are read with its parts, and by it."""
    if name == "read_export":
        from connectors.reading.export import read_export

        return read_export
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
