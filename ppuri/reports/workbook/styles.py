"""Cell formats of the workbook; numbers show the digits of the page and hold the exact value."""

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

FONT = "맑은 고딕"
INK, MUTED, PRIMARY, ALERT, CONTEXT, PALE = "#1B2733", "#5C6975", "#1F5FA8", "#C8400A", "#9AABBD", "#E3E8EE"


@dataclass
class Styles:
    """Formats made once each.

    Attributes:
        book: The workbook that they belong to.
    """

    book: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def _of(self, **facts: Any) -> Format:
        key = tuple(sorted(facts.items()))
        if key not in self._made:
            usual = {"font_name": FONT, "font_size": 9, "font_color": INK, "valign": "top"}
            self._made[key] = self.book.add_format({**usual, **facts})
        return self._made[key]

    @property
    def title(self) -> Format:
        """The first line of a sheet."""
        return self._of(bold=True, font_size=15)

    @property
    def part(self) -> Format:
        """The name of a part."""
        return self._of(bold=True, font_size=11)

    def head(self, *, number: bool = False) -> Format:
        """Return the format of a header, to the right over numbers."""
        side = "right" if number else "left"
        return self._of(bold=True, bottom=1, bottom_color=CONTEXT, text_wrap=True, align=side)

    @property
    def text(self) -> Format:
        """A text that may run over lines."""
        return self._of(text_wrap=True, bottom=1, bottom_color=PALE)

    @property
    def plain(self) -> Format:
        """A line that runs over the cells to its right."""
        return self._of()

    @property
    def muted(self) -> Format:
        """A remark."""
        return self._of(font_color=MUTED, font_size=8)

    def number(self, shown: str, *, large: bool = False) -> Format:
        """Return the format under which a cell shows a number as the page does.

        Args:
            shown: The number as printed, e.g. `3.08 %`, `33,046개`, `−2.5`.
            large: Whether it stands in a card.
        """
        digits = shown.lstrip("−-+")
        figures = "".join(c for c in digits[: _end(digits)] if c.isdigit() or c == ".")
        unit = digits[_end(digits) :]
        places = len(figures.partition(".")[2])
        form = "#,##0" + ("." + "0" * places if places else "")
        form += unit if unit == " %" else f'"{unit}"' if unit else ""
        size = {"font_size": 16, "bold": True} if large else {"bottom": 1, "bottom_color": PALE}
        return self._of(num_format=form, align="left" if large else "right", **size)


def _end(text: str) -> int:
    """Where the figures of a printed number end."""
    return next((at for at, c in enumerate(text) if not (c.isdigit() or c in ",.")), len(text))
