WITH watched AS (
    -- Runs that lie in each other for more than a tenth of their time come from several machines: nothing adds up that day.
    SELECT
        *,
        SUM(overlap_us) OVER w * 10 > SUM(worked_us) OVER w AS is_overlapping
    FROM mart_machine__time
    WINDOW w AS (PARTITION BY machine_id, work_date)
)

SELECT
    m.line_id,
    w.* EXCLUDE (is_overlapping, run_us, setup_us, micro_stop_us, stop_us, down_us, unknown_us, failure_count, repair_us),
    CASE WHEN is_overlapping THEN 0 ELSE run_us END AS run_us,
    CASE WHEN is_overlapping THEN 0 ELSE setup_us END AS setup_us,
    CASE WHEN is_overlapping THEN 0 ELSE micro_stop_us END AS micro_stop_us,
    CASE WHEN is_overlapping THEN 0 ELSE stop_us END AS stop_us,
    CASE WHEN is_overlapping THEN 0 ELSE down_us END AS down_us,
    CASE WHEN is_overlapping THEN planned_us ELSE unknown_us END AS unknown_us,
    CASE WHEN is_overlapping THEN 0 ELSE failure_count END AS failure_count,
    CASE WHEN is_overlapping THEN 0 ELSE repair_us END AS repair_us,
    COALESCE(is_overlapping, FALSE) AS is_overlapping,
    c.machine_id IS NOT NULL AS has_calendar
FROM watched AS w
LEFT JOIN machine AS m ON m.machine_id = w.machine_id
LEFT JOIN (SELECT DISTINCT machine_id FROM shift) AS c ON c.machine_id = w.machine_id
