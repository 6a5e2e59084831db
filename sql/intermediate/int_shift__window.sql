WITH window_dated AS (
    SELECT
        machine_id,
        from_minute,
        CASE WHEN to_minute <= from_minute THEN to_minute + 1440 ELSE to_minute END AS to_minute,
        COALESCE(valid_from, DATE '0001-01-01') AS valid_from,
        1 AS sign
    FROM shift
    UNION ALL
    SELECT machine_id, from_minute, to_minute, COALESCE(valid_from, DATE '0001-01-01'), -1
    FROM shift_break
),

version AS (
    SELECT
        machine_id,
        valid_from,
        LEAD(valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY machine_id ORDER BY valid_from) AS valid_until
    FROM (SELECT DISTINCT machine_id, valid_from FROM window_dated WHERE sign = 1)
)

SELECT
    w.machine_id,
    w.valid_from,
    v.valid_until,
    w.from_minute,
    w.to_minute,
    w.sign
FROM window_dated AS w
INNER JOIN version AS v ON v.machine_id = w.machine_id AND v.valid_from = w.valid_from
