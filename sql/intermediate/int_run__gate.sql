WITH made AS (
    SELECT DISTINCT machine_id, tool_id FROM run
),

fitting AS (
    SELECT m.machine_id, m.tool_id, g.valid_from, g.plunger_mm, g.gate_mm2,
        (g.tool_id IS NOT NULL, g.valid_from) AS preference
    FROM made AS m
    INNER JOIN gate AS g ON g.machine_id = m.machine_id AND (g.tool_id IS NULL OR g.tool_id = m.tool_id)
),

moment AS (
    SELECT DISTINCT machine_id, tool_id, valid_from FROM fitting
)

SELECT
    m.machine_id,
    m.tool_id,
    m.valid_from,
    LEAD(m.valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY m.machine_id, m.tool_id ORDER BY m.valid_from)
        AS valid_until,
    ARG_MAX(f.plunger_mm, f.preference) AS plunger_mm,
    ARG_MAX(f.gate_mm2, f.preference) AS gate_mm2
FROM moment AS m
INNER JOIN fitting AS f
    ON f.machine_id = m.machine_id AND f.valid_from <= m.valid_from AND f.tool_id IS NOT DISTINCT FROM m.tool_id
GROUP BY m.machine_id, m.tool_id, m.valid_from
