"""The Pollock benchmark of polluted CSV files, rebuilt: `python -m benchmarks.pollock`; README.md says what is original."""
