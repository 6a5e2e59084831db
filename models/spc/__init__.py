"""Statistical process control: charts, run rules, baselines, autocorrelation and capability (domain.md section 3)."""
