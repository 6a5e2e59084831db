SELECT
    i.machine_id,
    i.month,
    i.tool_id,
    i.part_id,
    i.work_date,
    i.shift,
    i.is_trial,
    p.fast_speed_m_s,
    -- Continuity: what the plunger pushes goes through the gate (domain.md 4.1).
    p.fast_speed_m_s * PI() / 4 * g.plunger_mm * g.plunger_mm / g.gate_mm2 AS gate_velocity_m_s,
    p.fill_s,
    p.cast_pressure_mpa,
    p.biscuit_mm,
    p.switchover_pressure_mpa * p.fill_s AS viscosity_index_mpa_s,
    p.cushion_mm,
    p.dosing_s,
    p.cooling_s,
    i.file_id,
    i.table_no,
    i.row_no
FROM mart_run__interval AS i
INNER JOIN stg_run__process AS p ON p.file_id = i.file_id AND p.table_no = i.table_no AND p.row_no = i.row_no
LEFT JOIN int_run__gate AS g
    ON g.machine_id = i.machine_id AND g.tool_id IS NOT DISTINCT FROM i.tool_id
    -- Runs without time know only what was declared without a date.
    AND COALESCE(i.work_date, DATE '1970-01-01') >= g.valid_from
    AND COALESCE(i.work_date, DATE '1970-01-01') < g.valid_until
WHERE COALESCE(
    p.fast_speed_m_s, p.fill_s, p.cast_pressure_mpa, p.biscuit_mm, p.switchover_pressure_mpa, p.cushion_mm, p.dosing_s,
    p.cooling_s
) IS NOT NULL
ORDER BY i.machine_id, i.month, i.file_id, i.table_no, i.row_no
