WITH word AS (
    -- Words of a stop reason that say more than "the machine stood": no order is down time, a change of tool is setup.
    SELECT UNNEST(['무작업', '물량없음', '오더없음', '계획없음', '비가동계획', 'no order', 'no demand']) AS word, 'down' AS element
    UNION ALL
    SELECT UNNEST(['금형교환', '금형교체', '준비교체', '모델교체', '형교환', '셋업', 'setup', 'changeover', 'tool change']), 'setup'
),

reason AS (
    SELECT DISTINCT reason_code FROM stg_event WHERE reason_code IS NOT NULL
)

SELECT r.reason_code, MIN(w.element) AS element
FROM reason AS r
INNER JOIN word AS w
    ON contains(replace(lower(r.reason_code), ' ', ''), replace(w.word, ' ', ''))
GROUP BY r.reason_code
