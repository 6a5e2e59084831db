from pathlib import Path

import pytest

import pipelines.flows  # noqa: F401  Prefect's settings before Prefect
from pipelines.flows.faults import StepError, recorded
from ppuri.core.errors import TransientError, UsageError


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (TransientError("잠김", "locked"), True),
        (OSError("disk full"), True),
        (UsageError("틀림", "wrong"), False),
        (ValueError("비밀.csv"), False),
    ],
    ids=["transient", "operating system", "usage", "program"],
)
def test_only_io_may_be_tried_again(
    error: Exception, transient: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPURI_HOME", str(tmp_path))
    with pytest.raises(StepError) as caught, recorded("ingest"):
        raise error
    assert caught.value.transient is transient


def test_the_message_names_no_data_but_the_record_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_HOME", str(tmp_path))
    with pytest.raises(StepError) as caught, recorded("ingest"):
        raise ValueError("거래처_비밀단가.csv")
    assert "비밀" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "거래처_비밀단가.csv" in (tmp_path / "log" / caught.value.record).read_text(encoding="utf-8")
