"""What the steps of a proposal find, take for granted and ask, collected on the way."""

from dataclasses import dataclass, field, replace
from typing import Any

from connectors.mapping.shifts import Shift
from connectors.types import MachineContext, Table
from ppuri.core.findings import Finding, finding
from ppuri.core.results import Assumption, Hold


@dataclass
class Notes:
    """Remarks of one proposal; `answers` are what a person has already said.

    Attributes:
        answers: Key to value, as given with `ppuri answer` and `ppuri assume`.
        machine: The machine that the file is handed in for.
        table: The table looked at.
        file_name: Label of the file, for the remarks only.
    """

    table: Table
    machine: MachineContext
    answers: dict[str, str]
    file_name: str | None = None
    findings: list[Finding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)

    def taken_over(
        self, findings: tuple[Finding, ...], assumptions: tuple[Assumption, ...], holds: tuple[Hold, ...]
    ) -> None:
        """Take over what an earlier step found, took for granted and asked."""
        self.findings += [each.model_copy(update={"file_name": self.file_name}) for each in findings]
        self.assumptions += assumptions
        self.holds += holds

    def copied(self) -> "Notes":
        """Return notes that hold the same so far and go on by themselves."""
        return replace(self, findings=[*self.findings], assumptions=[*self.assumptions], holds=[*self.holds])

    def remark(self, code: str, **facts: Any) -> None:
        """Record a finding on this table."""
        self.findings.append(finding(code, table_no=self.table.table_no, file_name=self.file_name, **facts))

    def shifted(self, shift: Shift, row: int) -> None:
        """Record what becomes something else from a row on."""
        height = self.table.records.height
        before, after = shift.units
        self.remark(
            shift.code, column=" · ".join(shift.headers), count=max(1, height - shift.position),
            places=[(row, None)], before=before, after=after,
        )  # fmt: skip

    def assume(self, key: str, value: str, choices: tuple[str, ...], ko: str, en: str) -> None:
        """Record an assumption; what a person has answered is none any more."""
        if key not in self.answers:
            self.assumptions.append(Assumption(key=key, value=value, choices=choices, text_ko=ko, text_en=en))

    def ask(self, key: str, choices: tuple[str, ...], ko: str, en: str, preview: tuple[str, ...] = ()) -> None:
        """Record a question, once per key."""
        if all(hold.key != key for hold in self.holds):
            self.holds.append(Hold(key=key, choices=choices, question_ko=ko, question_en=en, preview=preview))
