WITH day AS (
    SELECT
        machine_id,
        work_date,
        SUM(overlap_us) AS overlap_us,
        ARRAY_AGG(DISTINCT tool_id) FILTER (tool_id IS NOT NULL) AS tools
    FROM mart_machine__time
    GROUP BY machine_id, work_date
    HAVING SUM(overlap_us) * 10 > SUM(worked_us)
)

SELECT
    machine_id,
    COUNT(*) AS day_count,
    MIN(work_date) AS from_date,
    MAX(work_date) AS to_date,
    CAST(SUM(overlap_us) AS BIGINT) AS overlap_us,
    array_to_string(list_sort(list_distinct(flatten(ARRAY_AGG(COALESCE(tools, []))))), ', ') AS tools
FROM day
GROUP BY machine_id
ORDER BY machine_id
