"""Where tests find what does not live in the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("PPURI_DATA", ROOT.parent / "shared" / "data"))


def data(*parts: str) -> Path:
    """Return a path below the public data, or skip the test where it is absent."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"public data not here: {'/'.join(parts)} (set PPURI_DATA)")
    return path
