"""Physics of the processes as plain functions on arrays (domain.md section 4).

All take numbers or arrays of equal shape in the units that their names say, and give NaN where an input is missing or makes no sense:
a channel whose unit is not confirmed must never reach them (docs/decisions/0002).
"""
