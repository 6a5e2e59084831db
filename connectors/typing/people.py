"""Names of people: kept apart as digits that are equal for equal names within a firm, and never stored."""

import hashlib
import hmac

import polars as pl

_DIGITS = 12


def hashed(names: pl.Series, salt: str) -> pl.Series:
    """Return 12 hex digits for each name.

    Args:
        names: Names, stripped; null stays null.
        salt: Secret of the firm, kept in the installation's ledger, so that a list of names cannot be tried out.
    """
    distinct = names.drop_nulls().unique()
    digests = [_digits(name, salt) for name in distinct.to_list()]
    return names.replace_strict(distinct, pl.Series(digests, dtype=pl.String), return_dtype=pl.String, default=None)


def without_names(texts: pl.Series, names: pl.Series, salt: str) -> pl.Series:
    """Return texts in which every known name of two letters or more stands as its digits."""
    known = [name for name in names.drop_nulls().unique().to_list() if len(name) >= 2 and not name.isdigit()]
    if not known or texts.is_empty():
        return texts
    return texts.str.replace_many(known, [_digits(name, salt) for name in known], leftmost=True)


def _digits(name: str, salt: str) -> str:
    if not salt:
        return hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]
    return hmac.new(salt.encode(), name.encode(), hashlib.sha256).hexdigest()[:_DIGITS]
