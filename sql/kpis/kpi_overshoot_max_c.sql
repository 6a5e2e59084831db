SELECT
    grain,
    MAX(overshoot_max_c) AS value,
    COUNT(overshoot_max_c) AS n,
    COUNT(overshoot_max_c) / COUNT(*) AS coverage,
    CASE WHEN COUNT(overshoot_max_c) = 0 THEN 'no-setpoint' END AS reason
FROM kpi_batch
GROUP BY grain
