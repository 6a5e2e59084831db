SELECT
    grain,
    QUANTILE_CONT(fill_s, 0.5) AS value,
    COUNT(fill_s) AS n,
    COUNT(fill_s) / COUNT(*) AS coverage,
    CASE WHEN COUNT(fill_s) = 0 THEN 'no-fill-time' END AS reason
FROM kpi_process
WHERE NOT is_trial
GROUP BY grain
HAVING COUNT(fill_s) > 0 OR BOOL_OR(kind IN ('hpdc', 'injection'))
