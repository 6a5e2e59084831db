"""Faults planted into an ingest: killed or refused at its system calls, stopped, run beside another."""
