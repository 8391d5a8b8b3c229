"""What is stored of a fault of the program."""

from __future__ import annotations

import traceback
from pathlib import Path


def where(fault: Exception) -> str:
    """A fault's type, file and line. Its text is left out, as it may hold what somebody wrote."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} ({Path(last.filename).name}:{last.lineno})"
