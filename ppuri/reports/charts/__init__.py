"""Charts as self-contained SVG: one module per kind, each a pure function from a part of the result to SVG text."""
