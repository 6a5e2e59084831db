SELECT
    grain,
    SUM(rework_count) / NULLIF(SUM(good_count + scrap_count + rework_count), 0) AS value,
    SUM(rework_count) AS numerator,
    SUM(good_count + scrap_count + rework_count) AS denominator,
    SUM(good_count + scrap_count + rework_count) AS n,
    SUM(good_count + scrap_count + rework_count) / NULLIF(SUM(produced_count), 0) AS coverage,
    CASE WHEN SUM(produced_count) = 0 THEN 'no-production' WHEN SUM(good_count + scrap_count + rework_count) = 0 THEN 'no-labels' END AS reason
FROM kpi_component
GROUP BY grain
