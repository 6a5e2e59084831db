"""A delivered report is verified: genuine, edited, foreign, and overtaken by later data."""

from pathlib import Path

import pytest

from pipelines.steps.refresh import refresh
from pipelines.steps.report import documents
from pipelines.steps.verify_report import verify_report
from ppuri.core.errors import UsageError
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import export, opened, shot, stored

FORMATS = ("html", "pdf", "xlsx")


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    folder = tmp_path_factory.mktemp("verify")
    made = opened(folder / "home")
    stored(made, [export(folder / "a.csv", [shot(number) for number in range(1, 400)])])
    refresh(made)
    return made


@pytest.fixture(scope="module")
def delivered(scope: Scope, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("out")
    made = dict(zip(FORMATS, documents(scope, "2026-10", folder, FORMATS), strict=True))
    return {**made, "json": made["html"].with_suffix(".json")}


@pytest.mark.parametrize("name", [*FORMATS, "json"])
def test_a_delivered_document_is_genuine_and_holds(scope: Scope, delivered: dict[str, Path], name: str) -> None:
    found = verify_report(scope.home, delivered[name])
    assert (found.identity.firm_id, found.identity.period) == (scope.firm_id, "2026-10")
    assert (found.genuine, found.same, found.differences) == (True, True, [])


def test_one_edited_digit_is_noticed(scope: Scope, delivered: dict[str, Path], tmp_path: Path) -> None:
    page = delivered["html"].read_text(encoding="utf-8")
    edited = tmp_path / "edited.html"
    edited.write_text(page.replace("399", "499"), encoding="utf-8")
    found = verify_report(scope.home, edited)
    assert found.genuine is False
    assert found.same


def test_what_later_data_changed_is_named(scope: Scope, delivered: dict[str, Path], tmp_path: Path) -> None:
    later = export(tmp_path / "b.csv", [shot(number) for number in range(400, 500)])
    stored(scope, [later])
    refresh(scope)
    found = verify_report(scope.home, delivered["pdf"])
    assert (found.genuine, found.same) == (True, False)
    changed = {(one.kpi, one.machine_id): (one.delivered, one.now) for one in found.differences if one.subject is None}
    assert changed[("run_count", None)] == (399, 499)
    assert changed[("run_count", "dc3")] == (399, 499)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 of another house", b"PK\x03\x04", b"{}", "보고서".encode()])
def test_what_is_no_report_of_ours_is_said(scope: Scope, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "b.pdf"
    file.write_bytes(content)
    with pytest.raises(UsageError):
        verify_report(scope.home, file)
