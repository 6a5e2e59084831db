SELECT
    grain,
    'micro_stop' AS subject,
    SUM(micro_stop_count) AS value,
    SUM(micro_stop_count) AS numerator,
    SUM(classified_count) AS n
FROM kpi_component
GROUP BY grain
HAVING SUM(classified_count) > 0
UNION ALL BY NAME
SELECT
    grain,
    'stop' AS subject,
    SUM(stop_count) AS value,
    SUM(stop_count) AS numerator,
    SUM(classified_count) AS n
FROM kpi_component
GROUP BY grain
HAVING SUM(classified_count) > 0
UNION ALL BY NAME
SELECT
    grain,
    'unknown' AS subject,
    SUM(unknown_count) AS value,
    SUM(unknown_count) AS numerator,
    SUM(classified_count) AS n
FROM kpi_component
GROUP BY grain
HAVING SUM(classified_count) > 0
UNION ALL BY NAME
SELECT
    grain,
    NULL AS subject,
    0 AS n,
    'no-reference-cycle' AS reason
FROM kpi_component
GROUP BY grain
HAVING SUM(classified_count) = 0
UNION ALL BY NAME
SELECT
    grain,
    reason_code AS subject,
    SUM(stop_count) AS value,
    SUM(stop_count) AS numerator,
    SUM(stop_count) AS n,
    SUM(timed_count) / NULLIF(SUM(stop_count), 0) AS coverage
FROM kpi_stop
GROUP BY grain, reason_code
