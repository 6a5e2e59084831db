WITH local AS (
    SELECT
        e.*,
        timezone(COALESCE(m.timezone, 'Asia/Seoul'), e.started_ts) AS started_local
    FROM event AS e
    LEFT JOIN machine AS m ON m.machine_id = e.machine_id
    -- A row of `ppuri stops` that nobody has answered yet says nothing about the machine.
    WHERE e.reason_code IS DISTINCT FROM '아직 모름'
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
    d.started_ts,
    COALESCE(d.ended_ts, d.started_ts + to_microseconds(d.duration_us)) AS ended_ts,
    d.event_type,
    d.reason_code,
    COALESCE(d.duration_us, epoch_us(d.ended_ts) - epoch_us(d.started_ts)) AS duration_us,
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
