"""A machine that only the name of a file tells is said on the receipt, with the way to change it."""

from pathlib import Path

from pipelines.steps.ingest import ingest
from tests.pipelines.steps.home import export, opened, shot

LINES = [shot(number) for number in range(1, 60)]


def codes(folder: Path, machines: tuple[str, ...], *, machine_id: str | None) -> list[str]:
    scope = opened(folder / "home", machines)
    (receipt,) = ingest(scope, [export(folder / "dc3_10월.csv", LINES)], machine_id=machine_id)
    assert (receipt.status, receipt.accepted) == ("committed", len(LINES))
    return [each.code for each in receipt.findings]


def test_a_name_that_decides_is_said(tmp_path: Path) -> None:
    assert "machine-by-name" in codes(tmp_path, ("dc3", "dc4"), machine_id=None)


def test_what_a_person_said_needs_no_word(tmp_path: Path) -> None:
    assert "machine-by-name" not in codes(tmp_path, ("dc3", "dc4"), machine_id="dc3")


def test_the_only_machine_needs_no_word(tmp_path: Path) -> None:
    assert "machine-by-name" not in codes(tmp_path, ("dc3",), machine_id=None)
