SELECT
    grain,
    COUNT(*) FILTER (is_out_of_limit) / NULLIF(COUNT(is_out_of_limit), 0) AS value,
    COUNT(*) FILTER (is_out_of_limit) AS numerator,
    COUNT(is_out_of_limit) AS denominator,
    COUNT(is_out_of_limit) AS n,
    COUNT(is_out_of_limit) / COUNT(*) AS coverage,
    CASE WHEN COUNT(is_out_of_limit) = 0 THEN 'no-baseline' END AS reason
FROM kpi_run
WHERE NOT is_trial
GROUP BY grain
