SELECT
    grain,
    SUM(scrap_count) AS value,
    SUM(scrap_count) AS numerator,
    COUNT(scrap_count) AS n
FROM kpi_tally
GROUP BY grain
HAVING COUNT(scrap_count) > 0
