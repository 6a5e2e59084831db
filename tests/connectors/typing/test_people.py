import polars as pl

from connectors.mapping import propose
from connectors.types import MachineContext, TypedTable
from connectors.typing import type_table
from connectors.typing.people import hashed, without_names
from tests.connectors.tables import table

NAMES = pl.Series(["홍길동", "김철수", None, "홍길동"])


def test_equal_names_stay_equal_within_a_salt_and_differ_between_two() -> None:
    one, other = hashed(NAMES, "a"), hashed(NAMES, "b")
    assert (one[0], one[2]) == (one[3], None)
    assert one[0] != one[1]
    assert one[0] != other[0]
    assert one.drop_nulls().str.contains(r"^[0-9a-f]{12}$").all()


def test_known_names_stand_in_no_text() -> None:
    texts = without_names(pl.Series(["홍길동,3,양품", "없음"]), NAMES, "a")
    assert texts.to_list() == [f"{hashed(NAMES, 'a')[0]},3,양품", "없음"]


def test_names_reach_neither_rows_nor_quarantine() -> None:
    machine = MachineContext("dc3", ("dc3",), process="casting", kind="hpdc", salt="of-the-firm")
    records = table(
        {
            "일시": ["2025-03-02 08:00:07", "어제", "2025-03-02 08:02:07"],
            "사이클타임": ["61"] * 3,
            "작업자": ["홍길동", "김철수", "홍길동"],
            "검사자": ["박영희", "박영희", None],
        },
        rejected=[(9, "ragged-row", "2025-03-02,61,홍길동,박영희,x")],
    )
    typed: TypedTable = type_table(records, propose(records, machine), machine)
    kept = typed.frame.write_csv() + typed.quarantine.write_csv()
    assert typed.quarantine.height == 2
    assert not [name for name in ("홍길동", "김철수", "박영희") if name in kept]
    assert kept.count(str(hashed(NAMES, "of-the-firm")[0])) == 3
