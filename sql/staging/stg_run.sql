WITH typed AS (
    -- Channels that no export of this firm has yet must still have a name and a type.
    FROM run
    UNION ALL BY NAME
    SELECT NULL::DOUBLE AS cycle_time_s, NULL::DOUBLE AS machine_cycle_time_s WHERE FALSE
),

local AS (
    SELECT
        r.*,
        timezone(COALESCE(m.timezone, 'Asia/Seoul'), r.ended_ts) AS ended_local
    FROM typed AS r
    LEFT JOIN machine AS m ON m.machine_id = r.machine_id
),

dated AS (
    SELECT
        l.*,
        CAST(l.ended_local AS DATE) AS local_date,
        date_part('hour', l.ended_local) * 60 + date_part('minute', l.ended_local) AS minute_of_day
    FROM local AS l
)

SELECT
    d.machine_id,
    d.month,
    d.source_id,
    d.ended_ts,
    d.order_no,
    d.cycle_counter,
    d.cavity_id,
    d.serial_id,
    d.occurrence_no,
    d.piece_no,
    d.time_basis,
    d.tool_id,
    d.part_id,
    d.lot_id,
    d.run_state,
    d.result,
    d.defect_code,
    COALESCE(d.is_trial, FALSE) AS is_trial,
    COALESCE(d.piece_count, 1) AS piece_count,
    CASE WHEN d.cycle_time_s > 0 THEN d.cycle_time_s END AS cycle_s,
    CASE WHEN d.machine_cycle_time_s > 0 THEN d.machine_cycle_time_s END AS machine_cycle_s,
    d.ended_local,
    d.local_date,
    CAST(d.local_date - COALESCE(tail.days_back, day.days_back, 0) AS DATE) AS work_date,
    COALESCE(tail.shift, day.shift) AS shift,
    CAST(d.local_date - COALESCE(tail.days_back, day.days_back) AS TIMESTAMP)
        + to_minutes(COALESCE(tail.from_minute, day.from_minute)) AS shift_from_local,
    CAST(d.local_date - COALESCE(tail.days_back, day.days_back) AS TIMESTAMP)
        + to_minutes(COALESCE(tail.to_minute, day.to_minute)) AS shift_to_local,
    d.file_id,
    d.table_no,
    d.row_no
FROM dated AS d
-- The morning tail of yesterday's night shift goes before a shift that starts today.
LEFT JOIN int_shift__minute AS tail
    ON tail.machine_id = d.machine_id AND tail.minute_of_day = d.minute_of_day AND tail.days_back = 1
    AND d.local_date - 1 >= tail.valid_from AND d.local_date - 1 < tail.valid_until
LEFT JOIN int_shift__minute AS day
    ON day.machine_id = d.machine_id AND day.minute_of_day = d.minute_of_day AND day.days_back = 0
    AND d.local_date >= day.valid_from AND d.local_date < day.valid_until
