WITH spent AS (
    SELECT
        machine_id,
        month,
        work_date,
        shift,
        tool_id,
        part_id,
        SUM(planned_us) AS planned_us,
        SUM(overtime_us) AS overtime_us,
        SUM(CASE WHEN NOT is_trial THEN busy_us ELSE 0 END) AS run_us,
        -- Trial shots belong to the setup (domain.md 2.5).
        SUM(CASE WHEN is_trial THEN busy_us ELSE 0 END + CASE WHEN lost_class = 'setup' THEN lost_us ELSE 0 END) AS setup_us,
        SUM(CASE WHEN lost_class = 'micro_stop' THEN lost_us ELSE 0 END) AS micro_stop_us,
        SUM(CASE WHEN lost_class = 'stop' THEN lost_us ELSE 0 END) AS stop_us,
        SUM(CASE WHEN lost_class = 'down' THEN lost_us ELSE 0 END) AS down_us,
        SUM(CASE WHEN lost_class = 'unknown' THEN lost_us ELSE 0 END) AS unknown_us
    FROM int_run__time
    GROUP BY ALL
),

failed AS (
    -- A failure counts where its time begins; a gap cut by a break is one.
    SELECT
        machine_id,
        month,
        ARG_MIN(work_date, from_us) AS work_date,
        ARG_MIN(COALESCE(shift, ''), from_us) AS shift_text,
        ANY_VALUE(tool_id) AS tool_id,
        ANY_VALUE(part_id) AS part_id,
        SUM(lost_us) AS repair_us
    FROM int_run__time
    WHERE lost_class = 'stop'
    GROUP BY machine_id, month, run_no
),

failure AS (
    SELECT
        machine_id,
        month,
        work_date,
        NULLIF(shift_text, '') AS shift,
        tool_id,
        part_id,
        COUNT(*) AS failure_count,
        SUM(repair_us) AS repair_us
    FROM failed
    GROUP BY ALL
),

chained AS (
    SELECT
        machine_id,
        month,
        work_date,
        shift,
        tool_id,
        part_id,
        SUM(overlap_us) AS overlap_us,
        SUM(worked_us) AS worked_us,
        COUNT(*) AS timed_count,
        COUNT(reference_cycle_us) AS referenced_count
    FROM int_run__chain
    GROUP BY ALL
),

piece AS (
    SELECT
        j.machine_id,
        j.month,
        j.work_date,
        j.shift,
        j.tool_id,
        j.part_id,
        j.result,
        -- One reference cycle per run, shared among its pieces.
        CAST(
            f.cycle_us * COUNT(*) FILTER (j.piece_no = 1) OVER w * j.piece_count
            // NULLIF(SUM(j.piece_count) OVER w, 0) AS BIGINT
        ) AS ideal_us
    FROM int_run__judged AS j
    INNER JOIN int_run__reference AS f
        ON f.machine_id = j.machine_id AND j.work_date >= f.valid_from AND j.work_date < f.valid_until
        AND f.tool_id IS NOT DISTINCT FROM j.tool_id AND f.part_id IS NOT DISTINCT FROM j.part_id
    WHERE NOT j.is_trial AND j.ended_ts IS NOT NULL AND j.time_basis IS DISTINCT FROM 'order'
    WINDOW w AS (PARTITION BY j.machine_id, j.source_id, j.ended_ts, j.cycle_counter)
),

ideal AS (
    SELECT
        machine_id,
        month,
        work_date,
        shift,
        tool_id,
        part_id,
        SUM(ideal_us) AS ideal_us,
        SUM(CASE WHEN result IS NOT NULL THEN ideal_us ELSE 0 END) AS ideal_judged_us,
        SUM(CASE WHEN result = 'good' THEN ideal_us ELSE 0 END) AS ideal_good_us
    FROM piece
    GROUP BY ALL
),

part AS (
    FROM spent
    UNION ALL BY NAME
    FROM failure
    UNION ALL BY NAME
    FROM chained
    UNION ALL BY NAME
    FROM ideal
)

SELECT
    machine_id,
    month,
    work_date,
    shift,
    tool_id,
    part_id,
    CAST(COALESCE(SUM(COLUMNS(lambda c: c LIKE '%\_us' ESCAPE '\' OR c LIKE '%\_count' ESCAPE '\')), 0) AS BIGINT)
FROM part
GROUP BY machine_id, month, work_date, shift, tool_id, part_id
ORDER BY machine_id, month, work_date, shift, tool_id, part_id
