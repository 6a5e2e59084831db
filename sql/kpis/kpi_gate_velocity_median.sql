SELECT
    grain,
    QUANTILE_CONT(gate_velocity_m_s, 0.5) AS value,
    COUNT(gate_velocity_m_s) AS n,
    COUNT(gate_velocity_m_s) / COUNT(*) AS coverage,
    CASE
        WHEN COUNT(fast_speed_m_s) = 0 THEN 'no-fast-speed'
        WHEN COUNT(gate_velocity_m_s) = 0 THEN 'no-gate'
    END AS reason
FROM kpi_process
WHERE NOT is_trial
GROUP BY grain
HAVING COUNT(fast_speed_m_s) > 0 OR BOOL_OR(kind = 'hpdc')
