WITH judged AS (
    SELECT
        kpi,
        grain,
        subject,
        mode,
        numerator,
        denominator,
        n,
        coverage,
        reason,
        is_ratio,
        -- Below one half the labels that are there say nothing about those that are not (domain.md 1.6).
        CASE WHEN NOT (is_ratio AND coverage < 0.5) THEN value END AS value,
        COALESCE(coverage < 0.95, FALSE) AS provisional,
        -- A count is what it is; ratios and quantiles of a few runs say little.
        n < 30 AND (is_ratio OR numerator IS NULL) AS is_small
    FROM kpi_value
),

interval AS (
    SELECT
        *,
        CASE WHEN is_ratio AND value IS NOT NULL THEN 1.959963984540054 END AS z,
        numerator / denominator AS p
    FROM judged
),

wilson AS (
    SELECT
        *,
        1 + z * z / denominator AS scale,
        p + z * z / (2 * denominator) AS centre,
        z * SQRT(p * (1 - p) / denominator + z * z / (4 * denominator * denominator)) AS reach
    FROM interval
)

SELECT
    kpi,
    grain,
    subject,
    mode,
    value,
    numerator,
    denominator,
    CASE WHEN numerator = 0 THEN 0 * z ELSE (centre - reach) / scale END AS ci_low,
    CASE WHEN numerator = denominator THEN 1 + 0 * z ELSE (centre + reach) / scale END AS ci_high,
    n,
    coverage,
    CASE
        WHEN value IS NULL THEN 'D'
        WHEN provisional OR reason <> '' THEN 'C'
        WHEN is_small THEN 'B'
        ELSE 'A'
    END AS grade,
    list_filter(
        string_split(COALESCE(reason, ''), ',') || [
            CASE WHEN is_ratio AND coverage < 0.5 THEN 'low-coverage' WHEN provisional THEN 'provisional' END,
            CASE WHEN value IS NOT NULL AND is_small THEN 'small-sample' END
        ],
        lambda text: text <> ''
    ) AS reasons,
    provisional
FROM wilson
ORDER BY kpi, grain, subject NULLS FIRST, mode NULLS FIRST
