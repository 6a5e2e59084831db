"""Injection-molding firm: cycles of two parts each, downtime log (domain.md section 4.4)."""

from sample_data.molding.firm import simulate

__all__ = ["simulate"]
