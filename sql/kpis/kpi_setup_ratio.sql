SELECT
    grain,
    'iso' AS mode,
    CASE WHEN refusal IS NULL THEN (setup_us) / NULLIF((run_us + setup_us), 0) END AS value,
    CASE WHEN refusal IS NULL THEN (setup_us) / 60000000 END AS numerator,
    CASE WHEN refusal IS NULL THEN ((run_us + setup_us)) / 60000000 END AS denominator,
    timed_count AS n,
    coverage,
    COALESCE(refusal, overlap_note) AS reason
FROM kpi_spent
