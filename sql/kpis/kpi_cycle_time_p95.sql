SELECT
    grain,
    NULL AS subject,
    COALESCE(QUANTILE_CONT(cycle_s, 0.95), QUANTILE_CONT(interval_us, 0.95) / 1000000) AS value,
    CASE WHEN COUNT(cycle_s) > 0 THEN COUNT(cycle_s) ELSE COUNT(interval_us) END AS n,
    CASE WHEN COUNT(cycle_s) > 0 THEN COUNT(cycle_s) ELSE COUNT(interval_us) END / COUNT(*) AS coverage,
    CASE WHEN COUNT(cycle_s) + COUNT(interval_us) = 0 THEN 'no-cycle-time' END AS reason
FROM kpi_run
WHERE NOT is_trial
GROUP BY grain
UNION ALL BY NAME
SELECT
    grain,
    'machine_cycle_time_s' AS subject,
    QUANTILE_CONT(machine_cycle_s, 0.95) AS value,
    COUNT(machine_cycle_s) AS n,
    COUNT(machine_cycle_s) / COUNT(*) AS coverage
FROM kpi_run
WHERE NOT is_trial
GROUP BY grain
HAVING COUNT(machine_cycle_s) > 0
