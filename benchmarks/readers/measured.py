"""Every reader on every file: wall time and peak memory as whole processes, and what it got wrong."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Case, Sample, in_turn, median, run
from benchmarks.readers import peers

MAKERS = {
    "wide UTF-8 CSV, 20 channels": "wide({path}, {large})",
    "CP949, Korean headers, a fault every 10,000 rows": "wide({path}, {megabytes}, korean=True)",
    "`;` and decimal comma": "wide({path}, {megabytes}, comma=True)",
    "long: tag, time, value in rows": "long({path}, {megabytes})",
    "xlsx, title, two header rows, total row": "workbook({path}, {rows})",
}


@dataclass(frozen=True)
class Task:
    """One file and the programs that read it.

    Attributes:
        title: What the file is.
        sample: The truth as `files.Sample` gives it, in JSON.
        programs: Reader to Python program.
    """

    title: str
    sample: dict[str, object]
    programs: dict[str, str] = field(default_factory=dict)


def measure(work: Path, large: int, megabytes: int, rows: int, runs: int) -> list[str]:
    """Return the lines of the section for docs/benchmarks.md.

    Args:
        work: An empty folder.
        large: MB of the wide UTF-8 file.
        megabytes: MB of the other texts.
        rows: Of the workbook.
        runs: After a warm-up.
    """
    lines = [
        "## Reading beside general readers",
        "",
        f"Each reader is a whole process that reads the file and writes Parquet; the general ones are told encoding, delimiter and decimal sign where they take them, ours is told "
        f"nothing but the process. {large} MB of wide UTF-8 text, {megabytes} MB of the others, {rows:,} rows of xlsx, {runs} runs in turn after a warm-up, medians. `wrong` is judged by the truth of the file.",
        "",
    ]
    for title, maker in MAKERS.items():
        lines += _table(
            work, _task(work, title, maker.format(path="path", large=large, megabytes=megabytes, rows=rows)), runs
        )
    return lines


def _task(work: Path, title: str, call: str) -> Task:
    path = work / ("file.xlsx" if "workbook" in call else "file.csv")
    path.unlink(missing_ok=True)
    # In a process of its own: the peak of a child counts the memory of the parent that starts it.
    make = (
        "import dataclasses, json, sys; from pathlib import Path; from benchmarks.readers.files import *; path = Path(sys.argv[1]); "
        f"print(json.dumps({{**dataclasses.asdict({call}), 'path': str(path)}}))"
    )
    made = subprocess.run([sys.executable, "-c", make, str(path)], check=True, capture_output=True, text=True)
    return Task(title, json.loads(made.stdout), programs_for(call))


def programs_for(call: str) -> dict[str, str]:
    """Return the programs that read one kind of file."""
    if "workbook" in call:
        ours = peers.OURS.format(process="casting", answers={})
        return {"ppuri": ours, "openpyxl read-only": peers.OPENPYXL, "pandas": peers.PANDAS_EXCEL}
    korean, comma = "korean" in call, "comma" in call or call.startswith("long")
    delimiter, decimal = (";", ",") if "comma" in call else (";" if comma else ",", ".")
    duckdb: dict[str, str] = {"encoding": "CP949"} if korean else {}
    duckdb |= {"delim": delimiter, "decimal_separator": decimal} if comma else {}
    lazy: dict[str, object] = {"separator": delimiter, "decimal_comma": decimal == ","}
    lazy |= {"encoding": "cp949"} if korean else {}
    arrow = {"delimiter": delimiter, "decimal": decimal, **({"encoding": "cp949"} if korean else {})}
    pandas = {"sep": delimiter, "decimal": decimal, **({"encoding": "cp949"} if korean else {})}
    return {
        "ppuri": peers.OURS.format(process="heat_treatment", answers={}),
        "DuckDB": peers.DUCKDB.format(given=duckdb),
        "polars": peers.POLARS.format(given=lazy),
        "pyarrow": peers.PYARROW.format(given=arrow),
        "pandas": peers.PANDAS.format(given=pandas),
    }


def _table(work: Path, task: Task, runs: int) -> list[str]:
    cases, refused = [], {}
    for reader, program in task.programs.items():
        written = work / f"{reader.split()[0]}.parquet"
        case = Case(reader, [sys.executable, "-c", program, str(task.sample["path"]), str(written)], lambda: None, {})
        try:
            run(case, work / "log.txt")
            cases.append(case)
        except RuntimeError as error:
            refused[reader] = _reason(str(error))
    found = in_turn(cases, runs, work / "log.txt")
    lines = [f"### {task.title}", "", "| reader | wall s | ours / its | peak MB | wrong |", "|---|---|---|---|---|"]
    lines += [_line(work, task, reader, samples, found["ppuri"]) for reader, samples in found.items()]
    lines += [f"| {reader} | - | - | - | refused: {why} |" for reader, why in refused.items()]
    return [*lines, ""]


def _reason(output: str) -> str:
    """Return the line of a failed program that says why."""
    said = [line.strip() for line in output.splitlines() if "Error" in line and not line.startswith(" ")]
    return (said or ["no reason given"])[-1][:140]


def _line(work: Path, task: Task, reader: str, samples: list[Sample], ours: list[Sample]) -> str:
    judge = (
        "import json, sys; from pathlib import Path; from benchmarks.readers.files import Sample; from benchmarks.readers.judge import judged; "
        "print(judged(Sample(**json.loads(sys.argv[1])), Path(sys.argv[2])))"
    )
    written = work / f"{reader.split()[0]}.parquet"
    said = subprocess.run(
        [sys.executable, "-c", judge, json.dumps(task.sample), str(written)], check=True, capture_output=True, text=True
    )
    wall = median(samples, "wall_s")
    return f"| {reader} | {wall:.2f} | {median(ours, 'wall_s') / wall:.2f} | {median(samples, 'peak_mb'):.0f} | {said.stdout.strip()} |"
