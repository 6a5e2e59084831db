SELECT
    grain,
    MAX(quench_delay_us) / 1000000 AS value,
    COUNT(quench_delay_us) AS n,
    COUNT(quench_delay_us) / COUNT(*) AS coverage,
    CASE WHEN COUNT(quench_delay_us) = 0 THEN 'no-quench-delay' END AS reason
FROM kpi_batch
GROUP BY grain
