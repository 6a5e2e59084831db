SELECT
    grain,
    CASE WHEN COUNT(is_anomaly) > 0 THEN COUNT(*) FILTER (is_anomaly) END AS value,
    CASE WHEN COUNT(is_anomaly) > 0 THEN COUNT(*) FILTER (is_anomaly) END AS numerator,
    COUNT(is_anomaly) AS n,
    COUNT(is_anomaly) / COUNT(*) AS coverage,
    CASE WHEN COUNT(is_anomaly) = 0 THEN 'no-baseline' END AS reason
FROM kpi_run
WHERE NOT is_trial
GROUP BY grain
