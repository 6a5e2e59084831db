SELECT machine_id, month, work_date, shift, tool_id, part_id
FROM mart_machine__shift
WHERE LEAST(
    run_count, trial_count, missing_cycle_count, produced_count, good_count, scrap_count, rework_count, unjudged_count,
    produced_count_all, good_count_all, scrap_count_all, rework_count_all, unjudged_count_all, cycle_us, cycle_n,
    slow_us, micro_stop_us, stop_us, unknown_us
) < 0
