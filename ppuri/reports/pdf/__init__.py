"""A result as an A4 document: vector charts, embedded Korean font, text that can be searched."""

from ppuri.reports.pdf.compile import render_pdf

__all__ = ["render_pdf"]
