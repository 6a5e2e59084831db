SELECT
    COALESCE(d.machine_id, c.machine_id) AS machine_id,
    COALESCE(d.month, c.month) AS month,
    d.defect_count,
    c.defect_count AS component_count
FROM (SELECT machine_id, month, SUM(defect_count_all) AS defect_count FROM mart_machine__defect GROUP BY ALL) AS d
FULL JOIN (
    SELECT machine_id, month, SUM(scrap_count_all + rework_count_all) AS defect_count FROM mart_machine__shift GROUP BY ALL
) AS c ON c.machine_id = d.machine_id AND c.month = d.month
WHERE COALESCE(d.defect_count, 0) <> COALESCE(c.defect_count, 0)
