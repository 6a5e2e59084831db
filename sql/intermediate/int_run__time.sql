WITH slice AS (
    SELECT
        s.* EXCLUDE (work_date, shift),
        s.to_us - s.from_us AS length_us,
        c.* EXCLUDE (machine_id, run_no, from_us, work_date, shift),
        -- Work outside the plan counts for the shift in which the run ended.
        COALESCE(s.work_date, c.work_date) AS work_date,
        CASE WHEN s.is_planned THEN s.shift ELSE c.shift END AS shift,
        c.from_us AS run_from_us,
        SUM(CASE WHEN s.is_planned THEN s.to_us - s.from_us ELSE 0 END) OVER w AS planned_us,
        -- A run that ends in planned time, or the moment it begins, was made in planned time.
        BOOL_OR(s.to_us = c.ended_us AND s.is_planned) OVER w OR p.machine_id IS NOT NULL AS ends_planned
    FROM int_run__slice AS s
    INNER JOIN int_run__chain AS c ON c.machine_id = s.machine_id AND c.run_no = s.run_no
    LEFT JOIN int_shift__planned AS p ON p.machine_id = c.machine_id AND p.from_us = c.ended_us
    WINDOW w AS (PARTITION BY s.machine_id, s.run_no)
),

needed AS (
    SELECT
        *,
        -- What a run takes of its interval: all of a short one, else its own cycle, right before its end.
        CASE
            WHEN is_short THEN ended_us - run_from_us
            WHEN ends_planned AND planned_us * 2 <= reference_cycle_us * 3 THEN GREATEST(planned_us, own_us)
            ELSE own_us
        END AS need_us
    FROM slice
),

worked AS (
    SELECT
        *,
        GREATEST(0, LEAST(length_us, need_us - COALESCE(SUM(length_us) OVER (
            PARTITION BY machine_id, run_no
            ORDER BY is_planned OR NOT ends_planned DESC, from_us DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0))) AS busy_us
    FROM needed
),

lost AS (
    SELECT *, CASE WHEN is_planned THEN length_us - busy_us ELSE 0 END AS lost_us
    FROM worked
),

weighed AS (
    SELECT
        *,
        SUM(lost_us) OVER w AS run_lost_us,
        SUM(CASE WHEN event_type IS NOT NULL THEN lost_us ELSE 0 END) OVER w AS told_us
    FROM lost
    WINDOW w AS (PARTITION BY machine_id, run_no)
),

judged AS (
    SELECT
        *,
        -- A counter proves that the machine stood, yet over 8 h hardly that it was meant to run (domain.md 2.4).
        missing_cycle_count = 0 AND reference_cycle_us IS NOT NULL AND (
            is_state_stop OR told_us * 2 >= run_lost_us OR (is_counted AND run_lost_us <= 28800000000)
        ) AS is_proven,
        run_lost_us <= GREATEST(300000000, CASE WHEN reference_cycle_us > 300000000 THEN reference_cycle_us ELSE 0 END)
            AS is_minor
    FROM weighed
)

SELECT
    j.machine_id,
    j.month,
    j.tool_id,
    j.part_id,
    j.work_date,
    j.shift,
    j.run_no,
    j.from_us,
    CAST(CASE WHEN j.is_planned THEN j.length_us ELSE j.busy_us END AS BIGINT) AS planned_us,
    CAST(CASE WHEN j.is_planned THEN 0 ELSE j.busy_us END AS BIGINT) AS overtime_us,
    j.is_trial,
    CAST(j.busy_us AS BIGINT) AS busy_us,
    CAST(j.lost_us AS BIGINT) AS lost_us,
    CASE
        WHEN j.lost_us = 0 THEN NULL
        WHEN j.event_type = 'changeover' THEN 'setup'
        WHEN j.event_type = 'stop' AND NOT (j.is_proven AND j.is_minor) THEN COALESCE(e.element, 'stop')
        -- Between two tools the machine stood for the change, if nobody says otherwise, for a shift at the most.
        WHEN j.is_changeover AND j.missing_cycle_count = 0 AND j.run_lost_us <= 28800000000 THEN 'setup'
        WHEN NOT j.is_proven THEN 'unknown'
        WHEN j.is_minor THEN 'micro_stop'
        ELSE 'stop'
    END AS lost_class,
    CASE WHEN j.lost_us > 0 THEN COALESCE(j.reason_code, 'unassigned') END AS reason_code,
    j.file_id,
    j.table_no,
    j.row_no
FROM judged AS j
LEFT JOIN int_stop__element AS e ON e.reason_code = j.reason_code
WHERE j.is_planned OR j.busy_us > 0
