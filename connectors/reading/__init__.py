"""Bytes to text records, and how they were read."""

from connectors.reading.export import read_export

__all__ = ["read_export"]
