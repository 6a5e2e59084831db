WITH typed AS (
    -- Channels that no export of this firm has yet must still have a name and a type.
    FROM run
    UNION ALL BY NAME
    SELECT
        NULL::DOUBLE AS fast_speed_m_s,
        NULL::DOUBLE AS fill_time_ms,
        NULL::DOUBLE AS cast_pressure_mpa,
        NULL::DOUBLE AS biscuit_mm,
        NULL::DOUBLE AS fill_time_s,
        NULL::DOUBLE AS switchover_pressure_mpa,
        NULL::DOUBLE AS cushion_mm,
        NULL::DOUBLE AS plasticizing_time_s,
        NULL::DOUBLE AS cooling_time_s
    WHERE FALSE
)

SELECT
    file_id,
    table_no,
    row_no,
    CASE WHEN fast_speed_m_s > 0 THEN fast_speed_m_s END AS fast_speed_m_s,
    -- A fill of no length was not measured.
    COALESCE(CASE WHEN fill_time_s > 0 THEN fill_time_s END, CASE WHEN fill_time_ms > 0 THEN fill_time_ms / 1000 END)
        AS fill_s,
    CASE WHEN cast_pressure_mpa > 0 THEN cast_pressure_mpa END AS cast_pressure_mpa,
    biscuit_mm,
    CASE WHEN switchover_pressure_mpa > 0 THEN switchover_pressure_mpa END AS switchover_pressure_mpa,
    cushion_mm,
    CASE WHEN plasticizing_time_s > 0 THEN plasticizing_time_s END AS dosing_s,
    CASE WHEN cooling_time_s > 0 THEN cooling_time_s END AS cooling_s
FROM typed
WHERE piece_no = 1
