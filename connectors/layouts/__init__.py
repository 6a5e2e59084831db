"""Layouts as data: one folder per family of recorders or machines, with the same four files in each.

`layout.toml` says how the family is recognised and what its rows, words and marks mean (`form.py` is its form), `sample.*` is a small export,
`expected.json` what it reads to, `README.md` how to export on that machine. The readers know no family: they ask `recognise` and do what the
data says. Adding a family is adding a folder.
"""

from connectors.layouts.form import Block, Layout, LongForm, Refusal, RowRole
from connectors.layouts.load import GENERIC, layouts, named
from connectors.layouts.recognise import recognise, recognise_names
from connectors.layouts.refuse import refused_binary, refused_text
from connectors.layouts.words import counts_up, in_words

__all__ = [
    "GENERIC",
    "Block",
    "Layout",
    "LongForm",
    "Refusal",
    "RowRole",
    "counts_up",
    "in_words",
    "layouts",
    "named",
    "recognise",
    "recognise_names",
    "refused_binary",
    "refused_text",
]
