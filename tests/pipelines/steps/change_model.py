"""What a firm must hold after any sequence of changes, kept in dictionaries."""

from dataclasses import dataclass, field

Row = tuple[float, str]  # temperature, result


@dataclass
class ModelFile:
    """One file: its machine, what it says of each shot, and whether a person turned its labels round."""

    seq: int
    file_id: str
    machine: str
    rows: dict[int, tuple[float, int]]  # shot: temperature, label as written
    live: bool = True
    told: bool = False
    turned: bool = False

    def values(self) -> dict[int, Row]:
        """The rows as they are understood."""
        bad = 0 if self.turned else 1
        return {shot: (warm, "scrap" if label == bad else "good") for shot, (warm, label) in self.rows.items()}


@dataclass
class Model:
    """The firm: files in the order of receipt, and what is remembered of each machine's layout.

    Attributes:
        memory: Machine to versions (labels turned round, the file that brought it).
    """

    files: dict[str, ModelFile] = field(default_factory=dict)
    memory: dict[str, list[tuple[bool, str]]] = field(default_factory=dict)

    def live(self, machine: str | None = None) -> list[ModelFile]:
        """Live files in the order of receipt."""
        found = [each for each in self.files.values() if each.live and machine in (None, each.machine)]
        return sorted(found, key=lambda each: each.seq)

    def read(self, file: ModelFile) -> None:
        """Understand a file by what was said of it, or by what is remembered."""
        known = self.memory.setdefault(file.machine, [])
        file.turned = file.told or bool(known and known[-1][0])
        if not known or known[-1][0] != file.turned:
            known.append((file.turned, file.file_id))

    def turn(self, file: ModelFile) -> None:
        """Say that the labels of a file, and of those that are stored with its columns, are the other way round."""
        others = [each for each in self.live(file.machine) if each is not file]
        for each in (file, *others):
            each.told = True
            self.read(each)

    def leave(self, file: ModelFile) -> None:
        """Take a file away from its machine; what it taught is learnt again from those that stay."""
        taught = any(by == file.file_id for _, by in self.memory.get(file.machine, []))
        machine, file.live = file.machine, False
        if taught:
            self.relearn(machine)

    def relearn(self, machine: str) -> None:
        """Read the files of a machine again as if no other had ever come."""
        self.memory[machine] = []
        for each in self.live(machine):
            self.read(each)

    def lake(self) -> dict[tuple[str, int], tuple[float, str, str]]:
        """(machine, shot) to temperature, result and the file whose row stands."""
        truth: dict[tuple[str, int], tuple[float, str, str]] = {}
        for file in self.live():
            for shot, value in file.values().items():
                truth[file.machine, shot] = (*value, file.file_id)
        return {place: (*value[:2], min(self._sayers(place[0], place[1], value[:2]))) for place, value in truth.items()}

    def _sayers(self, machine: str, shot: int, value: Row) -> list[str]:
        return [each.file_id for each in self.live(machine) if each.values().get(shot) == value]

    def superseded(self) -> int:
        """How many rows say what a later file of the same shot says otherwise in the end, counted where they changed."""
        count = 0
        truth = self.lake()
        for (machine, shot), (warm, result, _) in truth.items():
            said = [each.values()[shot] for each in self.live(machine) if shot in each.rows]
            fresh = [value for at, value in enumerate(said) if at == 0 or value != said[at - 1]]
            count += sum(value != (warm, result) for value in fresh)
        return count
