SELECT
    CAST(to_json(map_from_entries(list_transform(
        list_filter(
            [
                {'by': 'line', 'name': 'line_id', 'text': line_id},
                {'by': 'machine', 'name': 'machine_id', 'text': machine_id},
                {'by': 'tool', 'name': 'tool_id', 'text': tool_id},
                {'by': 'part', 'name': 'part_id', 'text': part_id},
                {'by': 'day', 'name': 'work_date', 'text': strftime(work_date, '%Y-%m-%d')},
                {'by': 'week', 'name': 'period', 'text': strftime(work_date, '%G-W%V')},
                {'by': 'month', 'name': 'period', 'text': strftime(work_date, '%Y-%m')},
                {'by': 'shift', 'name': 'shift', 'text': shift}
            ],
            lambda entry: list_contains(CAST($by AS VARCHAR[]), entry.by)
        ),
        lambda entry: {'name': entry.name, 'text': entry.text}
    ))) AS VARCHAR) AS grain,
    *
FROM kpi_source
WHERE (CAST($line_id AS VARCHAR) IS NULL OR line_id = $line_id)
    AND (CAST($machine_id AS VARCHAR) IS NULL OR machine_id = $machine_id)
    AND (CAST($from_date AS DATE) IS NULL OR work_date >= $from_date)
    AND (CAST($to_date AS DATE) IS NULL OR work_date <= $to_date)
