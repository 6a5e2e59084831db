"""KPI relations: one bare SELECT and one description per relation."""

DISTRIBUTION = "ppuri"
