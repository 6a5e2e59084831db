"""How hard the searching tests search: as in CI, or as long as `PPURI_FUZZ` says (a factor; 100 takes some minutes).

`PPURI_LONG=1` turns programmes whole that the usual run tries a part of.
"""

import os

LONG = os.environ.get("PPURI_LONG") == "1"
FACTOR = max(int(os.environ.get("PPURI_FUZZ", "1")), 1)


def examples(usual: int) -> int:
    """Return how many examples a test tries that usually tries `usual`."""
    return usual * FACTOR
