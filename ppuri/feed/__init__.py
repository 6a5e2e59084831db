"""The Data Package for the platform."""
