SELECT
    grain,
    SUM(scrap_count_all) AS value,
    SUM(scrap_count_all) AS numerator,
    SUM(run_count) AS n,
    SUM(good_count_all + scrap_count_all + rework_count_all) / NULLIF(SUM(produced_count_all), 0) AS coverage
FROM kpi_component
GROUP BY grain
