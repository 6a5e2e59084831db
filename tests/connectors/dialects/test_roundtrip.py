"""Any table, written in any dialect, comes back cell by cell; what is no record is set apart with its line and code."""

from hypothesis import HealthCheck, given, settings

from connectors import read_export
from tests.connectors.dialects.written import Written, files
from tests.effort import examples


@given(files())
@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_is_written_is_read(made: Written) -> None:
    export = read_export(made.content)
    assert [hold.key for hold in export.holds] == [], made.content
    (table,) = export.tables
    assert table.records.columns == made.names
    assert table.records.rows() == made.records
    assert table.row_numbers.to_list() == made.lines
    assert table.rejected.select("row_no", "code").rows() == made.rejected
    assert table.record_count == len(made.records) + len(made.rejected)
    assert table.units == made.units
