SELECT
    m.line_id,
    NULL::VARCHAR AS tool_id,
    NULL::VARCHAR AS part_id,
    s.*
FROM mart_machine__stop AS s
LEFT JOIN machine AS m ON m.machine_id = s.machine_id
