SELECT
    grain,
    QUANTILE_CONT(cast_pressure_mpa, 0.5) AS value,
    COUNT(cast_pressure_mpa) AS n,
    COUNT(cast_pressure_mpa) / COUNT(*) AS coverage,
    CASE WHEN COUNT(cast_pressure_mpa) = 0 THEN 'no-cast-pressure' END AS reason
FROM kpi_process
WHERE NOT is_trial
GROUP BY grain
HAVING COUNT(cast_pressure_mpa) > 0 OR BOOL_OR(kind = 'hpdc')
