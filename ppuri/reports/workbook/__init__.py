"""A result as an Excel workbook: native charts that can be edited, stable sheet and cell names, ready to print."""

from ppuri.reports.workbook.book import render_xlsx

__all__ = ["render_xlsx"]
