"""Die-casting firm: shots, late inspection, daily sheet (domain.md section 4.1)."""

from sample_data.casting.firm import simulate

__all__ = ["simulate"]
