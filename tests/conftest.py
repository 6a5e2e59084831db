"""The usual run draws the same examples every time, so that a red run means a change; the longer ones (`PPURI_FUZZ`) draw new ones."""

from hypothesis import settings

from tests.effort import FACTOR

settings.register_profile("same", derandomize=True)
if FACTOR == 1:
    settings.load_profile("same")
