"""Headers, units, labels and time of a table: what they mean, and what has to be asked."""

from connectors.mapping.layout import layout_id
from connectors.mapping.propose import propose

__all__ = ["layout_id", "propose"]
