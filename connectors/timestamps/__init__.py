"""Stamp forms: what a column of stamps is, in which order, and its UTC instants."""

from connectors.timestamps.content import LIKELY, Content, classify
from connectors.timestamps.numbers import ELAPSED_US, SAMPLE
from connectors.timestamps.numbers import FORMS as NUMERIC_FORMS
from connectors.timestamps.numbers import guess as guess_number
from connectors.timestamps.order import Order, decide
from connectors.timestamps.parts import clock_us, days_after, joined
from connectors.timestamps.read import Origin, localise, read
from connectors.timestamps.text import ORDERS, tidy

__all__ = [
    "ELAPSED_US",
    "LIKELY",
    "NUMERIC_FORMS",
    "ORDERS",
    "SAMPLE",
    "Content",
    "Order",
    "Origin",
    "classify",
    "clock_us",
    "days_after",
    "decide",
    "guess_number",
    "joined",
    "localise",
    "read",
    "tidy",
]
