SELECT
    machine_id,
    month,
    work_date,
    shift,
    part_id,
    CAST(SUM(quantity) FILTER (measure = 'produced_count') AS DECIMAL(18, 3)) AS produced_count,
    CAST(SUM(quantity) FILTER (measure = 'good_count') AS DECIMAL(18, 3)) AS good_count,
    CAST(SUM(quantity) FILTER (measure = 'scrap_count') AS DECIMAL(18, 3)) AS scrap_count,
    CAST(SUM(quantity) FILTER (measure = 'rework_count') AS DECIMAL(18, 3)) AS rework_count,
    CAST(SUM(quantity) FILTER (measure = 'planned_count') AS DECIMAL(18, 3)) AS planned_count,
    CAST(SUM(quantity) FILTER (measure = 'stop_min') AS DECIMAL(18, 3)) AS stop_min,
    CAST(SUM(quantity) FILTER (measure = 'run_min') AS DECIMAL(18, 3)) AS run_min,
    COUNT(*) AS entry_count
FROM tally
GROUP BY machine_id, month, work_date, shift, part_id
ORDER BY machine_id, month, work_date, shift, part_id
