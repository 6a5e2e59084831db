"""One commit on top of what is published: a stranger's rows beneath it are noticed, so that they are never published with it."""

import polars as pl

from ppuri.core.errors import TransientError
from ppuri.core.lake import Lake, Partition, Pieces


def committed(
    lake: Lake,
    table: str,
    frame: pl.DataFrame | Pieces,
    *,
    replace: list[Partition] | None,
    before: int | None,
    transaction: str,
) -> int:
    """Write one Delta commit and return the version it made.

    Args:
        lake: The firm's lake.
        table: The table.
        frame: Rows to write.
        replace: Partitions whose rows they replace; None appends.
        before: The version that the commit must follow, as `Lake.put_back` returned it; None where there is no table.
        transaction: Id of the commit.

    Raises:
        TransientError: When another process, one that lost its lease, wrote in between.
    """
    version = lake.commit(table, frame, replace=replace, transaction=transaction)
    if version != (0 if before is None else before + 1):
        raise TransientError(
            f"{table} 표를 다른 작업이 함께 썼습니다. 다시 실행해 주세요.",
            f"another process wrote table {table}; run this again",
        )
    return version
