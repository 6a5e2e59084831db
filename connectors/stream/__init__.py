"""Large texts read block by block: the same tables in pieces, in bounded memory."""

from connectors.stream.cut import UnstreamableError
from connectors.stream.read import STREAM_BYTES, tables

__all__ = ["STREAM_BYTES", "UnstreamableError", "tables"]
