"""`ppuri up`: Prefect server, worker, watcher and portal of one installation, in one command."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from ppuri.core.hub import current_hub
from ppuri.core.language import text
from ppuri.core.supervise import Child, Supervisor

HOST = "127.0.0.1"


def up(home: Path, *, port: int, prefect_port: int, say: Callable[[str], None]) -> int:
    """Run everything until SIGINT or SIGTERM, then end it.

    Args:
        home: Folder of the installation.
        port: Port of the portal, on this machine only: there is no login yet.
        prefect_port: Port of the Prefect server, on this machine only.
        say: Takes the lines for the person who started it.

    Returns:
        Exit code 0.

    Raises:
        UsageError: When the hub file is wrong.
        TransientError: When a part does not start, for instance because its port is taken.
    """
    current_hub(home)
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    supervisor = Supervisor(
        children=children(port, prefect_port), folder=home / "log", environment=environment(home, prefect_port), say=say
    )

    def end(_number: int, _frame: FrameType | None) -> None:
        supervisor.stopping = True

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        say(text("켜는 중입니다. 처음에는 1분쯤 걸립니다.", "Starting; the first time takes about a minute."))
        supervisor.start()
        say(
            text(
                f"켜졌습니다. 포털 http://{HOST}:{port}  실행 기록 http://{HOST}:{prefect_port}  끝내기 Ctrl-C",
                f"Running. Portal http://{HOST}:{port}  runs http://{HOST}:{prefect_port}  Ctrl-C ends it",
            )
        )
        supervisor.run()
        say(text("모두 껐습니다.", "All stopped."))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def children(port: int, prefect_port: int) -> list[Child]:
    """Return the programs of one installation in the order of starting."""
    api = f"http://{HOST}:{prefect_port}/api"
    return [
        Child(
            "prefect",
            ("-m", "prefect", "server", "start", "--host", HOST, "--port", str(prefect_port)),
            health=f"{api}/health",
        ),
        Child("worker", ("-m", "pipelines.flows.worker")),
        Child("watcher", ("-m", "pipelines.flows.watcher")),
        Child(
            "portal",
            ("-m", "uvicorn", "--factory", "ppuri.portal.app:served", "--host", HOST, "--port", str(port)),
            health=f"http://{HOST}:{port}/healthz",
        ),
    ]


def environment(home: Path, prefect_port: int) -> dict[str, str]:
    """Return the environment of every child: this one's, the installation and the address of its Prefect server."""
    place = home.resolve()
    return {
        **os.environ,
        "PPURI_HOME": str(place),
        "TMPDIR": str(place / "tmp"),  # large uploads wait on the disk that will hold them
        "PREFECT_HOME": str(place / "prefect"),
        "PREFECT_API_URL": f"http://{HOST}:{prefect_port}/api",
        # Here a person looks into the log folder: what ran, and what the server complains about.
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
        "PREFECT_UI_API_URL": f"http://{HOST}:{prefect_port}/api",
    }
