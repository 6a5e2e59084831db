"""Does the machine named in the file agree with the machine that the file is handed in for?"""

import re

from connectors.dictionary import normalise
from connectors.mapping.evidence import Column
from connectors.mapping.notes import Notes
from connectors.types import MachineContext


def check_machine(column: Column, notes: Notes) -> None:
    """Ask when a machine column names another machine of the firm, or one that nobody has declared."""
    machine = notes.machine
    if machine.machine_id == "-" or notes.answers.get("machine") == machine.machine_id:
        return
    named = column.texts.to_list()
    strange = [text for text in named if not _means(text, (machine.machine_id, *machine.names))]
    if not strange:
        return
    others = [text for text in strange if _means(text, machine.other_names)]
    shown = ", ".join(strange[:3])
    if others:
        ko = f"파일의 '{column.header}'에 이 회사의 다른 설비({shown})가 적혀 있습니다. {_called(machine)}의 파일이 맞습니까?"
        en = f"'{column.header}' names another machine of this firm ({shown}). Is this file really of {machine.machine_id}?"
    else:
        ko = f"파일의 '{column.header}'에 적힌 설비({shown})가 등록된 이름과 다릅니다. {_called(machine)}의 파일이 맞습니까?"
        en = f"'{column.header}' names a machine that is not declared ({shown}). Is this file of {machine.machine_id}?"
    notes.ask("machine", (machine.machine_id,), ko, en, tuple(named[:5]))


def check_preamble(notes: Notes) -> None:
    """Ask when a line above the table names another machine of the firm and none names this one."""
    machine = notes.machine
    if machine.machine_id == "-" or notes.answers.get("machine") == machine.machine_id:
        return
    told = [(key, value) for key, value in notes.table.preamble.items() if value and not key.startswith("^")]
    own = {normalise(name) for name in (machine.machine_id, *machine.names)}
    others = {normalise(name) for name in machine.other_names} - own - {""}
    strange = [(key, value) for key, value in told if normalise(value) in others]
    if not strange or any(normalise(value) in own for _, value in told):
        return
    key, value = strange[0]
    notes.ask(
        "machine",
        (machine.machine_id,),
        f"파일 머리의 '{key}'에 이 회사의 다른 설비({value})가 적혀 있습니다. {_called(machine)}의 파일이 맞습니까?",
        f"'{key}' above the table names another machine of this firm ({value}). Is this file really of {machine.machine_id}?",
        (f"{key}: {value}",),
    )


def _called(machine: MachineContext) -> str:
    return machine.names[1] if len(machine.names) > 1 else machine.machine_id


def _means(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text is one of the names or ends in it: `650톤 3호기` is `3호기`, `13호기` is not."""
    word = normalise(text)
    return any(
        name
        and (
            word == name
            or re.search(rf"(?<![\da-z]){re.escape(name)}$", text.strip().lower().replace("-", "")) is not None
        )
        for name in map(normalise, names)
    )
