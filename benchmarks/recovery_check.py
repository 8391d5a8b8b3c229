"""Compares what a bot stored with what the sandbox wrote down, and with what stands in its rooms."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import recovery_holding
from benchmarks.recovery_holding import Holding
from benchmarks.recovery_record import Said, dialogs_in, said_in
from benchmarks.recovery_stored import Stored
from benchmarks.recovery_translations import Standing, outlived, wrongly_shown
from bot.database.place import Place
from bot.domain.discussion import MARKS
from sandbox.server import Sandbox

AT_ONCE = timedelta(seconds=1)
"""How soon after it was edited a message may be taken down by a bot that has not heard of that yet."""
_TEXT, _BOX = 10, 17
"""Types of components: a text, and what a translation stands in."""


@dataclass
class Verdict:
    """Every difference that was found, in words."""

    comments: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    cards_doubled: list[str] = field(default_factory=list)
    mirrors_wrong: list[str] = field(default_factory=list)
    translated: int = 0
    translations_wrong: list[str] = field(default_factory=list)
    holding: Holding = field(default_factory=Holding)
    unfinished: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong, and nothing is left to be done."""
        return not [*self.differences(), *self.unfinished]

    def differences(self) -> Iterator[str]:
        """All of them."""
        yield from (*self.lost, *self.doubled, *self.cards_doubled)
        yield from (*self.mirrors_wrong, *self.translations_wrong)
        yield from self.holding.differences()


class Checker:
    """Judges one sandbox and the database of its bot."""

    def __init__(self, sandbox: Sandbox, record: Path, database: Place) -> None:
        self._sandbox = sandbox
        self._record = record
        self._database = database
        self._committed: set[int] = set()
        self._kills: list[datetime] = []
        self._being_taken_down: set[int] = set()
        self._ready: list[tuple[int, set[int]]] = []

    def look(self, since: int) -> int:
        """After a kill: remember what was committed; gives how much of what was said after ``since`` was not,
        and how much else the bot had promised.
        """
        stored = Stored(self._database)
        self._kills.append(self._sandbox.clock.now())
        self._committed |= set(stored.comments)
        self._being_taken_down |= stored.being_taken_down
        ready = {one["id"] for one in stored.posts.values() if one["status"] == "posted"}
        self._ready.append((int(self._sandbox.clock.snowflake()), ready))
        unseen = [
            one
            for one in said_in(self._record).values()
            if one.id > since and one.texts[0][0] == "c" and not one.deleted and one.id not in stored.comments
        ]
        return len(unseen) + len(stored.pending)

    def unfinished(self) -> list[str]:
        """What the bot has yet to do."""
        return _unfinished(Stored(self._database))

    def verdict(
        self,
        acknowledged: Collection[str],
        posted: Collection[tuple[str, str]],
        asked: Collection[tuple[str, str]],
    ) -> Verdict:
        """Compare everything.

        Args:
            acknowledged: the texts of dialogs that the bot confirmed.
            posted: headline and room of the cards it confirmed.
            asked: headline and room of all it was asked for.
        """
        stored, said = Stored(self._database), said_in(self._record)
        verdict = Verdict(comments=len(stored.comments))
        verdict.unfinished += _unfinished(stored)
        verdict.lost += self._lost(stored, said, acknowledged)
        verdict.lost += _orphans(stored, said)
        verdict.doubled += self._doubled(stored, said)
        self._cards(stored, posted, asked, verdict)
        verdict.mirrors_wrong += self._mirrors(stored)
        self._translations(stored, verdict)
        verdict.holding = recovery_holding.judge(stored, said, self._sandbox)
        return verdict

    def _lost(self, stored: Stored, said: dict[int, Said], acknowledged: Collection[str]) -> Iterator[str]:
        for one in said.values():
            row = stored.comments.get(one.id)
            if one.texts[0][0] == "n":
                continue
            if one.deleted:
                erased = row is None or (row["status"] == "deleted" and not row["text"])
                # Killed with its own request under way, the bot may take its author's deletion for its own.
                if not erased and one.id not in self._being_taken_down:
                    yield f"{one.texts[-1]} was deleted and is {row['status']}"
            elif row is None:
                yield f"{one.texts[-1]} is not stored"
            elif row["text"] not in self._last_texts(one):
                yield f"{one.texts[-1]} is stored as {row['text']!r}"
            elif row["status"] != "visible" and not one.may_be_held:
                yield f"{one.texts[-1]} is stored as {row['text']!r}, {row['status']}"
        yield from (f"committed {one} is gone" for one in self._committed - set(stored.comments))
        texts = {row["text"] for row in stored.comments.values()}
        yield from (
            f"{text} was acknowledged and is not stored" for text in acknowledged if text not in texts
        )

    def _last_texts(self, one: Said) -> list[str]:
        """What may be stored of a message: its last text. Of one that was edited and taken down at once by a
        bot that was killed then, the last but one too: nothing holds the last any more.
        """
        edited, gone = one.edited_at, one.gone_at
        at_once = one.taken and edited and gone and gone - edited < AT_ONCE
        if at_once and any(edited <= killed <= gone + AT_ONCE for killed in self._kills):
            return one.texts[-2:]
        return one.texts[-1:]

    def _doubled(self, stored: Stored, said: dict[int, Said]) -> Iterator[str]:
        known = {one.id for one in said.values() if one.texts[0][0] == "c"} | dialogs_in(self._record)
        yield from (
            f"{row['text']!r} was never said" for one, row in stored.comments.items() if one not in known
        )
        tags = Counter(row["text"].split()[0] for row in stored.comments.values() if row["text"])
        yield from (f"{tag} is stored {count} times" for tag, count in tags.items() if count > 1)
        revisions = Counter((source, text) for source, text in stored.revisions)
        for (source, text), count in revisions.items():
            if count > 1 or (source in said and text not in said[source].texts[:-1]):
                yield f"revision {text!r} of {source}, {count} times"

    def _cards(
        self,
        stored: Stored,
        posted: Collection[tuple[str, str]],
        asked: Collection[tuple[str, str]],
        verdict: Verdict,
    ) -> None:
        world = self._sandbox.world
        for headline, room in asked:
            messages = world.messages.get(world.channel_named(room)["id"], {}).values()
            count = sum(
                one.author_id == world.bot.id and headline in json.dumps(one.data["components"])
                for one in messages
            )
            if count > 1:
                verdict.cards_doubled.append(f"{count} cards of {headline!r} in {room}")
            if not count and (headline, room) in posted:
                verdict.lost.append(f"the card of {headline!r} in {room}")
        for post in stored.posts.values():
            message_id = str(post["message_id"])
            if post["status"] == "posted" and message_id not in world.messages.get(
                str(post["channel_id"]), {}
            ):
                verdict.lost.append(f"the card of post {post['id']}")

    def _mirrors(self, stored: Stored) -> Iterator[str]:
        by_mark: dict[int, list[Any]] = defaultdict(list)  # two comments may have the same
        for source_id, row in stored.comments.items():
            by_mark[1 + source_id % MARKS].append(row)
        for post in stored.posts.values():
            shown: Counter[int] = Counter()
            last: dict[int, int] = defaultdict(int)
            for mark, text, _ in self._standing(str(post["thread_id"])):
                marked = by_mark[mark]
                comment = _said_there(marked, text) or (marked[0] if marked else None)
                if comment is None or comment["status"] != "visible":
                    yield f"a mirror of {mark}, which is not there, in {post['thread_id']}"
                    continue
                if comment["text"] not in text:
                    yield f"the mirror of {comment['text']!r} says {text!r}"
                if stored.decisions.get(comment["id"]) != "approved":  # it came back later
                    if comment["source_id"] < last[comment["post_id"]]:
                        yield f"the mirror of {comment['text']!r} stands after a later one"
                    last[comment["post_id"]] = comment["source_id"]
                shown[comment["source_id"]] += 1
            yield from (
                f"{count} mirrors of {one} in {post['thread_id']}"
                for one, count in shown.items()
                if count > 1
            )
            yield from (
                f"no mirror of {one['text']!r} in {post['thread_id']}"
                for source_id, one in stored.comments.items()
                if source_id not in shown and self._belongs(one, post, stored)
            )

    def _translations(self, stored: Stored, verdict: Verdict) -> None:
        comments = list(stored.comments.values())
        verdict.translations_wrong += outlived(comments, stored.translations)
        for post in stored.posts.values():
            standing = self._standing(str(post["thread_id"]))
            verdict.translated += sum(made is not None for _, _, made in standing)
            verdict.translations_wrong += wrongly_shown(comments, post["language"], standing)

    def _standing(self, thread_id: str) -> list[Standing]:
        """The mirrors in a thread: the mark each carries as its first component's id, what it says, and its
        translation, if it shows one.
        """
        found = []
        for message in self._sandbox.world.messages.get(thread_id, {}).values():
            first = next(iter(message.data["components"]), {})
            if message.data["author"]["bot"] and first.get("type") == _TEXT:
                boxes = [one for one in message.data["components"] if one["type"] == _BOX]
                made = next((str(box["components"][0]["content"]) for box in boxes), None)
                found.append((int(message.id), int(first["id"]), str(first["content"]), made))
        return [(mark, text, made) for _, mark, text, made in sorted(found)]

    def _belongs(self, comment: Any, post: Any, stored: Stored) -> bool:
        """Whether a comment has to be shown in a post's thread by a mirror."""
        if comment["status"] != "visible" or comment["discussion_id"] != post["discussion_id"]:
            return False
        if comment["post_id"] == post["id"]:
            return bool(comment["origin"] in ("reply", "dialog"))
        since = next((moment for moment, ready in self._ready if post["id"] in ready), None)
        return bool(post["joined"]) and since is not None and comment["source_id"] > since


def _said_there(marked: Sequence[Any], text: str) -> Any:
    """The comment whose text a mirror shows, of those with its mark; None where it shows none of theirs."""
    return next((one for one in marked if one["text"] and one["text"] in text), None)


def _unfinished(stored: Stored) -> list[str]:
    owed = [f"translation of {row['comment_id']}" for row in stored.owed]
    gaps = [f"gap in {row['channel_id']}" for row in stored.gaps]
    return [*stored.pending, *owed, *gaps, *recovery_holding.unfinished(stored)]


def _orphans(stored: Stored, said: dict[int, Said]) -> Iterator[str]:
    """Answers that do not hang below what they answer."""
    for one in said.values():
        row = stored.comments.get(one.id)
        if row is None or one.deleted or one.answers is None:
            continue
        parent = stored.known.get(one.answers)
        if parent is not None and row["parent_id"] != parent:
            yield f"{row['text']!r} hangs below {row['parent_id']}, not {parent}"


def summary(verdict: Verdict, most: int = 20) -> Sequence[str]:
    """The first differences, for people."""
    return [*verdict.differences(), *(f"unfinished: {one}" for one in verdict.unfinished)][:most]
