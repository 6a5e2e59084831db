WITH beside AS (
    -- The runs that a tally entry speaks of: same machine and work date, and shift and part where people wrote them.
    SELECT
        t.machine_id,
        t.work_date,
        t.shift,
        t.part_id,
        CAST(SUM(c.produced_count) AS BIGINT) AS run_produced_count,
        CAST(SUM(c.scrap_count) AS BIGINT) AS run_scrap_count
    FROM mart_machine__tally AS t
    INNER JOIN mart_machine__shift AS c
        ON c.machine_id = t.machine_id AND c.work_date = t.work_date
        AND (t.shift IS NULL OR c.shift = t.shift) AND (t.part_id IS NULL OR c.part_id = t.part_id)
    WHERE t.produced_count IS NOT NULL
    GROUP BY t.machine_id, t.work_date, t.shift, t.part_id
)

SELECT
    m.line_id,
    NULL::VARCHAR AS tool_id,
    t.*,
    b.run_produced_count,
    b.run_scrap_count
FROM mart_machine__tally AS t
LEFT JOIN machine AS m ON m.machine_id = t.machine_id
LEFT JOIN beside AS b
    ON b.machine_id = t.machine_id AND b.work_date = t.work_date
    AND b.shift IS NOT DISTINCT FROM t.shift AND b.part_id IS NOT DISTINCT FROM t.part_id
