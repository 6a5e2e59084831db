"""Tests of the isolation of strangers' bytes."""
