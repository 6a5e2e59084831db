SELECT
    grain,
    SUM(CASE WHEN dosing_s > cooling_s THEN 1 ELSE 0 END) AS numerator,
    COUNT(dosing_s + cooling_s) AS denominator,
    SUM(CASE WHEN dosing_s > cooling_s THEN 1 ELSE 0 END) / NULLIF(COUNT(dosing_s + cooling_s), 0) AS value,
    COUNT(dosing_s + cooling_s) AS n,
    COUNT(dosing_s + cooling_s) / COUNT(*) AS coverage,
    CASE WHEN COUNT(dosing_s + cooling_s) = 0 THEN 'no-dosing-time' END AS reason
FROM kpi_process
WHERE NOT is_trial
GROUP BY grain
HAVING COUNT(dosing_s) > 0 OR BOOL_OR(kind = 'injection')
