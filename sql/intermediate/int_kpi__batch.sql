SELECT
    m.line_id,
    NULL::VARCHAR AS tool_id,
    b.*
FROM mart_machine__batch AS b
LEFT JOIN machine AS m ON m.machine_id = b.machine_id
