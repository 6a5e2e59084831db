SELECT
    COALESCE(r.machine_id, c.machine_id) AS machine_id,
    COALESCE(r.month, c.month) AS month,
    r.run_count AS lake_run_count,
    c.run_count AS component_run_count
FROM (SELECT machine_id, month, COUNT(*) AS run_count FROM run WHERE piece_no = 1 GROUP BY machine_id, month) AS r
FULL JOIN (SELECT machine_id, month, SUM(run_count) AS run_count FROM mart_machine__shift GROUP BY machine_id, month) AS c
    ON c.machine_id = r.machine_id AND c.month = r.month
WHERE COALESCE(r.run_count, 0) <> COALESCE(c.run_count, 0)
