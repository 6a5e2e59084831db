SELECT
    machine_id,
    month,
    inspected_ts,
    run_ts,
    cycle_counter,
    lot_id,
    serial_id,
    COALESCE(test, '') AS test,
    result,
    defect_code,
    CASE result WHEN 'scrap' THEN 3 WHEN 'rework' THEN 2 WHEN 'good' THEN 1 END AS severity,
    file_id,
    table_no,
    row_no
FROM inspection
WHERE result IN ('good', 'scrap', 'rework')
