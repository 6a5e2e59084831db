"""Adding a layout is adding a folder: nothing else changes, and no code names a family."""

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import connectors
from connectors import read_export
from connectors.layouts import GENERIC, layouts, load
from ppuri.core.errors import InternalError
from tests.connectors.layouts.summary import summary
from tests.connectors.layouts.test_samples import FAMILIES, HOME, expected, sample

# Day numbers as one maker's panels write them: the name of a stamp form, which mappings remember.
FORMS = {"wincc_days"}
NEW = """
ko = "새한 로거"
en = "Saehan logger"
date_order = "dmy"

[[signature]]
lines = ['^#SAEHAN']

[preamble]
start = ["Booted"]
interval = ["Every"]

[channel_table]
label = ["Meaning"]
unit = ["In"]

[[rows]]
role = "names"
first = '^When$'
certain = true

[records]
control = '^~'

[values]
faults = ["kaputt"]
"""
EXPORT = """#SAEHAN;S1
Booted;05.06.26 08:00:00
Every;10s
Port;Kind;Meaning;In
A1;tc;1존 온도;℃
A2;tc;2존 온도;℃
When;A1;A2
05.06.26 08:00:00;859.1;860.2
05.06.26 08:00:10;859.4;kaputt
~ paused
05.06.26 08:00:30;859.9;860.1
"""


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package's folders, in force for one test."""
    for family in FAMILIES:
        shutil.copytree(HOME / family, tmp_path / family)
    monkeypatch.setattr(load, "home", lambda: tmp_path)
    layouts.cache_clear()
    yield tmp_path
    layouts.cache_clear()


def test_adding_a_layout_is_adding_a_folder(registry: Path) -> None:
    machine: dict[str, str | None] = {"process": "heat_treatment", "kind": None}
    before = summary(EXPORT.encode(), machine, {})
    assert all(table["family"] is None for table in before["tables"])

    (registry / "saehan").mkdir()
    (registry / "saehan" / "layout.toml").write_text(NEW, encoding="utf-8")
    layouts.cache_clear()

    (table,) = summary(EXPORT.encode(), machine, {})["tables"]
    assert (table["family"], table["start"], table["interval"]) == ("saehan", "05.06.26 08:00:00", "10s")
    assert table["labels"] == {"A1": "1존 온도", "A2": "2존 온도"}
    assert table["units"] == {"A1": "℃", "A2": "℃"}
    assert table["mapping"] == {"When": "ts", "A1": "furnace_temp_z1_c", "A2": "furnace_temp_z2_c"}
    assert (table["skipped"], table["rejected"], table["record_count"], table["nulled"]) == ([10], [], 3, 1)
    assert (table["asked"], table["first"]) == ([], "2026-06-05 08:00:00+09:00")
    for family in FAMILIES:
        said = expected(family)
        read = summary(sample(family), said.pop("machine"), said.pop("answers"))
        assert json.loads(json.dumps(read)) == said, family


def test_no_code_names_a_family() -> None:
    """Names and texts of the code, its comments and docstrings left out; the generic layout stands behind all."""
    package = Path(connectors.__file__).parent
    makers = [family for family in FAMILIES if family != GENERIC]
    named = {str(path.relative_to(package)): sorted(_said(path, makers)) for path in package.rglob("*.py")}
    assert {name: found for name, found in named.items() if found} == {}


def _said(path: Path, makers: list[str]) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = {
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
    }
    texts |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    texts |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return {maker for maker in makers for text in texts - FORMS if maker in text.lower()}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("ko = 'x'\nen = 'x'\nsignatur = 1\n", "broken/layout.toml: signatur: Extra inputs are not permitted"),
        (
            "ko = 'x'\nen = 'x'\n[[signature]]\nlines = ['(']\n",
            "broken/layout.toml: signature.0.lines.0: Value error, no pattern",
        ),
        ("ko = 'x'\nen = 'x'\n[[rows]]\nrole = 'heads'\n", "broken/layout.toml: rows.0.role: Input should be 'names'"),
        ("ko = \n", "broken/layout.toml is no TOML"),
    ],
)
def test_a_wrong_layout_says_file_place_and_fault(registry: Path, page: str, said: str) -> None:
    (registry / "broken").mkdir()
    (registry / "broken" / "layout.toml").write_text(page, encoding="utf-8")
    layouts.cache_clear()
    with pytest.raises(InternalError) as fault:
        read_export(b"a,b\n1,2\n3,4\n")
    assert fault.value.en.startswith(said)
    assert "broken/layout.toml" in fault.value.ko
