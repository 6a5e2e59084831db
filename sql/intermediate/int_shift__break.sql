SELECT DISTINCT
    b.machine_id,
    b.from_minute,
    CASE WHEN b.to_minute <= b.from_minute THEN b.to_minute + 1440 ELSE b.to_minute END AS to_minute,
    d.valid_from,
    d.valid_until
FROM shift_break AS b
INNER JOIN int_shift__dated AS d
    ON d.machine_id = b.machine_id AND d.valid_from = COALESCE(b.valid_from, DATE '0001-01-01')
