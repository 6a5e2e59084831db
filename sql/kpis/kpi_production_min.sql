SELECT
    grain,
    CASE WHEN has_calendar THEN (run_us) / 60000000 END AS value,
    CASE WHEN has_calendar THEN (run_us) / 60000000 END AS numerator,
    timed_count AS n,
    coverage,
    CASE WHEN NOT has_calendar THEN 'no-calendar' ELSE overlap_note END AS reason
FROM kpi_spent
