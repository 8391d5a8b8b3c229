"""What a bot that was killed holds, shows and told of comments that rules found something in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.recovery_record import Said
from benchmarks.recovery_rules import BANNED, CLOSED, MODERATORS, SUSPECT
from benchmarks.recovery_stored import Stored
from sandbox.server import Sandbox

_FOUND = {BANNED: "banned words", SUSPECT: "suspect words"}
"""Which rule finds a word."""
_ABOUT = re.compile(r"[a-z]\d+")
_AUDITED = {"approved": "restore", "hidden": "hide"}
"""What the audit calls a decision."""


@dataclass
class Holding:
    """How much was held and what came of it, and every difference that was found, in words."""

    held: int = 0
    approved: int = 0
    hidden: int = 0
    letters: int = 0
    held_lost: list[str] = field(default_factory=list)
    left_standing: list[str] = field(default_factory=list)
    shown_wrongly: list[str] = field(default_factory=list)
    letters_wrong: list[str] = field(default_factory=list)
    notices_wrong: list[str] = field(default_factory=list)
    audit_wrong: list[str] = field(default_factory=list)

    def differences(self) -> Iterator[str]:
        """All of them."""
        yield from (*self.held_lost, *self.left_standing, *self.shown_wrongly)
        yield from (*self.letters_wrong, *self.notices_wrong, *self.audit_wrong)

    def figures(self) -> dict[str, int]:
        """What ``--json`` prints of it."""
        counts = {name: getattr(self, name) for name in ("held", "approved", "hidden", "letters")}
        wrong = ("held_lost", "left_standing", "shown_wrongly", "letters_wrong", "notices_wrong")
        return counts | {name: len(getattr(self, name)) for name in (*wrong, "audit_wrong")}


def judge(stored: Stored, said: Mapping[int, Said], sandbox: Sandbox) -> Holding:
    """Compare everything about what is held."""
    found = Holding(
        held=len(stored.held | stored.decisions.keys()),
        approved=sum(kind == "approved" for kind in stored.decisions.values()),
        hidden=sum(kind == "hidden" for kind in stored.decisions.values()),
    )
    standing = {int(one) for messages in sandbox.world.messages.values() for one in messages}
    for source_id, row in stored.comments.items():
        if row["status"] == "deleted":
            continue
        found.held_lost += _lost(stored, row, said.get(source_id))
        if row["status"] == "hidden" and source_id in standing:
            found.left_standing.append(f"the message of {row['text']!r}, which is hidden")
        if row["status"] == "visible" and row["origin"] == "thread":
            found.shown_wrongly += _shown(stored, row, standing)
    found.letters_wrong += _letters(stored, sandbox, found)
    found.notices_wrong += _notices(stored, sandbox)
    found.audit_wrong += _audit(stored)
    return found


def unfinished(stored: Stored) -> Iterator[str]:
    """What the bot has yet to do about what is held."""
    yield from (f"deletion of {one}" for one in stored.unsettled)
    yield from (f"notice of {row['comment_id']}" for row in stored.notices if row["outstanding"])
    yield from (f"letter about {one}" for one, state in stored.letters.items() if state == "owed")
    hidden = {row["id"] for row in stored.comments.values() if row["status"] in ("hidden", "deleted")}
    yield from (
        f"message {row['message_id']} to be taken down"
        for row in stored.appearances
        if row["comment_id"] in hidden and row["status"] == "shown"
    )


def _lost(stored: Stored, row: Any, said: Said | None) -> Iterator[str]:
    """What is wrong with how a comment is kept."""
    text, decided = row["text"], stored.decisions.get(row["id"])
    hits = stored.hits.get(row["id"], set())
    for word, rule in _FOUND.items():
        if word in text and rule not in hits:
            yield f"the rule of {rule} did not find {text!r}"
    if row["status"] == "hidden" and row["id"] not in stored.held and decided != "hidden":
        yield f"{text!r} is hidden, waits for nobody and was not decided on"
    if row["status"] == "visible" and BANNED in text and decided != "approved":
        yield f"{text!r} is {row['status']} and was not approved"
    if said is None or (row["status"] == "visible" and not said.taken):
        return
    copies = stored.copies.get(row["id"], {})
    for name in said.files:
        if copies.get(name) != said.texts[0].split()[0].encode():
            yield f"{name} of {text!r} is kept as {copies.get(name)!r}"


def _shown(stored: Stored, row: Any, standing: set[int]) -> Iterator[str]:
    """Where what was said in a thread is not shown there once, by its message or by a mirror."""
    thread = stored.posts[row["post_id"]]["thread_id"]
    mirrors = sum(
        one["comment_id"] == row["id"] and one["channel_id"] == thread and one["kind"] == "mirror"
        for one in stored.appearances
    )
    if (count := mirrors + (row["source_id"] in standing)) != 1:
        yield f"{row['text']!r} is shown {count} times in its own thread"


def _letters(stored: Stored, sandbox: Sandbox, found: Holding) -> Iterator[str]:
    """Letters that authors got twice, or not at all while their comment waits."""
    world = sandbox.world
    sent = Counter(_about(message.data) for one in world.direct for message in world.messages[one].values())
    found.letters = sent.total()
    yield from (f"{count} letters {about}" for about, count in sent.items() if count > 1)
    closed = int(sandbox.member(CLOSED).id)
    for row in stored.comments.values():
        state = stored.letters.get(row["id"])
        count = sent[f"w{row['source_id']}"]
        if row["id"] in stored.held and row["origin"] != "dialog":
            wanted = "closed" if row["author_id"] == closed else "sent"
            if state != wanted:
                yield f"the author of {row['text']!r}, which waits: {state}, not {wanted}"
        if count != (state == "sent") and row["status"] != "deleted":
            yield f"{count} letters about {row['text']!r}, which counts as {state}"


def _about(message: Any) -> str:
    """What a letter or notice is about, as its nonce tells: the kind and the comment."""
    told = _ABOUT.match(str(message.get("nonce", "")))
    return told[0] if told else ""


def _notices(stored: Stored, sandbox: Sandbox) -> Iterator[str]:
    """Notices that moderators got twice, or not at all of what waits or was reported."""
    world = sandbox.world
    messages = world.messages[world.channel_named(MODERATORS)["id"]]
    sent = Counter(_about(one.data) for one in messages.values() if one.author_id == world.bot.id)
    yield from (f"{count} notices {about}" for about, count in sent.items() if about and count > 1)
    told = {(row["comment_id"], row["kind"]): str(row["message_id"]) for row in stored.notices}
    for row in stored.comments.values():
        if not row["text"] or not stored.hits.get(row["id"]):
            continue
        notice = messages.get(told.get((row["id"], "report"), ""))
        if notice is None:
            yield f"no notice of {row['text']!r}"
        elif row["text"].split()[0] not in json.dumps(notice.data["components"]):
            yield f"the notice of {row['text']!r} does not show it"


def _audit(stored: Stored) -> Iterator[str]:
    """Decisions that the audit does not tell of, or whose outcome it does not tell."""
    for comment_id, kind in stored.decisions.items():
        rows = [
            row for row in stored.audit if (row["target_id"], row["action"]) == (comment_id, _AUDITED[kind])
        ]
        if not rows:
            yield f"the audit does not tell that {comment_id} was {kind}"
        elif rows[-1]["succeeded"] is None:
            yield f"the audit does not tell what came of it that {comment_id} was {kind}"
