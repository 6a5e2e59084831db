WITH shot AS (
    SELECT
        *,
        -- Whole nanometres: sums of integers do not depend on the order in which they are added.
        CAST(ROUND(cushion_mm * 1000000) AS HUGEINT) AS size_nm
    FROM kpi_process
    WHERE NOT is_trial
),

alike AS (
    SELECT
        grain,
        COUNT(*) AS run_count,
        COUNT(size_nm) AS n,
        SUM(size_nm) AS sum_nm,
        SUM(size_nm * size_nm) AS sum_nm2,
        BOOL_OR(kind = 'injection') AS is_expected
    FROM shot
    GROUP BY grain, machine_id, tool_id, part_id
)

SELECT
    grain,
    SQRT(SUM(CASE WHEN n > 1 THEN (n * sum_nm2 - sum_nm * sum_nm) / n END ORDER BY n, sum_nm, sum_nm2)
        / SUM(CASE WHEN n > 1 THEN n - 1 END)) / 1000000 AS value,
    CAST(SUM(n) AS BIGINT) AS n,
    SUM(n) / SUM(run_count) AS coverage,
    CASE WHEN SUM(n) = 0 THEN 'no-cushion' WHEN MAX(n) < 2 THEN 'too-few-runs' END AS reason
FROM alike
GROUP BY grain
HAVING SUM(n) > 0 OR BOOL_OR(is_expected)
