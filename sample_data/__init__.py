"""Seeded simulator of factory exports with planted faults, and the comparison of what was found with them."""

from sample_data.comparison import Comparison, Match, compare, read_truth
from sample_data.hub import FIRM_IDS, merged_hub
from sample_data.writing import DEMO_SIZES, make

DISTRIBUTION = "ppuri"

__all__ = [
    "DEMO_SIZES",
    "DISTRIBUTION",
    "FIRM_IDS",
    "Comparison",
    "Match",
    "compare",
    "make",
    "merged_hub",
    "read_truth",
]
