WITH dated AS (
    SELECT
        machine_id,
        shift,
        from_minute,
        CASE WHEN to_minute <= from_minute THEN to_minute + 1440 ELSE to_minute END AS to_minute,
        COALESCE(valid_from, DATE '0001-01-01') AS valid_from
    FROM shift
),

version AS (
    SELECT
        machine_id,
        valid_from,
        LEAD(valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY machine_id ORDER BY valid_from) AS valid_until
    FROM (SELECT DISTINCT machine_id, valid_from FROM dated)
),

minute AS (
    SELECT
        d.machine_id,
        d.shift,
        d.from_minute,
        d.to_minute,
        v.valid_from,
        v.valid_until,
        UNNEST(RANGE(d.from_minute, d.to_minute)) AS minute
    FROM dated AS d
    INNER JOIN version AS v ON v.machine_id = d.machine_id AND v.valid_from = d.valid_from
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
