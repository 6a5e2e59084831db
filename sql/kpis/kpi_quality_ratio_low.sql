SELECT
    grain,
    SUM(good_count) / NULLIF(SUM(produced_count), 0) AS value,
    SUM(good_count) AS numerator,
    SUM(produced_count) AS denominator,
    SUM(produced_count) AS n,
    SUM(good_count + scrap_count + rework_count) / NULLIF(SUM(produced_count), 0) AS coverage,
    CASE WHEN SUM(produced_count) = 0 THEN 'no-production' END AS reason
FROM kpi_component
GROUP BY grain
