"""Stamp forms: what a column of stamps is, in which order, and its UTC instants."""

from connectors.timestamps.content import LIKELY, Content, classify
from connectors.timestamps.numbers import FORMS as NUMERIC_FORMS
from connectors.timestamps.numbers import guess as guess_number
from connectors.timestamps.order import Order, decide
from connectors.timestamps.read import localise, read
from connectors.timestamps.text import ORDERS, tidy

__all__ = [
    "LIKELY",
    "NUMERIC_FORMS",
    "ORDERS",
    "Content",
    "Order",
    "classify",
    "decide",
    "guess_number",
    "localise",
    "read",
    "tidy",
]
