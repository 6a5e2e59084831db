WITH piece AS (
    SELECT
        *,
        -- What an event names in the middle of a gap divides what is left of it.
        COUNT(*) FILTER (reason_code <> 'unassigned') OVER (PARTITION BY machine_id, run_no ORDER BY from_us) AS part_no
    FROM int_run__time
    WHERE lost_us > 0
),

gap AS (
    SELECT
        machine_id,
        run_no,
        part_no,
        lost_class,
        MIN(from_us) AS from_us,
        MAX(from_us + lost_us) AS to_us,
        SUM(lost_us) AS lost_us
    FROM piece
    WHERE lost_class IN ('stop', 'unknown') AND reason_code = 'unassigned'
    GROUP BY machine_id, run_no, part_no, lost_class
)

SELECT
    g.machine_id,
    g.lost_class,
    make_timestamptz(g.from_us) AS started_ts,
    make_timestamptz(g.to_us) AS ended_ts,
    CAST(g.lost_us AS BIGINT) AS lost_us,
    b.tool_id AS former_tool_id,
    c.tool_id
FROM gap AS g
INNER JOIN int_run__chain AS c ON c.machine_id = g.machine_id AND c.run_no = g.run_no
LEFT JOIN int_run__chain AS b ON b.machine_id = g.machine_id AND b.run_no = g.run_no - 1
WHERE g.lost_us > 300000000
ORDER BY g.machine_id, g.from_us
