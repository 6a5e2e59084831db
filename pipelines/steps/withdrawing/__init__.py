"""Parts of the withdrawal of a firm beside its own folders and ledger rows."""
