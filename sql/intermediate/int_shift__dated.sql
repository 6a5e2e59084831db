WITH dated AS (
    SELECT
        machine_id,
        shift,
        from_minute,
        CASE WHEN to_minute <= from_minute THEN to_minute + 1440 ELSE to_minute END AS to_minute,
        COALESCE(valid_from, DATE '0001-01-01') AS valid_from,
        COALESCE(weekdays, '1234567') AS weekdays
    FROM shift
),

version AS (
    SELECT
        machine_id,
        valid_from,
        LEAD(valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY machine_id ORDER BY valid_from) AS valid_until
    FROM (SELECT DISTINCT machine_id, valid_from FROM dated)
)

SELECT
    d.machine_id,
    d.shift,
    d.valid_from,
    v.valid_until,
    d.from_minute,
    d.to_minute,
    d.weekdays
FROM dated AS d
INNER JOIN version AS v ON v.machine_id = d.machine_id AND v.valid_from = d.valid_from
