"""The document set by typst from the same result, tables and drawings as the page."""

import json
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

import typst

from ppuri.reports.pdf.pages import pages
from ppuri.reports.types import ReportResult


def render_pdf(result: ReportResult) -> bytes:
    """Return the document; the same result gives the same bytes.

    Args:
        result: What the report says.
    """
    data, drawings = pages(result)
    here = files("ppuri.reports.pdf")
    with tempfile.TemporaryDirectory(prefix="ppuri-") as place, as_file(here / "fonts") as fonts:
        folder = Path(place)
        for name, svg in drawings.items():
            (folder / name).write_text(svg, encoding="utf-8")
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (folder / "report.typ").write_text((here / "report.typ").read_text(encoding="utf-8"), encoding="utf-8")
        document = typst.compile(
            folder / "report.typ", root=folder, font_paths=[fonts], ignore_system_fonts=True, timestamp=0
        )
    assert isinstance(document, bytes)  # noqa: S101  one document, not a page each
    return document
