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
    missing_cycle_count,
    is_counter_reset,
    is_changeover,
    is_warm_up,
    interval_class,
    over_us,
    file_id,
    table_no,
    row_no
FROM int_run__interval
UNION ALL BY NAME
-- Runs without an instant have no interval, yet their channels count.
SELECT
    machine_id,
    month,
    source_id,
    order_no,
    cycle_counter,
    time_basis,
    tool_id,
    part_id,
    is_trial,
    cycle_s,
    machine_cycle_s,
    CAST(0 AS BIGINT) AS missing_cycle_count,
    FALSE AS is_counter_reset,
    FALSE AS is_changeover,
    FALSE AS is_warm_up,
    file_id,
    table_no,
    row_no
FROM stg_run
WHERE piece_no = 1 AND ended_ts IS NULL
ORDER BY machine_id, month, source_id, ended_ts, order_no, cycle_counter, file_id, table_no, row_no
