"""Reading factory exports: bytes to text records, headers to channels, records to typed rows."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connectors.reading import read_export

DISTRIBUTION = "ppuri"

__all__ = ["DISTRIBUTION", "read_export"]


def __getattr__(name: str) -> Any:
    """Import the reader when it is asked for, so that importing the package stays instant."""
    if name == "read_export":
        from connectors.reading import read_export

        return read_export
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
