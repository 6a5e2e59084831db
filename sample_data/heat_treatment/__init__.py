"""Heat-treatment firm: recorder files of a furnace, lots with hardness (domain.md section 4.3)."""

from sample_data.heat_treatment.firm import simulate

__all__ = ["simulate"]
