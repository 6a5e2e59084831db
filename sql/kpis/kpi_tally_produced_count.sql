SELECT
    grain,
    SUM(produced_count) AS value,
    SUM(produced_count) AS numerator,
    COUNT(produced_count) AS n
FROM kpi_tally
GROUP BY grain
HAVING COUNT(produced_count) > 0
