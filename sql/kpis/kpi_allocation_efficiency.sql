SELECT
    grain,
    'iso' AS mode,
    CASE WHEN refusal IS NULL THEN (run_us + setup_us + micro_stop_us + stop_us) / NULLIF(planned_us, 0) END AS value,
    CASE WHEN refusal IS NULL THEN (run_us + setup_us + micro_stop_us + stop_us) / 60000000 END AS numerator,
    CASE WHEN refusal IS NULL THEN (planned_us) / 60000000 END AS denominator,
    timed_count AS n,
    coverage,
    COALESCE(refusal, overlap_note) AS reason
FROM kpi_spent
