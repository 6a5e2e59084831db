"""The READMEs name every command, and both say the same."""

import re

import pytest
import typer

from ppuri.cli.app import app
from tests.paths import ROOT


def commands() -> list[str]:
    return sorted(typer.main.get_group(app).commands)


@pytest.mark.parametrize("page", ["README.md", "README.ko.md"])
@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme(page: str, command: str) -> None:
    assert f"| `ppuri {command}` |" in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help(command: str) -> None:
    assert typer.main.get_group(app).commands[command].help


def test_no_command_is_named_that_does_not_exist() -> None:
    for page in ("README.md", "README.ko.md"):
        named = set(re.findall(r"\| `ppuri ([a-z-]+)` \|", (ROOT / page).read_text(encoding="utf-8")))
        assert named == set(commands())


def test_code_blocks_of_both_readmes_agree_in_commands() -> None:
    def lines(page: str) -> list[str]:
        blocks = re.findall(r"```\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
        return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]

    assert lines("README.md") == lines("README.ko.md")


def test_links_lead_somewhere() -> None:
    for page in ("README.md", "README.ko.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (ROOT / target).exists(), target
