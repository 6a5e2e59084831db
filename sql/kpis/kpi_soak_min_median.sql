SELECT
    grain,
    QUANTILE_CONT(soak_us, 0.5) / 60000000 AS value,
    COUNT(soak_us) AS n,
    COUNT(soak_us) / COUNT(*) AS coverage,
    CASE WHEN COUNT(soak_us) = 0 THEN 'no-setpoint' END AS reason
FROM kpi_batch
GROUP BY grain
