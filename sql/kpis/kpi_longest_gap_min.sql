SELECT
    grain,
    MAX(elapsed_us) / 60000000 AS value,
    COUNT(elapsed_us) AS n,
    CASE WHEN COUNT(elapsed_us) = 0 THEN 'no-cycle-time' END AS reason
FROM kpi_run
GROUP BY grain
