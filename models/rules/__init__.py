"""Rules of evidence per process: which drifts and loads mean which cause (domain.md section 4)."""

VERSION = "rules-1"
