"""Servers as years of use leave them: comments in a bot's database, cards and threads in a sandbox.

Texts are made of invented words, some of them as frequent as a language's commonest and most of them rare.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import Table, func, insert, select

from bot.database import search_index as words
from bot.database.engine import Connection, open_database
from bot.database.place import Place
from bot.database.schema import (
    appearance,
    article,
    comment,
    discussion,
    edition,
    edition_version,
    headline,
    post,
    summary_sentence,
)
from bot.discussion.stores import watermark_store as watermarks
from bot.domain.article import Provenance
from bot.domain.discussion import (
    AppearanceKind,
    AppearanceStatus,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    DiscussionStatus,
    PostStatus,
    RoomKind,
)
from bot.domain.events import first_snowflake, snowflake_time
from bot.domain.language import Language
from sandbox import messages, threads
from sandbox.drafts import LAYOUT, Draft
from sandbox.messages import Circumstances, of_user
from sandbox.server import Sandbox

SERVERS = 5
CHANNELS = 4
"""Of each server, in which its cards stand."""
PER_DISCUSSION = 50
"""Comments in each discussion, a third of them answers to others."""
_BEGAN = timedelta(days=730)
"""How long ago the first card was posted; the last comment was made a month ago."""
_ENDED = timedelta(days=30)
_WORDS = 20_000
_BATCH = 500
"""Discussions stored in one transaction."""


@dataclass(frozen=True, slots=True)
class Held:
    """One discussion: its card, whose id its thread has too, and when (as ids) its comments were made."""

    server_id: int
    channel_id: int
    card_id: int
    comments: tuple[int, ...]

    @property
    def name(self) -> str:
        """What the bot's database calls its article, its discussion and its card."""
        return f"{self.card_id:x}"[-16:]

    @property
    def last(self) -> int:
        """The last message of its thread."""
        return self.comments[-1]


class Speech:
    """Makes texts. ``common``, ``known`` and ``rare`` words stand in every second comment, in one of a
    hundred and in one of ten thousand, more or less.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        syllables = [first + second for first in "bcdfglmnprstv" for second in "aeiouáéíóú"]
        words: set[str] = set()
        while len(words) < _WORDS:
            words.add("".join(self._chance.choices(syllables, k=self._chance.randint(2, 4))))
        self._words = sorted(words)
        self._chance.shuffle(self._words)
        # Words of natural languages are about as frequent as their rank's inverse.
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(_WORDS)))

    @property
    def samples(self) -> dict[str, list[str]]:
        """Words to look for, by how frequent they are."""
        return {"common": self._words[:5], "known": self._words[100:120], "rare": self._words[8_000:8_040]}

    def text(self) -> str:
        """What somebody says: twenty words on average."""
        chosen = self._chance.choices(self._words, cum_weights=self._weights, k=self._chance.randint(5, 35))
        return " ".join(chosen).capitalize() + "."


def held(count: int, server_id: int, channels: Sequence[int], seed: int) -> list[Held]:
    """That many discussions of one server, from two years ago to a month ago."""
    chance = random.Random(seed)
    now = datetime.now(UTC)
    step = (_BEGAN - _ENDED) / count
    found = []
    for number in range(count):
        began = now - _BEGAN + number * step
        card_id = first_snowflake(began) + seed * 8
        moments = sorted(chance.sample(range(1, 3_600_000), PER_DISCUSSION))
        ids = tuple(first_snowflake(began + timedelta(milliseconds=one)) + seed * 8 + 1 for one in moments)
        found.append(Held(server_id, channels[number % len(channels)], card_id, ids))
    return found


def elsewhere(count: int) -> list[Held]:
    """That many discussions of servers that the bot is not in just now."""
    base = first_snowflake(datetime.now(UTC) - _BEGAN * 2)
    servers = SERVERS - 1
    found: list[Held] = []
    for server in range(servers):
        channels = [base + server * 100 + channel for channel in range(CHANNELS)]
        found += held(count // servers, base + server, channels, seed=server + 2)
    return found


def stand(sandbox: Sandbox, room: str, held: Sequence[Held], *, archived: bool) -> None:
    """Put the cards and threads of discussions into a sandbox, without what was said in them."""
    world = sandbox.world
    channel, bot = world.channel_named(room), world.bot
    for one in held:
        draft = Draft(components=[{"type": 10, "content": "A card"}], flags=LAYOUT)
        card = messages.create(
            world, channel, of_user(bot), draft, Circumstances(message_id=str(one.card_id))
        )
        thread = threads.start(world, bot, channel, {"name": f"Story {one.card_id}"}, card)
        world.messages[thread["id"]].clear()
        thread["last_message_id"] = str(one.last)
        thread["thread_metadata"]["archived"] = archived
        thread["thread_metadata"]["archive_timestamp"] = snowflake_time(one.last).isoformat()
    # What tells of new threads stands in the channel itself, and is none of what years leave.
    cards = {str(one.card_id) for one in held}
    for message in [one for one in world.messages[channel["id"]] if one not in cards]:
        del world.messages[channel["id"]][message]


async def store(place: Place, every: Sequence[Held], seed: int = 1) -> None:
    """Store discussions in a bot's database, which may hold others already."""
    speech = Speech(seed)
    database = await open_database(place)
    try:
        remaining = iter(every)
        while some := list(islice(remaining, _BATCH)):
            await database.write(_store, held=some, speech=speech)
    finally:
        await database.close()


Rows = dict[Table, list[dict[str, Any]]]
_NUMBERED = (article, edition, edition_version, discussion, post, comment)
_IN_ORDER = (article, headline, edition, edition_version, summary_sentence, *_NUMBERED[3:], appearance)


def _store(connection: Connection, held: Sequence[Held], speech: Speech) -> None:
    first = {one: _next_id(connection, one) for one in _NUMBERED}
    rows: Rows = {one: [] for one in _IN_ORDER}
    for at, one in enumerate(held):
        ids = {table: number + at for table, number in first.items()}
        ids[comment] = first[comment] + at * PER_DISCUSSION
        for part in (_article(ids, one, speech), _card(ids, one), _said(ids, one, speech)):
            for table, some in part.items():
                rows[table] += some
    for table, values in rows.items():
        connection.execute(insert(table), values)
    words.index(connection, [row["source_id"] for row in rows[comment]])
    watermarks.advance(connection, {one.card_id: one.last for one in held})


def _article(ids: dict[Table, int], held: Held, speech: Speech) -> Rows:
    story, made, title = {"article_id": ids[article]}, snowflake_time(held.card_id), speech.text()
    version = {
        "id": ids[edition_version],
        "edition_id": ids[edition],
        "number": 1,
        "digest": held.name,
        "read_at": made,
        "title": title,
        "authors": [],
        "complete": True,
        "blocks": [],
        "sentences": [title],
    }
    sentence = {"edition_version_id": ids[edition_version], "position": 0, "sentence": 0, "text": title}
    by = {"language": Language.EN, "provenance": Provenance.PUBLISHER}
    return {
        article: [{"id": ids[article], "public_id": held.name, "original": Language.EN, "created_at": made}],
        headline: [story | {"language": Language.ES, "title": speech.text()}],
        edition: [story | by | {"id": ids[edition]}],
        edition_version: [version],
        summary_sentence: [sentence],
    }


def _card(ids: dict[Table, int], held: Held) -> Rows:
    shared = {"public_id": held.name, "created_at": snowflake_time(held.card_id)}
    place = {
        "id": ids[discussion],
        "article_id": ids[article],
        "server_id": held.server_id,
        "status": DiscussionStatus.OPEN,
        "slowmode": 0,
    }
    card = {
        "id": ids[post],
        "discussion_id": ids[discussion],
        "channel_id": held.channel_id,
        "kind": RoomKind.CHANNEL,
        "status": PostStatus.POSTED,
        "language": Language.EN,
        "message_id": held.card_id,
        "thread_id": held.card_id,
        "joined": True,
        "created_by": 1,
    }
    return {discussion: [place | shared], post: [card | shared]}


def _said(ids: dict[Table, int], held: Held, speech: Speech) -> Rows:
    said = list(_comments(ids, held, speech))
    shown = [
        {
            "comment_id": row["id"],
            "post_id": row["post_id"],
            "channel_id": held.card_id,
            "message_id": row["source_id"],
            "kind": AppearanceKind.ORIGINAL,
            "status": AppearanceStatus.SHOWN,
            "by_webhook": False,
        }
        for row in said
    ]
    return {comment: said, appearance: shown}


def _comments(ids: dict[Table, int], held: Held, speech: Speech) -> Iterator[dict[str, Any]]:
    first = ids[comment]
    for at, source_id in enumerate(held.comments):
        answers = at % 3 == 2
        yield {
            "id": first + at,
            "discussion_id": ids[discussion],
            "post_id": ids[post],
            "parent_id": first + at // 2 if answers else None,
            "source_id": source_id,
            "author_id": 1_000 + source_id % 997,
            "author_name": f"Reader {source_id % 997}",
            "author_avatar": None,
            "origin": CommentOrigin.THREAD,
            "status": CommentStatus.VISIBLE,
            "text": speech.text(),
            "language": DetectedLanguage.UNKNOWN,
            "said_at": snowflake_time(source_id),
            "edited_at": None,
        }


def _next_id(connection: Connection, table: Table) -> int:
    last = connection.execute(select(func.coalesce(func.max(table.c.id), 0)))
    return int(last.scalar_one()) + 1
