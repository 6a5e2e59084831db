WITH run_only AS (
    SELECT r.*, f.cycle_us AS reference_cycle_us
    FROM stg_run AS r
    LEFT JOIN int_run__reference AS f
        ON f.machine_id = r.machine_id AND r.work_date >= f.valid_from AND r.work_date < f.valid_until
        AND f.tool_id IS NOT DISTINCT FROM r.tool_id AND f.part_id IS NOT DISTINCT FROM r.part_id
    WHERE r.piece_no = 1 AND r.ended_ts IS NOT NULL
),

lagged AS (
    SELECT
        *,
        LAG(ended_ts) OVER w AS former_ts,
        LAG(cycle_counter) OVER w AS former_counter,
        LAG(local_date) OVER w AS former_date,
        LAG(ended_local) OVER w AS former_local,
        LAG(tool_id) OVER w AS former_tool_id,
        LAG(part_id) OVER w AS former_part_id,
        LAG(run_state) OVER w AS former_state,
        LAG(file_id) OVER w IS NOT NULL AS has_former
    FROM run_only
    WINDOW w AS (
        PARTITION BY machine_id, source_id
        ORDER BY ended_ts, cycle_counter NULLS FIRST, occurrence_no, file_id, table_no, row_no
    )
),

stepped AS (
    SELECT
        *,
        cycle_counter - former_counter AS counter_step,
        tool_id IS DISTINCT FROM former_tool_id AND has_former AS is_tool_change,
        part_id IS DISTINCT FROM former_part_id AND has_former AS is_part_change,
        epoch_us(ended_ts) - epoch_us(former_ts) AS elapsed_us
    FROM lagged
),

gauged AS (
    SELECT
        *,
        -- Tools that come in turn, shot by shot, are stations or several machines in one log: nobody changed a tool.
        COALESCE(SUM(CAST(is_tool_change OR is_part_change AS INTEGER)) OVER (
            PARTITION BY machine_id, source_id
            ORDER BY ended_ts, cycle_counter NULLS FIRST, occurrence_no, file_id, table_no, row_no
            ROWS BETWEEN 5 PRECEDING AND 1 PRECEDING
        ), 0) >= 2 AS is_alternating,
        CASE
            WHEN cycle_s > 0 AND cycle_s * 2000000 <= reference_cycle_us * 3 THEN CAST(ROUND(cycle_s * 1000000) AS BIGINT)
            ELSE reference_cycle_us
        END AS own_cycle_us,
        COALESCE(counter_step <= 0, FALSE) AS is_counter_reset,
        -- Counters start anew per day or tool: only inside both is a jump a number of cycles not recorded.
        CASE WHEN counter_step > 1 AND local_date = former_date AND NOT is_tool_change THEN counter_step - 1 ELSE 0 END
            AS missing_cycle_count,
        CASE
            WHEN counter_step <= 0 OR elapsed_us = 0 THEN NULL
            WHEN counter_step > 1 AND local_date = former_date AND NOT is_tool_change THEN elapsed_us // counter_step
            WHEN counter_step > 1 THEN NULL
            ELSE elapsed_us
        END AS interval_us
    FROM stepped
),

gap AS (
    SELECT *
    FROM gauged
    WHERE interval_us * 2 > reference_cycle_us * 3
),

-- What proves that the machine stood: its counter did not move on, its state says so, or an event covers the gap.
evidence AS (
    SELECT DISTINCT g.file_id, g.table_no, g.row_no
    FROM gap AS g
    INNER JOIN int_event__stop AS e
        ON e.machine_id = g.machine_id AND e.started_ts < g.ended_ts AND e.ended_ts > g.former_ts
),

-- Only what lies inside shifts and outside breaks can be lost.
planned AS (
    SELECT
        g.file_id,
        g.table_no,
        g.row_no,
        SUM(LEAST(epoch_us(g.ended_ts), p.to_us) - GREATEST(epoch_us(g.former_ts), p.from_us)) AS planned_us
    FROM gap AS g
    INNER JOIN int_shift__planned AS p
        ON p.machine_id = g.machine_id AND p.from_us < epoch_us(g.ended_ts) AND p.to_us > epoch_us(g.former_ts)
    GROUP BY g.file_id, g.table_no, g.row_no
),

judged AS (
    SELECT
        g.*,
        CAST(
            CASE
                WHEN c.machine_id IS NULL OR g.interval_us * 2 <= g.reference_cycle_us * 3 THEN g.interval_us
                ELSE g.interval_us - (g.elapsed_us - COALESCE(p.planned_us, 0)) // GREATEST(COALESCE(g.counter_step, 1), 1)
            END AS BIGINT
        ) AS net_us,
        COALESCE(g.counter_step = 1, FALSE) AS is_counted,
        COALESCE(g.run_state = 'stop' OR g.former_state = 'stop', FALSE) AS is_state_stop,
        is_state_stop OR e.file_id IS NOT NULL AS is_told,
        (g.is_tool_change OR g.is_part_change) AND NOT g.is_alternating
            AND COALESCE(g.elapsed_us * 2 > g.reference_cycle_us * 3, TRUE) AS is_changed,
        c.machine_id IS NOT NULL AS has_calendar
    FROM gauged AS g
    LEFT JOIN evidence AS e ON e.file_id = g.file_id AND e.table_no = g.table_no AND e.row_no = g.row_no
    LEFT JOIN (SELECT DISTINCT machine_id FROM shift) AS c ON c.machine_id = g.machine_id
    LEFT JOIN planned AS p ON p.file_id = g.file_id AND p.table_no = g.table_no AND p.row_no = g.row_no
),

segmented AS (
    SELECT
        *,
        SUM(CASE WHEN NOT has_former OR elapsed_us > 600000000 THEN 1 ELSE 0 END) OVER (
            PARTITION BY machine_id, source_id
            ORDER BY ended_ts, cycle_counter NULLS FIRST, occurrence_no, file_id, table_no, row_no
        ) AS segment_no
    FROM judged
)

SELECT
    machine_id,
    month,
    source_id,
    ended_ts,
    order_no,
    cycle_counter,
    time_basis,
    tool_id,
    part_id,
    work_date,
    shift,
    is_trial,
    elapsed_us,
    interval_us,
    cycle_s,
    machine_cycle_s,
    CAST(missing_cycle_count AS BIGINT) AS missing_cycle_count,
    is_counter_reset,
    is_changed AS is_changeover,
    -- The very first run of a machine follows nothing that is known, so it proves no warm-up.
    segment_no > 1 AND ROW_NUMBER() OVER (
        PARTITION BY machine_id, source_id, segment_no
        ORDER BY ended_ts, cycle_counter NULLS FIRST, occurrence_no, file_id, table_no, row_no
    ) <= 5 AS is_warm_up,
    CASE
        WHEN reference_cycle_us IS NULL THEN NULL
        WHEN interval_us IS NULL THEN CASE WHEN has_former THEN 'unknown' END
        WHEN interval_us * 10 <= reference_cycle_us * 11 THEN 'normal'
        WHEN interval_us * 2 <= reference_cycle_us * 3 THEN 'slow'
        WHEN net_us * 2 <= reference_cycle_us * 3 THEN 'unplanned'
        -- In a gap that also holds cycles nobody recorded, nothing says when the machine stood.
        WHEN missing_cycle_count > 0 THEN 'unknown'
        WHEN is_changed AND NOT is_told AND net_us <= 28800000000 THEN 'setup'
        -- A counter proves that the machine stood, yet over 8 h hardly that it was meant to run (domain.md 2.4).
        WHEN NOT is_told AND (NOT is_counted OR net_us > 28800000000) THEN 'unknown'
        WHEN net_us - reference_cycle_us <= GREATEST(300000000, reference_cycle_us * CAST(reference_cycle_us > 300000000 AS BIGINT))
            THEN 'micro_stop'
        WHEN has_calendar THEN 'stop'
        ELSE 'unknown'
    END AS interval_class,
    CASE
        WHEN net_us * 2 > reference_cycle_us * 3 THEN net_us - own_cycle_us
        WHEN net_us > reference_cycle_us THEN net_us - reference_cycle_us
        ELSE 0
    END AS over_us,
    reference_cycle_us,
    own_cycle_us,
    is_counted,
    is_state_stop,
    file_id,
    table_no,
    row_no
FROM segmented
