"""The one tree of our own exceptions; faults of the user's data are findings, not exceptions.

PpuriError
├── UsageError      the call was wrong: unknown firm, missing file, a typo in the hub file (exit 2)
├── TransientError  may succeed when tried again: a locked ledger, a full disk (exit 3)
└── InternalError   a promise of ours is broken: counts differ, a stored file is damaged (exit 3)
"""

from ppuri.core.language import text


class PpuriError(Exception):
    """Root of every exception that Ppuri raises on purpose.

    Attributes:
        ko: The message in Korean: what was found, where, what to do.
        en: The same in English.
    """

    exit_code = 3

    def __init__(self, ko: str, en: str) -> None:
        self.ko = ko
        self.en = en
        super().__init__(en)

    def __str__(self) -> str:
        return text(self.ko, self.en)


class UsageError(PpuriError):
    """The call cannot be carried out as given; nothing was changed."""

    exit_code = 2


class TransientError(PpuriError):
    """The same call may succeed later."""


class InternalError(PpuriError):
    """Something that Ppuri promises does not hold."""
