"""What a person settled on one file is read into the next of the same columns; there too it may be settled anew."""

from pathlib import Path

import pytest

from pipelines.steps.hold import assume
from ppuri.core.errors import UsageError
from tests.pipelines.steps.home import export, opened, runs, shot, stored

HEADER = "일시,쇼트번호,용탕온도(℃),passorfail"


def labelled(first: int, count: int = 20) -> list[str]:
    return [f"{shot(n).split(',')[0]},{n},660,{int(n % 20 == 0)}" for n in range(first, first + count)]


def test_a_settled_meaning_is_settled_anew_on_another_file(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    (first,) = stored(scope, [export(tmp_path / "a.csv", labelled(1), header=HEADER)])
    assert [(a.key, a.value) for a in first.assumptions] == [("label:passorfail", "1=scrap")]
    assume(scope, first.file_id, {"label:passorfail": "0=scrap"})
    (second,) = stored(scope, [export(tmp_path / "b.csv", labelled(21), header=HEADER)])
    assert second.assumptions == []  # a person has said it
    assert runs(scope)["result"].value_counts(sort=True)["count"].to_list() == [38, 2]
    assume(scope, second.file_id, {"label:passorfail": "1=scrap"})
    assert (runs(scope)["result"] == "scrap").sum() == 2
    with pytest.raises(UsageError, match="unit:없는열"):
        assume(scope, second.file_id, {"unit:없는열": "bar"})
