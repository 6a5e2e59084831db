"""The channel dictionary: what headers, units, ranges and labels mean (channels.csv, labels.csv, relations.csv)."""

from connectors.dictionary.headers import folded, normalise, slug, split_unit
from connectors.dictionary.load import Channel, Label, Relation, all_channels, channels, entry, labels, relations

__all__ = [
    "Channel",
    "Label",
    "Relation",
    "all_channels",
    "channels",
    "entry",
    "folded",
    "labels",
    "normalise",
    "relations",
    "slug",
    "split_unit",
]
