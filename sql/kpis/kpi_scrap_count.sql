SELECT
    grain,
    SUM(scrap_count) AS value,
    SUM(scrap_count) AS numerator,
    SUM(run_count) AS n,
    SUM(good_count + scrap_count + rework_count) / NULLIF(SUM(produced_count), 0) AS coverage
FROM kpi_component
GROUP BY grain
