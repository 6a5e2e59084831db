SELECT
    grain,
    'iso' AS mode,
    CASE
        WHEN refusal IS NULL
            THEN COALESCE((run_us + setup_us) / NULLIF(planned_us, 0) * ideal_us / NULLIF(run_us, 0) * COALESCE(good_share, 1), 0)
    END AS value,
    timed_count AS n,
    coverage,
    COALESCE(refusal, CONCAT_WS(',', overlap_note, cycle_note, label_note)) AS reason
FROM kpi_spent
