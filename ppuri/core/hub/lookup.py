"""Finding firms and machines in a hub."""

from dataclasses import dataclass

from ppuri.core.errors import UsageError
from ppuri.core.hub.model import Firm, Hub, Line, Machine, Site


@dataclass(frozen=True)
class MachineRef:
    """A machine with what it stands in."""

    firm: Firm
    site: Site
    line: Line
    machine: Machine

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the machine may be called in a file."""
        return (self.machine.id, self.machine.name, *self.machine.aliases, *self.machine.was)


def firm_of(hub: Hub, firm_id: str) -> Firm:
    """Return a firm.

    Raises:
        UsageError: When it is not declared.
    """
    for firm in hub.firms:
        if firm_id == firm.id or firm_id in firm.was:
            return firm
    known = ", ".join(firm.id for firm in hub.firms) or "-"
    raise UsageError(
        f"기업 {firm_id}은(는) 등록되지 않았습니다. 등록된 기업: {known}. `ppuri hub apply`로 등록할 수 있습니다.",
        f"firm {firm_id} is not declared; declared are: {known}. `ppuri hub apply` declares firms",
    )


def machine_refs(hub: Hub, firm_id: str) -> list[MachineRef]:
    """Return the machines of a firm in the order of declaration.

    Raises:
        UsageError: When the firm is not declared.
    """
    firm = firm_of(hub, firm_id)
    return [
        MachineRef(firm, site, line, machine) for site in firm.sites for line in site.lines for machine in line.machines
    ]


def find_machine(hub: Hub, firm_id: str, machine_id: str) -> MachineRef:
    """Return a machine by its id.

    Raises:
        UsageError: When firm or machine is not declared.
    """
    refs = machine_refs(hub, firm_id)
    for ref in refs:
        if machine_id == ref.machine.id or machine_id in ref.machine.was:
            return ref
    known = ", ".join(ref.machine.id for ref in refs) or "-"
    raise UsageError(
        f"설비 {machine_id}은(는) 기업 {firm_id}에 등록되지 않았습니다. 등록된 설비: {known}",
        f"machine {machine_id} is not declared for firm {firm_id}; declared are: {known}",
    )
