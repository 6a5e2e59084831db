"""How hard the searching tests search: as in CI, or as long as `PPURI_FUZZ` says (a factor; 100 takes some minutes)."""

import os

FACTOR = max(int(os.environ.get("PPURI_FUZZ", "1")), 1)


def examples(usual: int) -> int:
    """Return how many examples a test tries that usually tries `usual`."""
    return usual * FACTOR
