SELECT
    grain,
    defect_code AS subject,
    SUM(defect_count) AS value,
    SUM(defect_count) AS numerator,
    SUM(defect_count) AS n
FROM kpi_defect
GROUP BY grain, defect_code
HAVING SUM(defect_count) > 0
