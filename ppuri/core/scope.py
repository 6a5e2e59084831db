"""Scope: the right to open one firm's data. Whatever opens data takes a Scope, never a firm's name."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Scope:
    """One firm of one installation. Made by `ppuri.core.hub.open_scope`, which checks that the firm is declared.

    Attributes:
        home: Folder of the installation.
        firm_id: The firm whose data may be opened.
    """

    home: Path
    firm_id: str

    @property
    def raw(self) -> Path:
        """Folder of the files as received."""
        return self.home / "raw" / self.firm_id

    @property
    def lake(self) -> Path:
        """Folder of the firm's Delta tables."""
        return self.home / "lake" / self.firm_id

    @property
    def reports(self) -> Path:
        """Folder of the firm's published reports."""
        return self.home / "reports" / self.firm_id

    @property
    def feed(self) -> Path:
        """Folder of the firm's published feed."""
        return self.home / "feed" / self.firm_id
