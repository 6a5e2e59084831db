"""Where every word of a PDF stands, and what is wrong with it: off the page, or upon another word."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from itertools import combinations

import pytest

MM = 72 / 25.4
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext on this machine (apt-get install poppler-utils)"
)


@dataclass(frozen=True)
class Word:
    """A word and its box in points from the upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: "Word") -> float:
        """Return the share of the smaller box that both have in common."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        least = min(self.area, other.area)
        return max(wide, 0) * max(high, 0) / least if least > 0 else 0.0

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def words(pdf: bytes) -> tuple[list[Word], list[tuple[float, float]]]:
    """Return every word of a PDF and the size of its pages."""
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found: list[Word] = []
    sizes: list[tuple[float, float]] = []
    for number, (width, height, body) in enumerate(PAGE.findall(told.stdout.decode())):
        sizes.append((float(width), float(height)))
        for *box, text in WORD.findall(body):
            left, top, right, bottom = map(float, box)
            found.append(Word(number, left, top, right, bottom, unescape(text)))
    return found, sizes


def clipped(pdf: bytes) -> list[str]:
    """Return the words that reach into the margin of their page, 13 mm at the sides, 5 mm above and below the footer."""
    found, sizes = words(pdf)
    side, end = 13 * MM, 5 * MM
    return [
        f"page {word.page + 1}: {word.text}"
        for word in found
        if word.left < side
        or word.right > sizes[word.page][0] - side
        or word.top < end
        or word.bottom > sizes[word.page][1] - end
    ]


def overlapping(pdf: bytes, share: float = 0.2) -> list[str]:
    """Return the pairs of words that cover each other."""
    found, _ = words(pdf)
    pages = {word.page for word in found}
    pairs = (pair for page in sorted(pages) for pair in combinations([w for w in found if w.page == page], 2))
    return [f"page {one.page + 1}: {one.text} / {other.text}" for one, other in pairs if one.covers(other) > share]
