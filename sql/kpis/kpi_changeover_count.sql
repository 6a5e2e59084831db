SELECT
    grain,
    SUM(changeover_count) AS value,
    SUM(changeover_count) AS numerator,
    SUM(run_count) AS n
FROM kpi_component
GROUP BY grain
