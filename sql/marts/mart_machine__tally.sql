WITH entry AS (
    -- The daily report goes first: a share of scrap has its numerator and its denominator from one sheet.
    SELECT
        machine_id, month, work_date, shift, part_id, measure, quantity, source_id,
        BOOL_OR(measure = 'produced_count') OVER (PARTITION BY machine_id, work_date, source_id) AS counts_pieces
    FROM tally
),

judged AS (
    -- An entry that another sheet goes before stands beside it: nothing that two sheets wrote of one thing is added.
    SELECT
        e.*,
        EXISTS (
            SELECT 1
            FROM entry AS o
            WHERE o.machine_id = e.machine_id AND o.work_date = e.work_date AND o.measure = e.measure
                AND o.source_id <> e.source_id
                AND (o.shift IS NULL OR e.shift IS NULL OR o.shift = e.shift)
                AND (o.part_id IS NULL OR e.part_id IS NULL OR o.part_id = e.part_id)
                AND (
                    (o.counts_pieces AND NOT e.counts_pieces)
                    OR (o.counts_pieces = e.counts_pieces AND o.source_id < e.source_id)
                )
        ) AS is_beside
    FROM entry AS e
)

SELECT
    machine_id,
    month,
    work_date,
    shift,
    part_id,
    CAST(SUM(quantity) FILTER (measure = 'produced_count' AND NOT is_beside) AS DECIMAL(18, 3)) AS produced_count,
    CAST(SUM(quantity) FILTER (measure = 'good_count' AND NOT is_beside) AS DECIMAL(18, 3)) AS good_count,
    CAST(SUM(quantity) FILTER (measure = 'scrap_count' AND NOT is_beside) AS DECIMAL(18, 3)) AS scrap_count,
    CAST(SUM(quantity) FILTER (measure = 'rework_count' AND NOT is_beside) AS DECIMAL(18, 3)) AS rework_count,
    CAST(SUM(quantity) FILTER (measure = 'planned_count' AND NOT is_beside) AS DECIMAL(18, 3)) AS planned_count,
    CAST(SUM(quantity) FILTER (measure = 'stop_min' AND NOT is_beside) AS DECIMAL(18, 3)) AS stop_min,
    CAST(SUM(quantity) FILTER (measure = 'run_min' AND NOT is_beside) AS DECIMAL(18, 3)) AS run_min,
    CAST(SUM(quantity) FILTER (measure = 'scrap_count' AND is_beside) AS DECIMAL(18, 3)) AS scrap_beside_count,
    CAST(SUM(quantity) FILTER (measure = 'stop_min' AND is_beside) AS DECIMAL(18, 3)) AS stop_beside_min,
    COUNT(*) AS entry_count
FROM judged
GROUP BY machine_id, month, work_date, shift, part_id
ORDER BY machine_id, month, work_date, shift, part_id
