WITH entered AS (
    SELECT
        *,
        MIN(CASE WHEN is_soak THEN ts END) OVER (PARTITION BY machine_id, batch_started_ts) AS soak_from_ts,
        MAX(CASE WHEN is_soak THEN ts END) OVER (PARTITION BY machine_id, batch_started_ts) AS soak_to_ts,
        MIN(CASE WHEN is_hold THEN ts END) OVER (PARTITION BY machine_id, batch_started_ts) AS hold_from_ts
    FROM int_batch__reading
),

soaked AS (
    SELECT
        machine_id,
        batch_started_ts,
        COUNT(*) AS reading_count,
        MAX(soak_setpoint_c) AS setpoint_c,
        MIN(soak_from_ts) AS soak_from_ts,
        MAX(soak_to_ts) AS soak_to_ts,
        CAST(SUM(CASE WHEN is_soak THEN hold_us ELSE 0 END) AS BIGINT) AS soak_us,
        -- Time out of the band between first entry and last exit: an interrupted soak.
        CAST(SUM(CASE WHEN NOT is_soak AND ts > soak_from_ts AND ts < soak_to_ts THEN hold_us ELSE 0 END) AS BIGINT)
            AS soak_lost_us,
        -- A cold zone keeps the soak clock from starting, so evenness is judged once the middle zone has held 15 min.
        MAX(CASE WHEN is_hold AND ts >= hold_from_ts + INTERVAL 15 MINUTE THEN zone_spread_c END) AS zone_spread_max_c,
        MAX(CASE WHEN ts >= hold_from_ts AND setpoint_c >= soak_setpoint_c - 10 THEN hottest_c END) AS overshoot_max_c,
        CAST(SUM(CASE WHEN coldest_c IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS controlled_count
    FROM entered
    GROUP BY machine_id, batch_started_ts
)

SELECT
    b.machine_id,
    b.month,
    b.batch_id,
    b.started_ts,
    b.ended_ts,
    b.work_date,
    b.shift,
    b.load_id,
    b.recipe_id,
    b.part_id,
    b.lot_id,
    epoch_us(b.ended_ts) - epoch_us(b.started_ts) AS duration_us,
    COALESCE(s.reading_count, 0) AS reading_count,
    s.setpoint_c,
    s.soak_from_ts,
    s.soak_to_ts,
    CASE WHEN s.controlled_count > 0 THEN s.soak_us END AS soak_us,
    CASE WHEN s.controlled_count > 0 THEN s.soak_lost_us END AS soak_lost_us,
    s.zone_spread_max_c,
    s.overshoot_max_c,
    CAST(ROUND(b.quench_delay_s * 1000000) AS BIGINT) AS quench_delay_us,
    b.file_id,
    b.table_no,
    b.row_no
FROM stg_batch AS b
LEFT JOIN soaked AS s ON s.machine_id = b.machine_id AND s.batch_started_ts = b.started_ts
ORDER BY b.machine_id, b.started_ts
