"""What can be done with models, apart from what does it: the parser needs only the names."""

from __future__ import annotations

from enum import StrEnum


class ModelsAction(StrEnum):
    """What is to be done with the models."""

    INSTALL = "install"
    LIST = "list"
    REMOVE = "remove"
    VERIFY = "verify"
