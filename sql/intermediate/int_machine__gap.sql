SELECT
    machine_id,
    COUNT(*) AS gap_count,
    CAST(SUM(over_us) AS BIGINT) AS gap_us,
    ARG_MAX(ended_ts - to_microseconds(elapsed_us), (over_us, ended_ts)) AS longest_from_ts,
    ARG_MAX(ended_ts, (over_us, ended_ts)) AS longest_to_ts
FROM mart_run__interval
WHERE interval_class = 'unknown' AND over_us > 0 AND machine_id IN (SELECT machine_id FROM shift)
GROUP BY machine_id
ORDER BY machine_id
