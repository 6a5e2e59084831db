WITH declared AS (
    SELECT
        machine_id,
        NULL::VARCHAR AS tool_id,
        NULL::VARCHAR AS part_id,
        DATE '0001-01-01' AS valid_from,
        CAST(ROUND(ideal_cycle_s * 1000000) AS BIGINT) AS cycle_us,
        'standard' AS basis
    FROM machine
    WHERE ideal_cycle_s IS NOT NULL
    UNION ALL
    SELECT machine_id, tool_id, part_id, COALESCE(valid_from, DATE '0001-01-01'), cycle_us, basis
    FROM reference_cycle
),

made AS (
    SELECT DISTINCT machine_id, tool_id, part_id FROM run
),

fitting AS (
    SELECT m.machine_id, m.tool_id, m.part_id, d.* EXCLUDE (machine_id, tool_id, part_id),
        -- An engineering standard goes before what was best shown; the closer to tool and part the better (domain.md 2.3).
        (d.basis = 'standard', d.tool_id IS NOT NULL, d.part_id IS NOT NULL, d.valid_from) AS preference
    FROM made AS m
    INNER JOIN declared AS d
        ON d.machine_id = m.machine_id
        AND (d.tool_id IS NULL OR d.tool_id = m.tool_id) AND (d.part_id IS NULL OR d.part_id = m.part_id)
),

moment AS (
    SELECT DISTINCT machine_id, tool_id, part_id, valid_from FROM fitting
)

SELECT
    m.machine_id,
    m.tool_id,
    m.part_id,
    m.valid_from,
    LEAD(m.valid_from, 1, DATE '9999-12-31') OVER (
        PARTITION BY m.machine_id, m.tool_id, m.part_id ORDER BY m.valid_from
    ) AS valid_until,
    ARG_MAX(f.cycle_us, f.preference) AS cycle_us,
    ARG_MAX(f.basis, f.preference) AS basis
FROM moment AS m
INNER JOIN fitting AS f
    ON f.machine_id = m.machine_id AND f.valid_from <= m.valid_from
    AND f.tool_id IS NOT DISTINCT FROM m.tool_id AND f.part_id IS NOT DISTINCT FROM m.part_id
GROUP BY m.machine_id, m.tool_id, m.part_id, m.valid_from
