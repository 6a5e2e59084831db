"""A browser for the portal's tests."""

import warnings
from pathlib import Path

from ppuri.portal.app import create_app

with warnings.catch_warnings():
    # Starlette wants the successor of httpx; what it says of itself is no fault of ours.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

ADDRESS = "http://127.0.0.1:8080"


def browse(home: Path, *, address: str = ADDRESS, limit_mb: int = 512, raise_faults: bool = True) -> TestClient:
    """Return a client of the portal of one installation."""
    app = create_app(home, limit_mb=limit_mb, patience_s=120)
    return TestClient(app, base_url=address, raise_server_exceptions=raise_faults)


__all__ = ["TestClient", "browse"]
