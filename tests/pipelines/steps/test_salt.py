from pathlib import Path

from pipelines.steps.receive import machine_context
from pipelines.steps.salt import ensure_salt, salt_of
from ppuri.core.ledger import Ledger
from tests.pipelines.steps.home import export, opened, shot, stored


def test_a_firm_gets_one_salt_with_its_first_file_and_keeps_it(tmp_path: Path) -> None:
    scope, other = opened(tmp_path / "a"), opened(tmp_path / "b")
    assert salt_of(scope, Ledger(scope.home)) == ""
    for each in (scope, other):
        stored(each, [export(tmp_path / "x.csv", [shot(1), shot(2)])])
    salt = salt_of(scope, Ledger(scope.home))
    assert len(salt) == 32
    assert salt != salt_of(other, Ledger(other.home))
    ensure_salt(scope, Ledger(scope.home))
    assert salt_of(scope, Ledger(scope.home)) == salt
    assert machine_context(scope, "dc3").salt == salt
