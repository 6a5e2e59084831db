"""What the checks of the audit have in common: counting, and which share of everything is looked at."""

import hashlib
from dataclasses import dataclass, field

from ppuri.core.lake import Partition

Place = tuple[str, Partition]


@dataclass
class Audit:
    """Counts and faults of one check while it runs.

    Attributes:
        places: (table, (machine_id, month)) whose stored rows are not what they should be.
        tables: Tables that cannot be read as a whole.
    """

    count: int = 0
    faults: list[str] = field(default_factory=list)
    places: set[Place] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)

    def look(self, holds: bool, fault: str) -> bool:
        """Note one thing looked at, and return whether it holds."""
        self.count += 1
        if not holds:
            self.faults.append(fault)
        return holds


@dataclass(frozen=True)
class Share:
    """The part of everything that one of several audits looks at; all of them together look at everything.

    Attributes:
        number: From 0 to `of` - 1.
        of: Number of shares.
    """

    number: int = 0
    of: int = 1

    @property
    def whole(self) -> bool:
        """Whether everything is looked at."""
        return self.of == 1

    @property
    def label(self) -> str:
        """What tells alarms of this share from those of another."""
        return "" if self.whole else f":{self.number}/{self.of}"

    def has(self, name: str) -> bool:
        """Whether a thing of that name belongs to this share."""
        digest = hashlib.sha256(name.encode()).digest()
        return int.from_bytes(digest[:4], "big") % self.of == self.number


WHOLE = Share()
