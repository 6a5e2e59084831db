WITH minute AS (
    SELECT *, UNNEST(RANGE(from_minute, to_minute)) AS minute
    FROM int_shift__dated
)

SELECT
    machine_id,
    valid_from,
    valid_until,
    CAST(minute % 1440 AS INTEGER) AS minute_of_day,
    CAST(minute // 1440 AS INTEGER) AS days_back,
    -- Shifts that overlap by mistake must not double a run: the one that starts first takes the minute.
    ARG_MIN(shift, (from_minute, shift)) AS shift,
    ARG_MIN(from_minute, (from_minute, shift)) AS from_minute,
    ARG_MIN(to_minute, (from_minute, shift)) AS to_minute
FROM minute
GROUP BY ALL
