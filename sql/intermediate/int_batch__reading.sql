WITH placed AS (
    SELECT
        b.machine_id,
        b.started_ts AS batch_started_ts,
        r.ts,
        r.setpoint_c,
        LIST_MIN(r.deviations_c) AS coldest_c,
        LIST_MAX(r.deviations_c) AS hottest_c,
        LIST_AGGREGATE(r.deviations_c, 'median') AS middle_c,
        LIST_MAX(r.temps_c[3:]) - LIST_MIN(r.temps_c[3:]) AS zone_spread_c
    FROM stg_reading__furnace AS r
    ASOF INNER JOIN stg_batch AS b ON b.machine_id = r.machine_id AND b.started_ts <= r.ts
    WHERE b.ended_ts IS NULL OR r.ts < b.ended_ts
),

merged AS (
    -- Several loggers may watch one furnace: of one instant the coldest and the hottest zone of all of them count.
    SELECT
        machine_id,
        batch_started_ts,
        ts,
        MAX(setpoint_c) AS setpoint_c,
        MIN(coldest_c) AS coldest_c,
        MAX(hottest_c) AS hottest_c,
        MAX(middle_c) AS middle_c,
        MAX(zone_spread_c) AS zone_spread_c
    FROM placed
    GROUP BY machine_id, batch_started_ts, ts
),

spaced AS (
    SELECT
        *,
        epoch_us(LEAD(ts) OVER w) - epoch_us(ts) AS gap_us,
        MAX(setpoint_c) OVER (PARTITION BY machine_id, batch_started_ts) AS soak_setpoint_c
    FROM merged
    WINDOW w AS (PARTITION BY machine_id, batch_started_ts ORDER BY ts)
),

capped AS (
    SELECT
        *,
        3 * QUANTILE_DISC(gap_us, 0.5) OVER (PARTITION BY machine_id, batch_started_ts) AS usual_us
    FROM spaced
)

SELECT
    machine_id,
    batch_started_ts,
    ts,
    setpoint_c,
    soak_setpoint_c,
    coldest_c,
    hottest_c,
    zone_spread_c,
    -- A reading holds until the next one, at most three usual distances or a minute: a lost logger is not a soak.
    CASE WHEN gap_us IS NULL THEN 0 ELSE LEAST(gap_us, GREATEST(usual_us, 60000000)) END AS hold_us,
    COALESCE(ABS(coldest_c) <= 10 AND setpoint_c >= soak_setpoint_c - 10, FALSE) AS is_soak,
    COALESCE(ABS(middle_c) <= 10 AND setpoint_c >= soak_setpoint_c - 10, FALSE) AS is_hold
FROM capped
