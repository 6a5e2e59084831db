"""Events: what kind, how long, until when."""

import polars as pl

from connectors.types import Mapping

_MINUTE_US = 60_000_000


def complete_events(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Fill duration from start and end, or the end from start and duration, and name the kind of event.

    The file's duration arrives in minutes (the dictionary's unit) and leaves as whole microseconds.
    """
    alarm = any(c.channel == "alarm_code" and c.column == "reason_code" for c in mapping.columns)
    given = (
        (pl.col("duration_us") * _MINUTE_US).round().cast(pl.Int64)
        if "duration_us" in frame.columns
        else pl.lit(None, dtype=pl.Int64)
    )
    ended = pl.col("ended_ts") if "ended_ts" in frame.columns else pl.lit(None, dtype=pl.Datetime("us", "UTC"))
    frame = frame.with_columns(given.alias("duration_us"), ended.alias("ended_ts"))
    between = (pl.col("ended_ts") - pl.col("started_ts")).dt.total_microseconds()
    until = (pl.col("started_ts").cast(pl.Int64) + pl.col("duration_us")).cast(pl.Datetime("us", "UTC"))
    return frame.with_columns(
        pl.coalesce("duration_us", between).alias("duration_us"),
        pl.coalesce("ended_ts", until).alias("ended_ts"),
        pl.lit("alarm" if alarm else "stop").alias("event_type"),
    )
