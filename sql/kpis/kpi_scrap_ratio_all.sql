SELECT
    grain,
    SUM(scrap_count_all) / NULLIF(SUM(good_count_all + scrap_count_all + rework_count_all), 0) AS value,
    SUM(scrap_count_all) AS numerator,
    SUM(good_count_all + scrap_count_all + rework_count_all) AS denominator,
    SUM(good_count_all + scrap_count_all + rework_count_all) AS n,
    SUM(good_count_all + scrap_count_all + rework_count_all) / NULLIF(SUM(produced_count_all), 0) AS coverage,
    CASE WHEN SUM(produced_count_all) = 0 THEN 'no-production' WHEN SUM(good_count_all + scrap_count_all + rework_count_all) = 0 THEN 'no-labels' END AS reason
FROM kpi_component
GROUP BY grain
