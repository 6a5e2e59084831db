"""The secret of a firm with which names of people become digits; it lies in the ledger of the installation only."""

import secrets

from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope

_KEY = "personal_salt"
_BYTES = 16


def salt_of(scope: Scope, ledger: Ledger) -> str:
    """Return the firm's salt; empty where no file was taken in yet."""
    return str(ledger.state(scope.firm_id, _KEY) or "")


def ensure_salt(scope: Scope, ledger: Ledger) -> None:
    """Make the firm's salt before its first file is read; called under the firm's lease, so that there is one."""
    if not salt_of(scope, ledger) and not ledger.files(scope.firm_id):
        ledger.set_state(scope.firm_id, _KEY, secrets.token_hex(_BYTES))
