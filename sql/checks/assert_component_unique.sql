SELECT machine_id, month, work_date, shift, tool_id, part_id, COUNT(*) AS row_count
FROM mart_machine__shift
GROUP BY machine_id, month, work_date, shift, tool_id, part_id
HAVING COUNT(*) > 1
