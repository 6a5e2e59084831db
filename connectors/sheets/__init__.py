"""Sheets that people keep (작업일보, 불량일지, 비가동일지, hardness sheets) turned into plain long tables."""

from connectors.sheets.unpivot import PER_FILE, Sheet, unpivot

__all__ = ["PER_FILE", "Sheet", "unpivot"]
