SELECT
    grain,
    CAST(SUM(soak_lost_us) AS BIGINT) / 60000000 AS value,
    COUNT(soak_lost_us) AS n,
    COUNT(soak_lost_us) / COUNT(*) AS coverage,
    CASE WHEN COUNT(soak_lost_us) = 0 THEN 'no-setpoint' END AS reason
FROM kpi_batch
GROUP BY grain
