SELECT
    grain,
    COUNT(*) AS value,
    COUNT(*) AS numerator,
    COUNT(*) AS n,
    SUM(CASE WHEN reading_count > 0 THEN 1 ELSE 0 END) / COUNT(*) AS coverage
FROM kpi_batch
GROUP BY grain
