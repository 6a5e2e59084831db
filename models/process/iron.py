"""Cast iron: carbon equivalents; which formula was used is part of the result's name (domain.md section 4.2)."""

import numpy as np
from numpy.typing import ArrayLike

from models.robust import Floats


def ce_pct(carbon: ArrayLike, silicon: ArrayLike, phosphorus: ArrayLike) -> Floats:
    """Return CE = C + (Si + P) / 3, all in mass per cent."""
    c, si, p = (np.asarray(each, dtype=np.float64) for each in (carbon, silicon, phosphorus))
    return c + (si + p) / 3


def cel_pct(carbon: ArrayLike, silicon: ArrayLike, phosphorus: ArrayLike) -> Floats:
    """Return the equivalent of the liquidus CEL = C + Si / 4 + P / 2, all in mass per cent."""
    c, si, p = (np.asarray(each, dtype=np.float64) for each in (carbon, silicon, phosphorus))
    return c + si / 4 + p / 2
