"""What is stored of a fault of the program's own."""

from __future__ import annotations

import traceback
from pathlib import Path


def where(fault: Exception) -> str:
    """What a fault is and where it was raised; not its text, which may hold what somebody wrote."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} ({Path(last.filename).name}:{last.lineno})"
