WITH typed AS (
    FROM batch
    UNION ALL BY NAME
    SELECT NULL::DOUBLE AS quench_delay_s WHERE FALSE
),

local AS (
    SELECT
        b.*,
        timezone(COALESCE(m.timezone, 'Asia/Seoul'), b.started_ts) AS started_local
    FROM typed AS b
    LEFT JOIN machine AS m ON m.machine_id = b.machine_id
),

dated AS (
    SELECT
        l.*,
        CAST(l.started_local AS DATE) AS local_date,
        date_part('hour', l.started_local) * 60 + date_part('minute', l.started_local) AS minute_of_day
    FROM local AS l
)

SELECT
    d.machine_id,
    d.month,
    d.source_id,
    d.batch_id,
    d.started_ts,
    d.ended_ts,
    d.load_id,
    d.recipe_id,
    d.part_id,
    d.lot_id,
    d.quench_delay_s,
    CAST(d.local_date - COALESCE(tail.days_back, day.days_back, 0) AS DATE) AS work_date,
    COALESCE(tail.shift, day.shift) AS shift,
    d.file_id,
    d.table_no,
    d.row_no
FROM dated AS d
LEFT JOIN int_shift__minute AS tail
    ON tail.machine_id = d.machine_id AND tail.minute_of_day = d.minute_of_day AND tail.days_back = 1
    AND d.local_date - 1 >= tail.valid_from AND d.local_date - 1 < tail.valid_until
LEFT JOIN int_shift__minute AS day
    ON day.machine_id = d.machine_id AND day.minute_of_day = d.minute_of_day AND day.days_back = 0
    AND d.local_date >= day.valid_from AND d.local_date < day.valid_until
