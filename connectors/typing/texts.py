"""Texts without what nobody sees: blanks of every kind and letters without width around them."""

import polars as pl

# Zero-width letters and marks that copying out of web pages and messengers leaves behind; no blanks to Unicode.
_NO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_AROUND = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _NO_WIDTH
# Marks that stand for the cell above; the inch sign and plain quotes among them.
DITTO = (
    "〃",
    "″",
    "“",
    "”",
    '"',
    "''",
    "상동",
    "위와같음",
    "위와 같음",
    "위 와 같음",
    "동일",
    "ditto",
    "do.",
    "↑",
    "↓",
)


def bare(texts: pl.Series) -> pl.Series:
    """Return texts without blanks and letters of no width around them; nothing left is null."""
    stripped = texts.str.strip_chars(_AROUND)
    return stripped.set((stripped == "").fill_null(False), None)


def ditto(texts: pl.Series) -> pl.Series:
    """Return where a text says only that it is the one above."""
    return texts.str.to_lowercase().is_in(list(DITTO)).fill_null(False)
