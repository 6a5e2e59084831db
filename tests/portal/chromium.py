"""The system's Chromium on a portal that really listens: what a clerk sees and does."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from ppuri.portal.app import create_app

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PICTURES = os.environ.get("PPURI_SCREENSHOTS")


def missing() -> str | None:
    """Say why there is no browser to try; None where there is one."""
    return None if _path() else "no Chromium on this machine (apt-get install chromium)"


def _path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def listening(home: Path) -> Iterator[str]:
    """Serve the portal of a home on a free port of this machine and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(create_app(home), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        # A container runs as root, where Chromium's own sandbox does not start; it sees nothing but this portal.
        yield playwright.chromium.launch(executable_path=_path(), args=["--no-sandbox", "--disable-gpu"])


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like, where `PPURI_SCREENSHOTS` names a folder."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
