SELECT
    grain,
    3600000000 * COUNT(interval_us) / NULLIF(SUM(interval_us), 0) AS value,
    COUNT(interval_us) AS n,
    COUNT(interval_us) / COUNT(*) AS coverage,
    CASE WHEN COUNT(interval_us) = 0 THEN 'no-cycle-time' END AS reason
FROM kpi_run
WHERE NOT is_trial
GROUP BY grain
