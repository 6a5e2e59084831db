"""Build the wheel, install it without development tools into an empty environment and use it from another folder."""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "tests" / "connectors" / "reading" / "samples" / "graphtec_gl860_en.csv"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command; its output is shown where it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, env=_environment(cwd)
    )
    if done.returncode:
        sys.exit(f"{' '.join(str(part) for part in command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def _environment(cwd: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV", "PPURI"))}
    return {**kept, "PPURI_HOME": str(cwd / "home"), "PPURI_LANG": "en"}


def main() -> None:
    """Fail with the output of the step that failed."""
    uv = Path(sys.executable).with_name("uv")
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = Path(folder)
        run(uv, "build", "--quiet", "--wheel", "--out-dir", elsewhere / "dist", ROOT, cwd=elsewhere)
        wheel = next((elsewhere / "dist").glob("*.whl"))
        venv.create(elsewhere / "env", with_pip=False)
        python = elsewhere / "env" / "bin" / "python"
        lock = ROOT / "requirements.lock"
        run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock, cwd=elsewhere)
        run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel, cwd=elsewhere)
        ppuri = python.with_name("ppuri")
        sys.stdout.write(run(ppuri, "--version", cwd=elsewhere))
        for package in ("connectors", "models", "pipelines", "sql", "sample_data"):
            where = run(python, "-c", f"import {package}; print({package}.__file__)", cwd=elsewhere)
            if str(elsewhere) not in where:
                sys.exit(f"{package} comes from {where}")
        seen = run(ppuri, "inspect", SAMPLE, "--json", cwd=elsewhere)
        if '"record_count": 6' not in seen:
            sys.exit(f"inspect: {seen}")
        run(ppuri, "read", SAMPLE, "-o", elsewhere / "clean.csv", cwd=elsewhere)
        lines = (elsewhere / "clean.csv").read_text(encoding="utf-8-sig").splitlines()
        if len(lines) != 7:
            sys.exit(f"read: {lines}")
        sys.stdout.write("wheel: installed and used from another folder\n")


main()
