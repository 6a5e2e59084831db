WITH piece AS (
    SELECT
        *,
        regexp_replace(CAST($kpi AS VARCHAR), '_(count|ratio)(_all|_low|_high)?$', '') AS measure,
        ends_with($kpi, '_all') AS with_trials,
        contains($kpi, '_ratio') AS is_ratio,
        -- A bound is of all pieces: those that are not judged are taken to be bad, or good.
        ends_with($kpi, '_low') OR ends_with($kpi, '_high') AS is_bound
    FROM int_run__judged
),

counted AS (
    SELECT
        *,
        CASE measure
            WHEN 'produced' THEN TRUE
            WHEN 'unjudged' THEN result IS NULL
            WHEN 'quality' THEN COALESCE(result = 'good', ends_with($kpi, '_high'))
            ELSE COALESCE(result = measure, FALSE)
        END AS is_counted
    FROM piece
    WHERE measure IN ('produced', 'good', 'scrap', 'rework', 'unjudged', 'quality') AND (with_trials OR NOT is_trial)
),

evidence AS (
    SELECT
        machine_id, tool_id, part_id, work_date, shift, NULL AS subject, file_id, table_no, row_no,
        CASE WHEN is_counted THEN piece_count ELSE 0 END AS numerator,
        CASE WHEN is_ratio THEN piece_count END AS denominator
    FROM counted
    WHERE CASE WHEN is_bound THEN TRUE WHEN is_ratio THEN result IS NOT NULL ELSE is_counted END
    UNION ALL
    SELECT
        machine_id, tool_id, part_id, work_date, shift, COALESCE(defect_code, 'unassigned'), file_id, table_no, row_no,
        piece_count, NULL
    FROM int_run__judged
    WHERE $kpi = 'defect_count' AND result IN ('scrap', 'rework') AND NOT is_trial
    UNION ALL
    SELECT
        machine_id, tool_id, part_id, work_date, shift, NULL, file_id, table_no, row_no,
        CASE WHEN $kpi = 'missing_cycle_count' THEN missing_cycle_count ELSE 1 END, NULL
    FROM mart_run__interval
    WHERE $kpi = 'run_count' OR ($kpi = 'trial_count' AND is_trial) OR ($kpi = 'changeover_count' AND is_changeover)
        OR ($kpi = 'missing_cycle_count' AND missing_cycle_count > 0)
    UNION ALL
    -- Times rest on every run between two instants; which piece of its interval went where is computed, not stored.
    SELECT
        machine_id, tool_id, part_id, work_date, shift, NULL, file_id, table_no, row_no,
        NULL, NULL
    FROM mart_run__interval
    WHERE ended_ts IS NOT NULL AND $kpi IN (
        'availability', 'performance', 'oee', 'nee', 'allocation_efficiency', 'utilization_efficiency',
        'technical_efficiency', 'setup_ratio', 'planned_busy_min', 'production_min', 'overtime_min', 'unknown_min',
        'loss_min', 'mtbf', 'mttr', 'runs_per_hour', 'longest_gap_min'
    )
    UNION ALL
    SELECT
        machine_id, tool_id, part_id, work_date, shift, interval_class, file_id, table_no, row_no,
        CASE WHEN $kpi = 'stop_min' THEN over_us / 60000000 ELSE 1 END, NULL
    FROM mart_run__interval
    WHERE $kpi IN ('stop_count', 'stop_min') AND interval_class IN ('micro_stop', 'stop', 'unknown')
    UNION ALL
    SELECT
        machine_id, NULL, NULL, work_date, shift, reason_code, file_id, table_no, row_no,
        CASE WHEN $kpi = 'stop_min' THEN duration_us / 60000000 ELSE 1 END, NULL
    FROM int_event__stop
    WHERE $kpi IN ('stop_count', 'stop_min')
    UNION ALL
    SELECT
        machine_id, tool_id, part_id, work_date, shift, NULL, file_id, table_no, row_no,
        NULL, NULL
    FROM kpi_run
    WHERE starts_with($kpi, 'cycle_time_') AND NOT is_trial
        AND (cycle_s IS NOT NULL OR interval_us IS NOT NULL OR machine_cycle_s IS NOT NULL)
    UNION ALL
    SELECT
        machine_id, tool_id, part_id, work_date, shift, NULL, file_id, table_no, row_no,
        CAST(CASE WHEN $kpi = 'out_of_limit_ratio' THEN is_out_of_limit ELSE is_anomaly END AS INTEGER),
        CASE WHEN ends_with($kpi, '_ratio') THEN 1 END
    FROM kpi_run
    WHERE $kpi IN ('anomaly_count', 'anomaly_ratio', 'out_of_limit_ratio') AND NOT is_trial
        AND CASE $kpi
            WHEN 'anomaly_count' THEN is_anomaly
            WHEN 'anomaly_ratio' THEN is_anomaly IS NOT NULL
            ELSE is_out_of_limit IS NOT NULL
        END
    UNION ALL
    SELECT
        machine_id, NULL, part_id, work_date, shift, NULL, file_id, table_no, row_no,
        CASE WHEN $kpi = 'batch_count' THEN 1 END, NULL
    FROM kpi_batch
    WHERE $kpi = 'batch_count' OR ($kpi = 'soak_min_median' AND soak_us IS NOT NULL)
        OR ($kpi = 'zone_spread_max_c' AND zone_spread_max_c IS NOT NULL)
        OR ($kpi = 'quench_delay_s_max' AND quench_delay_us IS NOT NULL)
        OR ($kpi = 'overshoot_max_c' AND overshoot_max_c IS NOT NULL)
        OR ($kpi = 'soak_lost_min' AND soak_lost_us IS NOT NULL)
    UNION ALL
    SELECT
        machine_id, tool_id, part_id, work_date, shift, NULL, file_id, table_no, row_no,
        CASE WHEN $kpi = 'dosing_overrun_ratio' THEN CAST(dosing_s > cooling_s AS INTEGER) END,
        CASE WHEN $kpi = 'dosing_overrun_ratio' THEN 1 END
    FROM kpi_process
    WHERE NOT is_trial AND CASE $kpi
        WHEN 'gate_velocity_median' THEN gate_velocity_m_s
        WHEN 'fill_time_median' THEN fill_s
        WHEN 'intensification_median' THEN cast_pressure_mpa
        WHEN 'biscuit_sd' THEN biscuit_mm
        WHEN 'viscosity_index_median' THEN viscosity_index_mpa_s
        WHEN 'cushion_sd' THEN cushion_mm
        WHEN 'dosing_overrun_ratio' THEN dosing_s + cooling_s
    END IS NOT NULL
    UNION ALL
    SELECT
        t.machine_id, NULL, t.part_id, t.work_date, t.shift, NULL, t.file_id, t.table_no, t.row_no,
        t.quantity, NULL
    FROM tally AS t
    LEFT JOIN kpi_tally AS k
        ON k.machine_id = t.machine_id AND k.work_date = t.work_date
        AND k.shift IS NOT DISTINCT FROM t.shift AND k.part_id IS NOT DISTINCT FROM t.part_id
    WHERE ($kpi = 'tally_scrap_count' AND t.measure = 'scrap_count')
        OR ($kpi = 'tally_produced_count' AND t.measure = 'produced_count')
        OR ($kpi = 'tally_difference_count' AND t.measure = 'produced_count' AND k.run_produced_count IS NOT NULL)
)

SELECT
    e.file_id,
    e.table_no,
    e.row_no,
    CAST(e.numerator AS DOUBLE) AS numerator,
    CAST(e.denominator AS DOUBLE) AS denominator
FROM evidence AS e
LEFT JOIN machine AS m ON m.machine_id = e.machine_id
WHERE (CAST($line_id AS VARCHAR) IS NULL OR m.line_id = $line_id)
    AND (CAST($machine_id AS VARCHAR) IS NULL OR e.machine_id = $machine_id)
    AND (CAST($tool_id AS VARCHAR) IS NULL OR e.tool_id = $tool_id)
    AND (CAST($part_id AS VARCHAR) IS NULL OR e.part_id = $part_id)
    AND (CAST($shift AS VARCHAR) IS NULL OR e.shift = $shift)
    AND (CAST($subject AS VARCHAR) IS NULL OR e.subject = $subject)
    AND (CAST($from_date AS DATE) IS NULL OR e.work_date >= $from_date)
    AND (CAST($to_date AS DATE) IS NULL OR e.work_date <= $to_date)
