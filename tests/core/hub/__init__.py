"""The hub file, its typos, its versions."""
