WITH known AS (
    SELECT machine_id, ended_ts AS at_ts FROM run
    UNION ALL
    SELECT machine_id, started_ts FROM batch
    UNION ALL
    SELECT machine_id, ended_ts FROM batch
),

reach AS (
    SELECT
        k.machine_id,
        COALESCE(m.timezone, 'Asia/Seoul') AS zone,
        CAST(timezone(COALESCE(m.timezone, 'Asia/Seoul'), MIN(k.at_ts)) AS DATE) - 2 AS from_date,
        CAST(timezone(COALESCE(m.timezone, 'Asia/Seoul'), MAX(k.at_ts)) AS DATE) + 2 AS to_date
    FROM known AS k
    LEFT JOIN machine AS m ON m.machine_id = k.machine_id
    WHERE k.machine_id IN (SELECT machine_id FROM shift)
    GROUP BY k.machine_id, m.timezone
),

day AS (
    SELECT machine_id, zone, CAST(UNNEST(GENERATE_SERIES(from_date, to_date, INTERVAL 1 DAY)) AS DATE) AS work_date
    FROM reach
),

open_day AS (
    SELECT
        d.machine_id,
        d.zone,
        d.work_date,
        COALESCE(c.is_open, FALSE) AS is_worked,
        COALESCE(c.is_open, h.holiday_date IS NULL) AS is_open
    FROM day AS d
    LEFT JOIN holiday_kept AS k ON k.machine_id = d.machine_id
    LEFT JOIN public_holiday AS h ON h.country = k.country AND h.holiday_date = d.work_date
    LEFT JOIN (
        -- A date that is declared both closed and worked is worked: what was decided later for the day goes before.
        SELECT machine_id, work_date, BOOL_OR(is_open) AS is_open FROM calendar_day GROUP BY machine_id, work_date
    ) AS c ON c.machine_id = d.machine_id AND c.work_date = d.work_date
),

working AS (
    SELECT
        d.machine_id,
        d.work_date,
        s.shift,
        epoch_us(timezone(d.zone, CAST(d.work_date AS TIMESTAMP) + to_minutes(s.from_minute))) AS from_us,
        epoch_us(timezone(d.zone, CAST(d.work_date AS TIMESTAMP) + to_minutes(s.to_minute))) AS to_us
    FROM open_day AS d
    INNER JOIN int_shift__dated AS s
        ON s.machine_id = d.machine_id AND d.work_date >= s.valid_from AND d.work_date < s.valid_until
    WHERE d.is_open AND (d.is_worked OR contains(s.weekdays, CAST(isodow(d.work_date) AS VARCHAR)))
    UNION ALL
    SELECT
        c.machine_id,
        CAST(c.from_local AS DATE),
        NULL,
        epoch_us(timezone(r.zone, c.from_local)),
        epoch_us(timezone(r.zone, c.to_local))
    FROM calendar_span AS c
    INNER JOIN reach AS r ON r.machine_id = c.machine_id
    WHERE c.is_overtime
),

resting AS (
    SELECT
        d.machine_id,
        epoch_us(timezone(d.zone, CAST(d.work_date AS TIMESTAMP) + to_minutes(b.from_minute))) AS from_us,
        epoch_us(timezone(d.zone, CAST(d.work_date AS TIMESTAMP) + to_minutes(b.to_minute))) AS to_us
    FROM day AS d
    INNER JOIN int_shift__break AS b
        ON b.machine_id = d.machine_id AND d.work_date >= b.valid_from AND d.work_date < b.valid_until
    UNION ALL
    SELECT c.machine_id, epoch_us(timezone(r.zone, c.from_local)), epoch_us(timezone(r.zone, c.to_local))
    FROM calendar_span AS c
    INNER JOIN reach AS r ON r.machine_id = c.machine_id
    WHERE NOT c.is_overtime
),

edge AS (
    SELECT machine_id, from_us AS at_us, 1 AS working_step, 0 AS resting_step FROM working
    UNION ALL
    SELECT machine_id, to_us, -1, 0 FROM working
    UNION ALL
    SELECT machine_id, from_us, 0, 1 FROM resting
    UNION ALL
    SELECT machine_id, to_us, 0, -1 FROM resting
),

level AS (
    SELECT machine_id, at_us, SUM(working_step) AS working_step, SUM(resting_step) AS resting_step
    FROM edge
    GROUP BY machine_id, at_us
),

swept AS (
    SELECT
        machine_id,
        at_us AS from_us,
        LEAD(at_us) OVER w AS to_us,
        SUM(working_step) OVER w AS working_depth,
        SUM(resting_step) OVER w AS resting_depth
    FROM level
    WINDOW w AS (PARTITION BY machine_id ORDER BY at_us)
)

SELECT
    s.machine_id,
    s.from_us,
    s.to_us,
    -- Shifts that overlap by mistake must not double time: the one that starts first takes it, overtime goes last.
    ARG_MIN(w.work_date, (w.shift IS NULL, w.from_us, COALESCE(w.shift, ''))) AS work_date,
    NULLIF(ARG_MIN(COALESCE(w.shift, ''), (w.shift IS NULL, w.from_us, COALESCE(w.shift, ''))), '') AS shift
FROM swept AS s
INNER JOIN working AS w ON w.machine_id = s.machine_id AND w.from_us <= s.from_us AND w.to_us >= s.to_us
WHERE s.working_depth > 0 AND s.resting_depth = 0
GROUP BY s.machine_id, s.from_us, s.to_us
