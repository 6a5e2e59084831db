SELECT
    m.line_id,
    d.*
FROM mart_machine__defect AS d
LEFT JOIN machine AS m ON m.machine_id = d.machine_id
