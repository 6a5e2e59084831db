"""Tests of the SQL relations."""
