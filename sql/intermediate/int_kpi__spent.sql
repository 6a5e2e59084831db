WITH added AS (
    SELECT
        grain,
        CAST(SUM(planned_us) AS BIGINT) AS planned_us,
        CAST(SUM(overtime_us) AS BIGINT) AS overtime_us,
        CAST(SUM(run_us) AS BIGINT) AS run_us,
        CAST(SUM(setup_us) AS BIGINT) AS setup_us,
        CAST(SUM(micro_stop_us) AS BIGINT) AS micro_stop_us,
        CAST(SUM(stop_us) AS BIGINT) AS stop_us,
        CAST(SUM(down_us) AS BIGINT) AS down_us,
        CAST(SUM(unknown_us) AS BIGINT) AS unknown_us,
        CAST(SUM(failure_count) AS BIGINT) AS failure_count,
        CAST(SUM(repair_us) AS BIGINT) AS repair_us,
        CAST(COALESCE(SUM(ideal_us) FILTER (NOT is_overlapping), 0) AS BIGINT) AS ideal_us,
        CAST(COALESCE(SUM(ideal_judged_us) FILTER (NOT is_overlapping), 0) AS BIGINT) AS ideal_judged_us,
        CAST(COALESCE(SUM(ideal_good_us) FILTER (NOT is_overlapping), 0) AS BIGINT) AS ideal_good_us,
        CAST(SUM(timed_count) AS BIGINT) AS timed_count,
        CAST(SUM(referenced_count) AS BIGINT) AS referenced_count,
        CAST(SUM(CASE WHEN is_overlapping THEN overlap_us ELSE 0 END) AS BIGINT) AS overlap_us,
        BOOL_AND(has_calendar) AS has_calendar
    FROM kpi_time
    GROUP BY grain
),

shared AS (
    SELECT
        *,
        (planned_us - unknown_us) / NULLIF(planned_us, 0) AS coverage,
        -- Below one half the labels that are there say nothing of the others, and OEE is shown without quality.
        CASE WHEN ideal_us = 0 OR ideal_judged_us * 2 < ideal_us THEN NULL ELSE ideal_good_us / ideal_judged_us END
            AS good_share
    FROM added
)

SELECT
    *,
    CASE
        WHEN NOT has_calendar THEN 'no-calendar'
        WHEN referenced_count = 0 THEN 'no-reference-cycle'
        WHEN planned_us = 0 THEN 'no-planned-time'
        WHEN coverage < 0.9 AND overlap_us > 0 THEN 'runs-overlap,unknown-time'
        WHEN coverage < 0.9 THEN 'unknown-time'
    END AS refusal,
    CASE WHEN overlap_us > 0 THEN 'runs-overlap' END AS overlap_note,
    -- A cycle that is beaten by more than a twentieth was no ideal one.
    CASE WHEN ideal_us * 20 > run_us * 21 THEN 'reference-cycle-suspect' END AS cycle_note,
    CASE
        WHEN ideal_us > 0 AND good_share IS NULL THEN 'quality-unknown'
        WHEN ideal_judged_us * 20 < ideal_us * 19 THEN 'labels-missing'
    END AS label_note
FROM shared
