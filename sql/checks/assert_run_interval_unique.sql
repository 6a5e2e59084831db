SELECT file_id, table_no, row_no, COUNT(*) AS row_count
FROM mart_run__interval
GROUP BY file_id, table_no, row_no
HAVING COUNT(*) > 1
