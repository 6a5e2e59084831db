"""The ledger: what happened, and what of the lake is published."""

from ppuri.core.ledger.book import Ledger
from ppuri.core.ledger.lease import Lease
from ppuri.core.ledger.records import Arrived, Change, Fact, FileRecord, FileVersion, HubVersion, MappingRecord

__all__ = ["Arrived", "Change", "Fact", "FileRecord", "FileVersion", "HubVersion", "Lease", "Ledger", "MappingRecord"]
