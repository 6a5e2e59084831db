import pytest

from ppuri.core.findings import Finding, Place
from ppuri.core.results import Receipt, TableReceipt
from ppuri.portal import words


def receipt(**values: object) -> Receipt:
    base = {"file_id": "0" * 16, "sha256": "0" * 64, "file_name": "a.csv", "firm_id": "f", "status": "committed"}
    return Receipt.model_validate({**base, **values})


def finding(**values: object) -> Finding:
    texts = {"reason_ko": "까닭", "reason_en": "why", "fix_ko": "고치기", "fix_en": "how"}
    return Finding.model_validate({"code": "c", "severity": "warning", **texts, **values})


def test_a_stored_file_says_rows_cells_and_rows_set_apart() -> None:
    stored = receipt(rows_in=14222, accepted=14221, quarantined=1, tables=[TableReceipt(table_no=1, cells_nulled=36)])
    assert words.sentences(stored) == [
        "14,222행 중 14,221행을 저장했습니다. 읽을 수 없는 36칸은 빈칸으로 두었고, 1행은 따로 보관했습니다."
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"rows_in": 10, "accepted": 10}, "10행 중 10행을 저장했습니다."),
        ({"rows_in": 10, "accepted": 8, "quarantined": 2}, "10행 중 8행을 저장했습니다. 2행은 따로 보관했습니다."),
        ({"status": "duplicate"}, "같은 파일을 이미 받았습니다. 바뀐 것은 없습니다."),
        ({"status": "held"}, "아직 저장하지 않았습니다. 아래 질문에 답해 주세요."),
    ],
    ids=["all stored", "some set apart", "duplicate", "held"],
)
def test_first_sentence(values: dict[str, object], said: str) -> None:
    assert words.sentences(receipt(**values))[0] == said


def test_a_rejected_file_gives_reason_and_fix() -> None:
    refused = receipt(status="rejected", findings=[finding(severity="error", reason_ko="PDF입니다.", fix_ko="CSV로.")])
    assert "PDF입니다. CSV로." in words.sentences(refused)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"row": 1204, "count": 23}, "1,204 외 22건"),
        ({"row": 3877, "count": 1}, "3,877"),
        ({"row": None, "count": 1}, "파일 전체"),
        ({"row": None, "count": 5}, "5건"),
    ],
    ids=["many", "one", "file", "no row"],
)
def test_rows_as_excel_counts_them(given: dict[str, object], shown: str) -> None:
    assert words.rows(finding(places=(Place(row=1),), **given)) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("10월.csv", "10월.csv"),
        ("\u202egpj.csv\x00", "gpj.csv"),
        ("\x07", "이름 없는 파일"),
        ("가" * 300 + ".csv", "가" * 80 + "…" + "가" * 26 + ".csv"),
    ],
    ids=["plain", "direction override", "nothing left", "long"],
)
def test_a_name_is_shown_as_a_label(name: str, shown: str) -> None:
    assert words.label(name) == shown
