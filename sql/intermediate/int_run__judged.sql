WITH matched AS (
    SELECT r.file_id AS run_file_id, r.table_no AS run_table_no, r.row_no AS run_row_no, 1 AS level, i.*
    FROM stg_inspection AS i
    INNER JOIN stg_run AS r ON r.machine_id = i.machine_id AND r.serial_id = i.serial_id
    UNION ALL
    SELECT r.file_id, r.table_no, r.row_no, 2, i.*
    FROM stg_inspection AS i
    INNER JOIN stg_run AS r
        ON r.machine_id = i.machine_id AND r.lot_id = i.lot_id AND r.cycle_counter = i.cycle_counter
    WHERE i.serial_id IS NULL
    UNION ALL
    -- Stamps of an inspection sheet are often cut to the minute; the counter tells the neighbours apart.
    SELECT r.file_id, r.table_no, r.row_no, 3, i.*
    FROM stg_inspection AS i
    INNER JOIN stg_run AS r ON r.machine_id = i.machine_id AND r.cycle_counter = i.cycle_counter
    WHERE i.serial_id IS NULL AND ABS(epoch_us(r.ended_ts) - epoch_us(i.run_ts)) < 60000000
    UNION ALL
    SELECT r.file_id, r.table_no, r.row_no, 3, i.*
    FROM stg_inspection AS i
    INNER JOIN stg_run AS r ON r.machine_id = i.machine_id AND r.ended_ts = i.run_ts
    WHERE i.serial_id IS NULL AND i.cycle_counter IS NULL
),

latest AS (
    SELECT *
    FROM matched
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY run_file_id, run_table_no, run_row_no, level, test
        ORDER BY inspected_ts DESC NULLS LAST, severity DESC, file_id, table_no, row_no
    ) = 1
),

worst AS (
    SELECT *
    FROM latest
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY run_file_id, run_table_no, run_row_no
        ORDER BY level, severity DESC, inspected_ts DESC NULLS LAST, test, file_id, table_no, row_no
    ) = 1
)

SELECT
    r.* EXCLUDE (result, defect_code),
    COALESCE(w.result, r.result) AS result,
    CASE WHEN w.result IS NULL THEN r.defect_code WHEN w.result <> 'good' THEN COALESCE(w.defect_code, r.defect_code) END
        AS defect_code,
    w.result IS NOT NULL AS is_inspected,
    r.result AS run_result
FROM stg_run AS r
LEFT JOIN worst AS w
    ON w.run_file_id = r.file_id AND w.run_table_no = r.table_no AND w.run_row_no = r.row_no
