SELECT machine_id, month, work_date, shift, tool_id, part_id, produced_count, produced_count_all
FROM mart_machine__shift
WHERE good_count + scrap_count + rework_count + unjudged_count <> produced_count
    OR good_count_all + scrap_count_all + rework_count_all + unjudged_count_all <> produced_count_all
    OR produced_count > produced_count_all
    OR trial_count > run_count
