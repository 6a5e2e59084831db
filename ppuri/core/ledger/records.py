"""Rows of the ledger as values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

StoredStatus = Literal["received", "held", "committed", "rejected", "undone"]


@dataclass(frozen=True)
class Change:
    """One (machine, month) partition of one table that a publication changed."""

    seq: int
    table: str
    machine_id: str
    month: str


@dataclass(frozen=True)
class Fact:
    """Something learnt or declared that holds from a date on."""

    kind: str
    subject: str
    valid_from: date
    value: dict[str, Any]


@dataclass(frozen=True)
class Arrived:
    """A file whose bytes lie in the archive, to be noted.

    Attributes:
        file_id: Its id within the firm.
        sha256: Hash of its bytes.
        file_name: Its label.
        machine_id: The machine it belongs to.
        byte_count: Its size.
        override: What a person said of its columns.
        container_sha256: Hash of the archive that brought it.
        answers: What is said of a new file from the beginning.
    """

    file_id: str
    sha256: str
    file_name: str
    machine_id: str
    byte_count: int
    override: dict[str, Any]
    container_sha256: str | None = None
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileRecord:
    """One file of a firm, known by its bytes.

    Attributes:
        seq: Order of receipt within the installation.
        override: The mapping file given with it, parsed.
        answers: Answers to questions and changed assumptions.
        receipt_json: The receipt, where the file was read.
        container_sha256: Hash of the archive that first brought it; None where it came by itself.
    """

    seq: int
    file_id: str
    sha256: str
    file_name: str
    machine_id: str
    byte_count: int
    received_ts: datetime
    status: StoredStatus
    override: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    receipt_json: str | None = None
    container_sha256: str | None = None


@dataclass(frozen=True)
class FileVersion:
    """What people had said of a file, and what had become of it, from a moment on.

    Attributes:
        version: From 1.
        override: The mapping file given with it, parsed.
        answers: Answers to questions and changed assumptions.
        said_ts: Since when.
    """

    version: int
    status: StoredStatus
    machine_id: str
    override: dict[str, Any]
    answers: dict[str, str]
    said_ts: datetime


@dataclass(frozen=True)
class MappingRecord:
    """One version of what a layout of a machine means."""

    machine_id: str
    layout_id: str
    version: int
    mapping_json: str


@dataclass(frozen=True)
class HubVersion:
    """The hub as it was applied."""

    version: int
    sha256: str
    hub_json: str
    applied_ts: datetime
