SELECT
    grain,
    COUNT(*) FILTER (is_anomaly) / NULLIF(COUNT(is_anomaly), 0) AS value,
    COUNT(*) FILTER (is_anomaly) AS numerator,
    COUNT(is_anomaly) AS denominator,
    COUNT(is_anomaly) AS n,
    COUNT(is_anomaly) / COUNT(*) AS coverage,
    CASE WHEN COUNT(is_anomaly) = 0 THEN 'no-baseline' END AS reason
FROM kpi_run
WHERE NOT is_trial
GROUP BY grain
