SELECT
    grain,
    'setup' AS subject,
    (setup_us) / 60000000 AS value,
    (setup_us) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT
    grain,
    'down' AS subject,
    (down_us) / 60000000 AS value,
    (down_us) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT
    grain,
    'stop' AS subject,
    (stop_us) / 60000000 AS value,
    (stop_us) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT
    grain,
    'micro_stop' AS subject,
    (micro_stop_us) / 60000000 AS value,
    (micro_stop_us) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT
    grain,
    'speed' AS subject,
    (run_us - ideal_us) / 60000000 AS value,
    (run_us - ideal_us) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT
    grain,
    'quality' AS subject,
    (ideal_us * (1 - COALESCE(good_share, 1))) / 60000000 AS value,
    (ideal_us * (1 - COALESCE(good_share, 1))) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT
    grain,
    'unknown' AS subject,
    (unknown_us) / 60000000 AS value,
    (unknown_us) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT
    grain,
    'effective' AS subject,
    (ideal_us * COALESCE(good_share, 1)) / 60000000 AS value,
    (ideal_us * COALESCE(good_share, 1)) / 60000000 AS numerator,
    timed_count AS n,
    coverage,
    overlap_note AS reason
FROM kpi_spent
WHERE has_calendar
UNION ALL BY NAME
SELECT grain, NULL AS subject, 0 AS n, 'no-calendar' AS reason
FROM kpi_spent
WHERE NOT has_calendar
