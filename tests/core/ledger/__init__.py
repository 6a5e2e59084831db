"""Leases, publications, facts and files of the ledger."""
