SELECT
    grain,
    'iso' AS mode,
    CASE WHEN refusal IS NULL THEN COALESCE((ideal_us * COALESCE(good_share, 1)) / NULLIF(planned_us, 0), 0) END AS value,
    CASE WHEN refusal IS NULL THEN (ideal_us * COALESCE(good_share, 1)) / 60000000 END AS numerator,
    CASE WHEN refusal IS NULL THEN (planned_us) / 60000000 END AS denominator,
    timed_count AS n,
    coverage,
    COALESCE(refusal, CONCAT_WS(',', overlap_note, cycle_note, label_note)) AS reason
FROM kpi_spent
UNION ALL BY NAME
SELECT
    grain,
    'tpm' AS mode,
    CASE WHEN refusal IS NULL THEN COALESCE((ideal_us * COALESCE(good_share, 1)) / NULLIF(planned_us, 0), 0) END AS value,
    CASE WHEN refusal IS NULL THEN (ideal_us * COALESCE(good_share, 1)) / 60000000 END AS numerator,
    CASE WHEN refusal IS NULL THEN (planned_us) / 60000000 END AS denominator,
    timed_count AS n,
    coverage,
    COALESCE(refusal, CONCAT_WS(',', overlap_note, cycle_note, label_note)) AS reason
FROM kpi_spent
