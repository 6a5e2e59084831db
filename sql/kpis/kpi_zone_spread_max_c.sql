SELECT
    grain,
    MAX(zone_spread_max_c) AS value,
    COUNT(zone_spread_max_c) AS n,
    COUNT(zone_spread_max_c) / COUNT(*) AS coverage,
    CASE WHEN COUNT(zone_spread_max_c) = 0 THEN 'no-zones' END AS reason
FROM kpi_batch
GROUP BY grain
