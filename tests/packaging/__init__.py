"""Packaging, imports between floors, documents that must not rot."""
