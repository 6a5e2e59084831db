WITH score AS (
    -- What a monitor says of a run is there only after `learn`; until then nothing is scored.
    SELECT file_id, table_no, row_no, BOOL_OR(is_anomaly) AS is_anomaly, BOOL_OR(is_out_of_limit) AS is_out_of_limit
    FROM (
        FROM mart_run__score
        UNION ALL BY NAME
        SELECT NULL::BOOLEAN AS is_anomaly, NULL::BOOLEAN AS is_out_of_limit WHERE FALSE
    )
    GROUP BY file_id, table_no, row_no
)

SELECT
    m.line_id,
    r.machine_id,
    r.month,
    r.tool_id,
    r.part_id,
    r.work_date,
    r.shift,
    r.is_trial,
    r.cycle_s,
    r.machine_cycle_s,
    -- A cycle is an interval that is no loss; without a reference cycle only a night's pause is left out.
    CASE WHEN COALESCE(r.interval_class IN ('normal', 'slow'), r.interval_us < 28800000000) THEN r.interval_us END
        AS interval_us,
    r.elapsed_us,
    s.is_anomaly,
    s.is_out_of_limit,
    r.file_id,
    r.table_no,
    r.row_no
FROM mart_run__interval AS r
LEFT JOIN machine AS m ON m.machine_id = r.machine_id
LEFT JOIN score AS s ON s.file_id = r.file_id AND s.table_no = r.table_no AND s.row_no = r.row_no
