"""Statistics and evidence rules on arrays and frames; no files, no SQL, no orchestration."""

DISTRIBUTION = "ppuri"
