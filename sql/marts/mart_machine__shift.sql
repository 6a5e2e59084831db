WITH piece AS (
    SELECT
        machine_id,
        month,
        work_date,
        shift,
        tool_id,
        part_id,
        SUM(CASE WHEN piece_no = 1 THEN 1 ELSE 0 END) AS run_count,
        SUM(CASE WHEN piece_no = 1 AND is_trial THEN 1 ELSE 0 END) AS trial_count,
        SUM(CASE WHEN NOT is_trial THEN piece_count ELSE 0 END) AS produced_count,
        SUM(CASE WHEN NOT is_trial AND result = 'good' THEN piece_count ELSE 0 END) AS good_count,
        SUM(CASE WHEN NOT is_trial AND result = 'scrap' THEN piece_count ELSE 0 END) AS scrap_count,
        SUM(CASE WHEN NOT is_trial AND result = 'rework' THEN piece_count ELSE 0 END) AS rework_count,
        SUM(CASE WHEN NOT is_trial AND result IS NULL THEN piece_count ELSE 0 END) AS unjudged_count,
        SUM(piece_count) AS produced_count_all,
        SUM(CASE WHEN result = 'good' THEN piece_count ELSE 0 END) AS good_count_all,
        SUM(CASE WHEN result = 'scrap' THEN piece_count ELSE 0 END) AS scrap_count_all,
        SUM(CASE WHEN result = 'rework' THEN piece_count ELSE 0 END) AS rework_count_all,
        SUM(CASE WHEN result IS NULL THEN piece_count ELSE 0 END) AS unjudged_count_all,
        SUM(CASE WHEN is_inspected THEN 1 ELSE 0 END) AS inspected_count
    FROM int_run__judged
    GROUP BY ALL
),

interval AS (
    SELECT
        machine_id,
        month,
        work_date,
        shift,
        tool_id,
        part_id,
        SUM(missing_cycle_count) AS missing_cycle_count,
        SUM(CASE WHEN is_warm_up THEN 1 ELSE 0 END) AS warm_up_count,
        SUM(CASE WHEN is_changeover THEN 1 ELSE 0 END) AS changeover_count,
        SUM(CAST(ROUND(cycle_s * 1000000) AS BIGINT)) AS cycle_us,
        COUNT(cycle_s) AS cycle_n,
        COUNT(interval_class) AS classified_count,
        SUM(CASE WHEN interval_class = 'normal' THEN 1 ELSE 0 END) AS normal_count,
        SUM(CASE WHEN interval_class = 'slow' THEN 1 ELSE 0 END) AS slow_count,
        SUM(CASE WHEN interval_class = 'slow' THEN over_us ELSE 0 END) AS slow_us,
        SUM(CASE WHEN interval_class = 'micro_stop' THEN 1 ELSE 0 END) AS micro_stop_count,
        SUM(CASE WHEN interval_class = 'micro_stop' THEN over_us ELSE 0 END) AS micro_stop_us,
        SUM(CASE WHEN interval_class = 'stop' THEN 1 ELSE 0 END) AS stop_count,
        SUM(CASE WHEN interval_class = 'stop' THEN over_us ELSE 0 END) AS stop_us,
        SUM(CASE WHEN interval_class = 'unknown' THEN 1 ELSE 0 END) AS unknown_count,
        SUM(CASE WHEN interval_class = 'unknown' THEN over_us ELSE 0 END) AS unknown_us
    FROM mart_run__interval
    GROUP BY ALL
),

part AS (
    FROM piece
    UNION ALL BY NAME
    FROM interval
)

SELECT
    machine_id,
    month,
    work_date,
    shift,
    tool_id,
    part_id,
    CAST(COALESCE(SUM(COLUMNS(lambda c: c LIKE '%\_count%' ESCAPE '\' OR c LIKE '%\_us' ESCAPE '\' OR c = 'cycle_n')), 0) AS BIGINT)
FROM part
GROUP BY machine_id, month, work_date, shift, tool_id, part_id
ORDER BY machine_id, month, work_date, shift, tool_id, part_id
