SELECT
    machine_id,
    month,
    work_date,
    shift,
    tool_id,
    part_id,
    COALESCE(defect_code, 'unassigned') AS defect_code,
    CAST(SUM(CASE WHEN NOT is_trial THEN piece_count ELSE 0 END) AS BIGINT) AS defect_count,
    CAST(SUM(piece_count) AS BIGINT) AS defect_count_all
FROM int_run__judged
WHERE result IN ('scrap', 'rework')
GROUP BY machine_id, month, work_date, shift, tool_id, part_id, COALESCE(defect_code, 'unassigned')
ORDER BY machine_id, month, work_date, shift, tool_id, part_id, defect_code
