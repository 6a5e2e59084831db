"""Numbers that loggers write where there is no measurement (domain.md section 0, exports.md section 4.6)."""

import polars as pl

# 16-bit overflows, register fills and the like.
SENTINELS = (
    65535.0,
    65534.0,
    65536.0,
    32767.0,
    -32768.0,
    6553.5,
    9999.0,
    -9999.0,
    99999.0,
    -99999.0,
    9999.9,
    -9999.9,
    999.9,
    -999.0,
    1449.0,
    3276.7,
    -3276.8,
)
_APART = 1.5
_FAR, _OTHERS = 3.0, 20


def sentinel_mask(values: pl.Series, outside: pl.Series | None) -> pl.Series:
    """Return where a value is a sentinel.

    A number such as 1449 is a temperature of molten iron elsewhere: it is taken for a sentinel only where it is
    outside the channel's range, or stands apart from every other value: by half without a range, far within it.

    Args:
        values: File values as Float64.
        outside: Where the converted value leaves the hard range; None when the range may not judge.
    """
    if outside is not None and not outside.any() and not {values.max(), values.min()} & {*SENTINELS, -1.0}:
        return outside  # a sentinel that stands apart is the largest or the smallest of all
    listed = values.is_in(list(SENTINELS)).fill_null(False)
    if outside is not None:
        # -1 stands for "missing" where nothing can be negative.
        minus = (values == -1).fill_null(False)
        return ((listed | minus) & outside) | _far_apart(values, listed, minus)
    if not listed.any():
        return listed
    others = values.filter(~listed).drop_nulls()
    if others.is_empty():
        return listed
    high, low = float(others.max()), float(others.min())  # type: ignore[arg-type]
    apart = (values > max(high * _APART, high + 1)) | (values < min(low * _APART, low - 1))
    return listed & apart.fill_null(False)


def _far_apart(values: pl.Series, listed: pl.Series, minus: pl.Series) -> pl.Series:
    """Within the range: three times beyond all others, or -1 where all others are far above zero."""
    marks = listed | minus
    others = values.filter(~marks).drop_nulls() if marks.any() else values.clear()
    if len(others) < _OTHERS:
        return marks & False
    low, high = float(others.min()), float(others.abs().max())  # type: ignore[arg-type]
    beyond = listed & (values.abs() > _FAR * high).fill_null(False)
    return (beyond | minus) if low > 10 else beyond
