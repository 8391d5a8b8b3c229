"""Rules of a server in the database, and what is said there to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import event

from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.cases.case import Case, CaseKind
from bot.domain.discussion import Author, CommentOrigin, Post
from bot.domain.events import Located, MessagePosted, first_snowflake
from bot.domain.language import Language
from bot.domain.rules import Consequence, ListedTerm, ListName, Rule, RuleSetting, StoredHit
from bot.jobs.clock import SystemClock
from bot.moderating.cases import case_store as cases
from bot.moderating.cases.silences import Silences
from bot.moderating.dialog_only.places import DialogOnlyPlaces
from bot.moderating.rules import hit_store as hits, list_store as lists, rule_store
from bot.moderating.rules.before_showing import BeforeShowing
from bot.moderating.rules.rules_in_use import RulesInUse
from tests.storage.discussed import SERVER, an_article, posting

NOW = datetime.now(UTC) - timedelta(minutes=5)
EMMA = Author(first_snowflake(NOW - timedelta(days=900)), "Emma")
ELENA = Author(first_snowflake(NOW - timedelta(days=901)), "Elena")


def posted(text: str, seconds: float = 0.0, **changes: object) -> MessagePosted:
    """What Emma said ``seconds`` after some moment just now."""
    message_id = first_snowflake(NOW + timedelta(seconds=seconds)) + 1
    values = {"channel_id": 500, "author": EMMA, "moderator": False, "replied_to": None, "edited_at": None}
    return MessagePosted(**{"id": message_id, "text": text, "attachments": (), **values, **changes})


class Ruled:
    """A server's rules, and a door that asks them."""

    def __init__(self, database: Database, post: Post) -> None:
        self.database = database
        self.post = post
        self.rules, self.places = RulesInUse(), DialogOnlyPlaces()
        self.silences = Silences(SystemClock(), database)
        self.door = Door(rules=BeforeShowing(self.silences, self.rules, self.places))

    async def set(
        self,
        rule: Rule,
        then: Consequence = Consequence.REPORT,
        *,
        room: int = rule_store.SERVER,
        server: int = SERVER,
        **numbers: int,
    ) -> None:
        """Set a rule as a manager does."""
        setting = RuleSetting(then, numbers)
        await self.database.write(rule_store.put, server, room, rule, setting)
        self.rules.forget(server)

    async def list(
        self,
        *terms: str,
        name: ListName = ListName.BANNED,
        language: Language = Language.EN,
        exception: bool = False,
    ) -> None:
        """Put words into a list."""
        added = [ListedTerm(one, exception) for one in terms]
        await self.database.write(lists.add_terms, SERVER, name, language, added)
        self.rules.forget(SERVER)

    async def say(self, *said: MessagePosted, at: Post | None = None) -> list[int]:
        """Let what was said come in together; gives the comments' ids."""
        post = at or self.post
        located = [
            Located(
                one, post, CommentOrigin.THREAD if one.channel_id == post.thread_id else CommentOrigin.ADDED
            )
            for one in said
        ]
        return list((await self.database.write(self.door.accept, located)).values())

    async def edit(self, comment_id: int, text: str, *, minutes: float = 4.0) -> None:
        """Let a comment have another text, as of so many minutes later."""
        edited_at = NOW + timedelta(minutes=minutes)
        await self.database.write(
            partial(self.door.edit, comment_id=comment_id, text=text, edited_at=edited_at)
        )

    async def found(self, comment_id: int) -> list[Rule]:
        """The rules that found something in a comment."""
        return [one.rule for one in await self.hits(comment_id)]

    async def hits(self, comment_id: int) -> Sequence[StoredHit]:
        """What rules found in a comment."""
        return await self.database.read(hits.of_comment, comment_id)


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """The statements that are run on a connection meanwhile."""
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_: object) -> None:
        statements.append(statement)

    noting = (connection, "before_cursor_execute", note)
    event.listen(*noting)
    try:
        yield statements
    finally:
        event.remove(*noting)


async def post_in(database: Database, server_id: int) -> Post:
    """A post of another server, about an article of its own."""

    def store(connection: Connection) -> Post:
        opened = discussions.open_for(connection, an_article(connection), server_id)
        post_id = posting(opened.id, 1_000 + server_id, f"of {server_id}")(connection)
        posts.mark_posted(connection, post_id, message_id=2_000 + server_id, thread_id=500 + server_id)
        found = posts.get(connection, post_id)
        assert found is not None
        return found

    return await database.write(store)


async def a_mute(database: Database, member_id: int, *, server_id: int = SERVER, **changes: object) -> Case:
    """A member was muted for an hour, some minutes before ``NOW``."""
    opened_at = NOW - timedelta(minutes=10)
    values = {
        "server_id": server_id,
        "kind": CaseKind.MUTE,
        "member_id": member_id,
        "moderator_id": 20,
        "reason": "spam",
        "at": opened_at,
        "expires_at": opened_at + timedelta(hours=1),
    }
    return await database.write(partial(cases.open_case, **{**values, **changes}))
