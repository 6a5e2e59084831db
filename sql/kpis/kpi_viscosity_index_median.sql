SELECT
    grain,
    QUANTILE_CONT(viscosity_index_mpa_s, 0.5) AS value,
    COUNT(viscosity_index_mpa_s) AS n,
    COUNT(viscosity_index_mpa_s) / COUNT(*) AS coverage,
    CASE WHEN COUNT(viscosity_index_mpa_s) = 0 THEN 'no-transfer-pressure' END AS reason
FROM kpi_process
WHERE NOT is_trial
GROUP BY grain
HAVING COUNT(viscosity_index_mpa_s) > 0 OR BOOL_OR(kind = 'injection')
