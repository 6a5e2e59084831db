"""Which files are meant, which machine each belongs to, and their way into the archive."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors.types import ClockError, MachineContext
from pipelines.steps.salt import salt_of
from ppuri.core.errors import UsageError
from ppuri.core.hub import MachineRef, current_hub, find_machine, machine_refs
from ppuri.core.hub.model import ClockError as Declared
from ppuri.core.ledger import Arrived, FileRecord, Ledger
from ppuri.core.raw import archive
from ppuri.core.scope import Scope

PASSED_OVER = ("~$", ".")
# A file as the ledger knows it, and whether it is to be read: new bytes, or a new word on them.
Noted = tuple[FileRecord, bool]


def walk(paths: Iterable[Path]) -> list[Path]:
    """Return the files meant by paths; folders are walked, what editors and copies leave behind is passed over.

    Raises:
        UsageError: When a path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.rglob("*") if each.is_file() and _is_export(each))
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(
                f"파일이 없습니다: {path}. 이름을 확인해 주세요.", f"there is no file {path}; check the name"
            )
    return found


def _is_export(path: Path) -> bool:
    return not path.name.startswith(PASSED_OVER) and path.suffix.lower() != ".tmp"


def context_of(ref: MachineRef, refs: list[MachineRef]) -> MachineContext:
    """Return what mapping and typing may know of a machine."""
    others = tuple(name for other in refs if other.machine.id != ref.machine.id for name in other.names)
    return MachineContext(
        machine_id=ref.machine.id,
        names=ref.names,
        other_names=others,
        process=ref.line.process,
        kind=ref.line.kind,
        timezone=ref.site.timezone,
        cavity_count=ref.machine.cavity_count,
        machines=tuple((name, other.machine.id) for other in refs for name in other.names),
        clock_errors=tuple(clock_error(each) for each in ref.machine.clock_errors),
    )


def clock_error(declared: Declared) -> ClockError:
    """Return a declared error of a clock as mapping keeps it."""
    first, end = (moment.isoformat(" ", "seconds") for moment in (declared.from_, declared.to))
    return ClockError(first=first, end=end, offset_us=declared.offset_us)


def machine_context(scope: Scope, machine_id: str) -> MachineContext:
    """Return the context of a declared machine.

    Raises:
        UsageError: When it is not declared.
    """
    hub = current_hub(scope.home)
    context = context_of(find_machine(hub, scope.firm_id, machine_id), machine_refs(hub, scope.firm_id))
    return replace(context, salt=salt_of(scope, Ledger(scope.home)))


def machine_of(scope: Scope, path: Path, machine_id: str | None) -> str:
    """Return the machine that a file belongs to.

    Args:
        scope: The firm.
        path: The file; its name and folder may name a machine.
        machine_id: As given by the caller; None lets the only machine, or the name, decide.

    Raises:
        UsageError: When the machine is not declared, or nothing says which one is meant.
    """
    hub = current_hub(scope.home)
    if machine_id is not None:
        return find_machine(hub, scope.firm_id, machine_id).machine.id
    refs = machine_refs(hub, scope.firm_id)
    if len(refs) == 1:
        return refs[0].machine.id
    label = f"{path.parent.name}/{path.name}".casefold()
    named = [ref.machine.id for ref in refs if any(name.casefold() in label for name in ref.names)]
    if len(named) == 1:
        return named[0]
    known = ", ".join(ref.machine.id for ref in refs) or "-"
    raise UsageError(
        f"{path.name} 파일이 어느 설비의 것인지 --machine으로 적어 주세요. 등록된 설비: {known}",
        f"say with --machine which machine {path.name} belongs to; declared are: {known}",
    )


def told_by_name(scope: Scope) -> bool:
    """Return whether, where nobody names the machine, only a file's name can tell it: the firm has several."""
    return len(machine_refs(current_hub(scope.home), scope.firm_id)) > 1


def read_mapping_file(path: Path | None) -> dict[str, Any]:
    """Return the parsed `--mapping` file; empty where none is given.

    Raises:
        UsageError: When it is missing or is no TOML.
    """
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"열 맞추기 파일 {path}을(를) 읽을 수 없습니다({error}).",
            f"the mapping file {path} cannot be read: {error}",
        ) from error


def receive(
    scope: Scope,
    ledger: Ledger,
    path: Path,
    machine_id: str,
    override: dict[str, Any],
    *,
    name: str | None = None,
    container_sha256: str | None = None,
    epoch: int | None = None,
    answers: dict[str, str] | None = None,
) -> tuple[FileRecord, bool]:
    """Archive a file and note it.

    Args:
        scope: The firm.
        ledger: Its ledger.
        path: The file.
        machine_id: The machine it belongs to.
        override: What columns mean, where a person says it.
        name: Its label where it is not that of the path: a member of an archive.
        container_sha256: Hash of the archive that brought it.
        epoch: Of the lease under which it is read now.
        answers: What is said of it from the beginning.

    Returns:
        Its record, and whether it is to be read: new bytes, or a new word on them.
    """
    arrived = archived(
        scope, path, machine_id, override, name=name, container_sha256=container_sha256, answers=answers or {}
    )
    return noted(scope, ledger, [arrived], epoch=epoch)[0]


def archived(
    scope: Scope,
    path: Path,
    machine_id: str,
    override: dict[str, Any],
    *,
    name: str | None = None,
    container_sha256: str | None = None,
    answers: dict[str, str] | None = None,
) -> Arrived:
    """Archive a file; arguments as those of `receive`."""
    bytes_kept = archive(scope, path)
    return Arrived(
        file_id=bytes_kept.file_id,
        sha256=bytes_kept.sha256,
        file_name=name or path.name,
        machine_id=machine_id,
        byte_count=bytes_kept.byte_count,
        override=override,
        container_sha256=container_sha256,
        answers=answers or {},
    )


def noted(scope: Scope, ledger: Ledger, arrived: list[Arrived], *, epoch: int | None = None) -> list[Noted]:
    """Note archived files in one transaction; see `receive` for what is returned of each."""
    found: list[Noted] = []
    for file, (record, new) in zip(arrived, ledger.receive_all(scope.firm_id, arrived, epoch=epoch), strict=True):
        if not new and file.override and record.override != file.override:
            found.append(
                (replace(record, override=file.override), True)
            )  # noted together with what it makes of the rows
        else:
            found.append((record, new))
    return found
