"""Workbooks to mend: what could not be used goes out as a workbook, the mended cells come in again (docs/decisions/0005)."""
