SELECT
    machine_id,
    month,
    work_date,
    shift,
    reason_code,
    COUNT(*) AS stop_count,
    CAST(COALESCE(SUM(duration_us), 0) AS BIGINT) AS stop_us,
    COUNT(duration_us) AS timed_count
FROM int_event__stop
GROUP BY machine_id, month, work_date, shift, reason_code
ORDER BY machine_id, month, work_date, shift, reason_code
