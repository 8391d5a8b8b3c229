"""What was said in a sandbox, as its record tells it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.recovery_rules import BANNED

_TAG = re.compile(r"^[cn]\d{6}")
_SUBMITTED = 5
"""The type of an interaction that sends a dialog."""


@dataclass
class Said:
    """A member's message as the sandbox's record tells it: every text it had, its files, when it was edited
    last, when it went, and whether its author deleted it or somebody else took it down.
    """

    id: int
    author: str
    channel: str
    texts: list[str]
    answers: int | None
    files: tuple[str, ...] = ()
    edited_at: datetime | None = None
    gone_at: datetime | None = None
    deleted: bool = False
    taken: bool = False

    @property
    def may_be_held(self) -> bool:
        """Whether it had at some time a word that it is held for."""
        return any(BANNED in text for text in self.texts)


def said_in(record: Path) -> dict[int, Said]:
    """The tagged messages of members, by id."""
    said: dict[int, Said] = {}
    for line in record.read_text("utf-8").splitlines():
        told = json.loads(line)
        if told["what"] == "deletion":
            for one in told["ids"]:
                if gone := said.get(int(one)):
                    by_author = told["by"] == gone.author
                    gone.deleted, gone.taken = by_author, not by_author
                    gone.gone_at = datetime.fromisoformat(told["at"])
        elif told["what"] in ("message", "edit") and not told["author"]["bot"] and not told.get("webhook_id"):
            message_id, text = int(told["id"]), told["content"]
            if message_id in said:
                if said[message_id].texts[-1] != text:
                    said[message_id].texts.append(text)
                    said[message_id].edited_at = datetime.fromisoformat(told["at"])
            elif _TAG.match(text):
                reference = told.get("message_reference") or {}
                answers = int(reference["message_id"]) if reference.get("message_id") else None
                its = (told["author"]["id"], told["channel_id"], [text], answers)
                said[message_id] = Said(
                    message_id, *its, tuple(one["filename"] for one in told["attachments"])
                )
    return said


def dialogs_in(record: Path) -> set[int]:
    """The interactions that sent a dialog."""
    told = (json.loads(line) for line in record.read_text("utf-8").splitlines())
    return {int(one["id"]) for one in told if one["what"] == "interaction" and one["type"] == _SUBMITTED}
