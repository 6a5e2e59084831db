"""Typed rows out of text records, every record accounted for."""

from connectors.typing.rows import type_table

__all__ = ["type_table"]
