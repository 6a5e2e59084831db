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
    999.9,
    -999.0,
    1449.0,
    3276.7,
    -3276.8,
)
_APART = 1.5


def sentinel_mask(values: pl.Series, outside: pl.Series | None) -> pl.Series:
    """Return where a value is a sentinel.

    A number such as 1449 is a temperature of molten iron elsewhere: it is taken for a sentinel only where it is
    outside the channel's range, or, without a range, where it stands apart from every other value.

    Args:
        values: File values as Float64.
        outside: Where the converted value leaves the hard range; None when the range may not judge.
    """
    if outside is not None and not outside.any():
        return outside
    listed = values.is_in(list(SENTINELS)).fill_null(False)
    if outside is not None:
        # -1 stands for "missing" where nothing can be negative.
        return (listed | (values == -1).fill_null(False)) & outside
    if not listed.any():
        return listed
    others = values.filter(~listed).drop_nulls()
    if others.is_empty():
        return listed
    high, low = float(others.max()), float(others.min())  # type: ignore[arg-type]
    apart = (values > max(high * _APART, high + 1)) | (values < min(low * _APART, low - 1))
    return listed & apart.fill_null(False)
