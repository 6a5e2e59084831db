WITH placed AS (
    SELECT c.machine_id, c.run_no, c.from_us, c.ended_us, c.is_short, p.work_date, p.shift, p.to_us AS planned_to_us
    FROM int_run__chain AS c
    ASOF LEFT JOIN int_shift__planned AS p ON p.machine_id = c.machine_id AND p.from_us <= c.from_us
    WHERE c.ended_us > c.from_us AND c.machine_id IN (SELECT machine_id FROM shift)
),

-- Most runs lie whole inside one planned interval: nothing is to be cut.
whole AS (
    SELECT *
    FROM placed
    WHERE is_short AND ended_us <= planned_to_us
),

crossing AS (
    SELECT machine_id, run_no, from_us, ended_us
    FROM placed
    WHERE NOT (is_short AND ended_us <= COALESCE(planned_to_us, 0))
),

told AS (
    SELECT
        machine_id,
        epoch_us(started_ts) AS from_us,
        epoch_us(ended_ts) AS to_us,
        event_type,
        COALESCE(reason_code, 'unassigned') AS reason_code
    FROM stg_event
    WHERE event_type IN ('stop', 'changeover') AND ended_ts > started_ts
),

edge AS (
    SELECT machine_id, run_no, from_us AS at_us FROM crossing
    UNION
    SELECT machine_id, run_no, ended_us FROM crossing
    UNION
    SELECT c.machine_id, c.run_no, UNNEST([p.from_us, p.to_us])
    FROM crossing AS c
    INNER JOIN int_shift__planned AS p
        ON p.machine_id = c.machine_id AND p.from_us < c.ended_us AND p.to_us > c.from_us
    UNION
    SELECT c.machine_id, c.run_no, UNNEST([t.from_us, t.to_us])
    FROM crossing AS c
    INNER JOIN told AS t ON t.machine_id = c.machine_id AND t.from_us < c.ended_us AND t.to_us > c.from_us
),

cut AS (
    SELECT
        e.machine_id,
        e.run_no,
        e.at_us AS from_us,
        LEAD(e.at_us) OVER (PARTITION BY e.machine_id, e.run_no ORDER BY e.at_us) AS to_us
    FROM edge AS e
    INNER JOIN crossing AS c ON c.machine_id = e.machine_id AND c.run_no = e.run_no
    WHERE e.at_us BETWEEN c.from_us AND c.ended_us
),

dated AS (
    SELECT
        c.*,
        COALESCE(c.to_us <= p.to_us, FALSE) AS is_planned,
        p.work_date,
        p.shift
    FROM cut AS c
    ASOF LEFT JOIN int_shift__planned AS p ON p.machine_id = c.machine_id AND p.from_us <= c.from_us
    WHERE c.to_us IS NOT NULL
),

said AS (
    SELECT
        c.machine_id,
        c.run_no,
        c.from_us,
        ARG_MIN(t.event_type, (t.event_type <> 'changeover', t.from_us, t.reason_code)) AS event_type,
        ARG_MIN(t.reason_code, (t.event_type <> 'changeover', t.from_us, t.reason_code)) AS reason_code
    FROM cut AS c
    INNER JOIN told AS t ON t.machine_id = c.machine_id AND t.from_us <= c.from_us AND t.to_us >= c.to_us
    GROUP BY c.machine_id, c.run_no, c.from_us
)

SELECT machine_id, run_no, from_us, ended_us AS to_us, TRUE AS is_planned, work_date, shift,
    NULL AS event_type, NULL AS reason_code
FROM whole
UNION ALL
SELECT
    d.machine_id,
    d.run_no,
    d.from_us,
    d.to_us,
    d.is_planned,
    CASE WHEN d.is_planned THEN d.work_date END,
    CASE WHEN d.is_planned THEN d.shift END,
    s.event_type,
    s.reason_code
FROM dated AS d
LEFT JOIN said AS s ON s.machine_id = d.machine_id AND s.run_no = d.run_no AND s.from_us = d.from_us
