"""What a reader got wrong, by the truth of the file: rows, instants, numbers, and faults that nobody was told of."""

from pathlib import Path

import polars as pl

from benchmarks.readers.files import Sample

_STAMPS = (pl.Datetime, pl.Date)


def judged(sample: Sample, written: Path) -> str:
    """Say what is wrong with what a reader wrote; `-` where nothing is.

    Args:
        sample: The file and its truth.
        written: The Parquet file that the reader wrote.
    """
    frame = pl.read_parquet(written)
    wrong = [*_rows(sample, frame), *_stamps(frame), *_numbers(sample, frame)]
    return "; ".join(wrong) or "-"


def _rows(sample: Sample, frame: pl.DataFrame) -> list[str]:
    if frame.height == sample.rows:
        return []
    if "VarName" in frame.columns and frame.height == sample.rows * len(sample.channels):
        return ["left long: a row per tag"]
    return [f"{frame.height:,} rows instead of {sample.rows:,}"]


def _stamps(frame: pl.DataFrame) -> list[str]:
    typed = any(isinstance(kind, _STAMPS) for kind in frame.schema.values())
    return [] if typed else ["instants left as text"]


def _numbers(sample: Sample, frame: pl.DataFrame) -> list[str]:
    known = {"row_no", "table_no", "told", "order_no", "piece_count", "occurrence_no", "piece_no", "Validity"}
    numeric = [name for name, kind in frame.schema.items() if kind.is_numeric() and name not in known]
    texts = len(sample.channels) - len(numeric) if "VarName" not in frame.columns else int("VarValue" not in numeric)
    if texts > 0:
        return [f"{texts} column(s) of numbers left as text"]
    wrong = []
    total = float(frame.select(numeric).sum().sum_horizontal().item())
    if abs(total - sample.total) > 1e-6 * abs(sample.total):
        wrong.append(f"sum of numbers off by {total / sample.total - 1:+.1e}")
    told = int(frame["told"].sum()) if "told" in frame.columns else 0
    if sample.faults and told < sample.faults:
        wrong.append(f"{sample.faults:,} unreadable cells emptied without a word")
    return wrong
