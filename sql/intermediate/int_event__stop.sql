SELECT
    machine_id,
    month,
    source_id,
    started_ts,
    ended_ts,
    work_date,
    shift,
    COALESCE(reason_code, 'unassigned') AS reason_code,
    duration_us,
    file_id,
    table_no,
    row_no
FROM stg_event
WHERE event_type = 'stop'
