SELECT
    grain,
    SUM(produced_count - run_produced_count) AS value,
    SUM(produced_count) FILTER (run_produced_count IS NOT NULL) AS numerator,
    SUM(run_produced_count) FILTER (produced_count IS NOT NULL) AS denominator,
    COUNT(produced_count - run_produced_count) AS n,
    COUNT(run_produced_count) / COUNT(*) AS coverage,
    CASE WHEN COUNT(produced_count - run_produced_count) = 0 THEN 'no-runs-beside' END AS reason
FROM kpi_tally
GROUP BY grain
HAVING COUNT(produced_count) > 0
