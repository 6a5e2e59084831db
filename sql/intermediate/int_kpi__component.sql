SELECT
    m.line_id,
    c.*
FROM mart_machine__shift AS c
LEFT JOIN machine AS m ON m.machine_id = c.machine_id
