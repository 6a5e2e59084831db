WITH ranked AS (
    SELECT
        *,
        epoch_us(ended_ts) AS ended_us,
        ROW_NUMBER() OVER w AS run_no,
        epoch_us(LAG(ended_ts) OVER w) AS former_us
    FROM mart_run__interval
    WHERE ended_ts IS NOT NULL AND time_basis IS DISTINCT FROM 'order'
    WINDOW w AS (
        PARTITION BY machine_id
        ORDER BY ended_ts, source_id, cycle_counter NULLS FIRST, tool_id, part_id, file_id, table_no, row_no
    )
),

reached AS (
    SELECT
        *,
        -- The very first run of a machine follows nothing that is known: its own cycle is all that it claims.
        COALESCE(former_us, ended_us - COALESCE(own_cycle_us, 0)) AS from_us,
        COALESCE(ended_us * 2 - former_us * 2 <= reference_cycle_us * 3, former_us IS NULL) AS is_short,
        -- How long the machine itself says that it worked on this run; a reference cycle proves only half of itself.
        COALESCE(CAST(ROUND(COALESCE(cycle_s, machine_cycle_s) * 1000000) AS BIGINT), reference_cycle_us // 2) AS worked_us
    FROM ranked
)

SELECT
    machine_id,
    run_no,
    month,
    tool_id,
    part_id,
    work_date,
    shift,
    is_trial,
    from_us,
    ended_us,
    is_short,
    LEAST(ended_us - from_us, COALESCE(own_cycle_us, 0)) AS own_us,
    reference_cycle_us,
    missing_cycle_count,
    is_counted,
    is_state_stop,
    is_changeover,
    worked_us,
    CASE WHEN former_us IS NULL THEN 0 ELSE GREATEST(0, worked_us - (ended_us - former_us)) END AS overlap_us,
    file_id,
    table_no,
    row_no
FROM reached
