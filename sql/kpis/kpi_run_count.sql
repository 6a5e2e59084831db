SELECT
    grain,
    SUM(run_count) AS value,
    SUM(run_count) AS numerator,
    SUM(run_count) AS n,
    SUM(run_count) / NULLIF(SUM(run_count + missing_cycle_count), 0) AS coverage
FROM kpi_component
GROUP BY grain
