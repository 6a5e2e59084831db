"""What is declared: firms, sites, lines, machines."""

from ppuri.core.hub.apply import HubChange, apply_hub, current_hub, open_scope
from ppuri.core.hub.calendars import calendar_frames
from ppuri.core.hub.lookup import MachineRef, find_machine, firm_of, machine_refs
from ppuri.core.hub.model import Firm, Hub, Line, Machine, Shift, Site, Source, Spec
from ppuri.core.hub.reading import read_hub

__all__ = [
    "Firm",
    "Hub",
    "HubChange",
    "Line",
    "Machine",
    "MachineRef",
    "Shift",
    "Site",
    "Source",
    "Spec",
    "apply_hub",
    "calendar_frames",
    "current_hub",
    "find_machine",
    "firm_of",
    "machine_refs",
    "open_scope",
    "read_hub",
]
