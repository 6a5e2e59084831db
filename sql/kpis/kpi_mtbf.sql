SELECT
    grain,
    CASE WHEN refusal IS NULL THEN (run_us + setup_us) / NULLIF(failure_count, 0) / 3600000000 END AS value,
    CASE WHEN refusal IS NULL THEN (run_us + setup_us) / 3600000000 END AS numerator,
    failure_count AS denominator,
    failure_count AS n,
    coverage,
    COALESCE(refusal, CASE WHEN failure_count = 0 THEN 'no-failure' ELSE overlap_note END) AS reason
FROM kpi_spent
