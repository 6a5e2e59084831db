SELECT
    m.line_id,
    m.kind,
    p.*
FROM mart_run__process AS p
LEFT JOIN machine AS m ON m.machine_id = p.machine_id
