"""No word of a printed report leaves the page or stands upon another, whatever a simulated month holds."""

from pathlib import Path

import pytest
import typst

from pipelines.steps.ingest import ingest
from pipelines.steps.learn import learn
from pipelines.steps.refresh import refresh
from pipelines.steps.report import documents
from ppuri.core.hub import apply_hub, open_scope
from ppuri.reports.pdf import render_pdf
from ppuri.reports.types import ReportResult
from sample_data import FIRM_IDS, make
from tests.effort import LONG
from tests.reports.boxes import clipped, needs_poppler, overlapping
from tests.reports.builder import bare
from tests.reports.builder import make as whole

pytestmark = needs_poppler
MONTHS = [(process, seed) for seed in range(50) for process in ("casting", "heat_treatment", "molding")]


def test_the_checker_sees_what_it_is_for() -> None:
    page = b'#set page(paper: "a4", margin: 14mm)\n#place(dx: 10mm, dy: 10mm)[word]#place(dx: 11mm, dy: 10.5mm)[upon]#place(dx: 178mm)[edge]'
    made = typst.compile(page)
    assert isinstance(made, bytes)
    assert overlapping(made) == ["page 1: word / upon"]
    assert clipped(made) == ["page 1: edge"]


@pytest.mark.parametrize("result", [whole(), bare()], ids=["whole", "bare"])
def test_no_word_of_a_made_result_is_lost(result: ReportResult) -> None:
    paper = render_pdf(result)
    assert clipped(paper) == []
    assert overlapping(paper) == []


@pytest.mark.parametrize(("process", "seed"), MONTHS if LONG else MONTHS[:1])
def test_no_word_of_a_simulated_month_is_lost(tmp_path: Path, process: str, seed: int) -> None:
    made = make(process, days=14, machines=1, seed=seed, out=tmp_path / "made")
    home = tmp_path / "home"
    home.mkdir()
    (home / "hub.toml").write_bytes((made / "hub.toml").read_bytes())
    apply_hub(home, None)
    scope = open_scope(home, FIRM_IDS[process])
    for folder in sorted((made / "exports").iterdir()):
        ingest(scope, sorted(folder.iterdir()), machine_id=folder.name)
    refresh(scope)
    learn(scope)
    refresh(scope)
    (paper,) = documents(scope, out=tmp_path / "out", formats=["pdf"])
    content = paper.read_bytes()
    assert clipped(content) == []
    assert overlapping(content) == []
