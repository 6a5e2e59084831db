"""Tests of ppuri.core."""
