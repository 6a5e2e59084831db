"""Order of day, month and year, decided by the whole column or left open."""

from dataclasses import dataclass

import polars as pl

from connectors.timestamps.share import share
from connectors.timestamps.text import ORDERS, date_tokens, parse

_CLEAR_SPAN = 8.0


@dataclass(frozen=True)
class Order:
    """What a column of dates proves about its order.

    Attributes:
        choices: Orders that read every date as well as the best one does, likeliest first; empty: no dates.
        ground: `year_first`, `only_one`, `dots`, `apostrophe`, `span` or `open`.
        share: Dates that the first choice reads.
    """

    choices: tuple[str, ...]
    ground: str
    share: float

    @property
    def settled(self) -> bool:
        """Whether one order is left."""
        return len(self.choices) == 1


def decide(tidied: pl.Series) -> Order:
    """Decide the order of a column of tidied stamps (`text.tidy`) by all of its dates."""
    tokens = date_tokens(tidied)
    if tokens.is_empty():
        return Order((), "open", 0.0)
    long_first = tokens.str.contains(r"^'?\d{4}")
    if bool(long_first.all()) or share(long_first) >= 0.98:
        return Order(("ymd",), "year_first", _share(tokens, "ymd"))
    rest = tokens.filter(~long_first)
    year_last = share(rest.str.contains(r"\d{4}$")) >= 0.5
    candidates = ("dmy", "mdy") if year_last else ORDERS
    shares = {order: _share(rest, order) for order in candidates}
    best = max(shares.values())
    left = tuple(order for order in candidates if shares[order] == best and best > 0)
    if len(left) == 1:
        return Order(left, "only_one", best)
    if year_last and bool(rest.str.contains(r"^\d+\.\s*\d+\.\s*\d+$").all()) and "dmy" in left:
        return Order(("dmy",), "dots", best)
    if not year_last and bool(tidied.str.starts_with("'").any()):
        return Order(("ymd",), "apostrophe", best)
    return _by_span(rest, left, best)


def _share(tokens: pl.Series, order: str) -> float:
    return share(parse(tokens, order)["local"].is_not_null())


def _by_span(tokens: pl.Series, left: tuple[str, ...], best: float) -> Order:
    """Many dates of one log lie close together: an order that spreads them over years is not theirs."""
    spans: dict[str, int] = {}
    for order in left:
        local = parse(tokens, order)["local"].drop_nulls()
        spans[order] = (int(local.max()) - int(local.min())) if len(local) else 0  # type: ignore[arg-type]
    ranked = sorted(left, key=lambda order: spans[order])
    year = 366 * 86_400_000_000
    if (
        len(tokens) >= 3
        and len(ranked) > 1
        and spans[ranked[0]] * _CLEAR_SPAN < spans[ranked[1]]
        and spans[ranked[1]] > year
    ):
        return Order((ranked[0],), "span", best)
    near = tuple(order for order in ranked if spans[order] <= max(year, spans[ranked[0]] * _CLEAR_SPAN))
    return Order(near or left, "span" if len(near) == 1 else "open", best)
