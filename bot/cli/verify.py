"""``verify``: what is stored, compared with what Discord holds."""

from __future__ import annotations

import asyncio

from bot.cli.running import NO_TOKEN
from bot.cli.terminal import Terminal
from bot.database.engine import Database
from bot.database.engine_in_use import engine_of
from bot.database.open_beside_bot import open_beside_bot
from bot.discordkit.api_endpoint import point_at
from bot.discordkit.links import message_link
from bot.discussion.door import Door
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import appearance_store as appearances
from bot.domain.differences import Difference
from bot.domain.discussion import Post
from bot.domain.errors import BadInput
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.jobs.clock import SystemClock
from bot.moderating.cases.silences import Silences
from bot.moderating.rules.before_showing import BeforeShowing
from bot.posting.find_article import find_article
from bot.settings import Settings, load_settings
from bot.upkeep.discord_offline_history import opened_history
from bot.upkeep.repair import Repair
from bot.upkeep.verify import Verifier

SETTLING = 3.0
"""Seconds that a running bot has to store or show something before it counts as a difference."""


def verify(terminal: Terminal, article: str | None, *, repair: bool) -> None:
    """Print every difference, of one article or of all; exit code 1 if one is left."""
    if not asyncio.run(_Verification(load_settings(), terminal).run(article, repair=repair)):
        raise SystemExit(1)


class _Verification:
    """One run of the command."""

    def __init__(self, settings: Settings, terminal: Terminal) -> None:
        self._settings = settings
        self._terminal = terminal
        self._catalog = Catalog.load()

    async def run(self, article: str | None, *, repair: bool) -> bool:
        """Print every difference and, with ``repair``, mend it. Returns whether none is left.

        Raises:
            BadInput: there is no token.
            BotLacks: Discord does not accept it.
            NotFound: there is no such database or article.
            PlatformFailed: Discord cannot be reached.
            StorageFailed: the database cannot be opened, or a bot of an older version is running on it.
        """
        if self._settings.token is None:
            raise BadInput(NO_TOKEN)
        point_at(self._settings.api)
        token = self._settings.token.get_secret_value()
        async with (
            open_beside_bot(self._settings.place) as database,
            opened_history(token, database, self._catalog) as (history, webhooks),
        ):
            rooms = RoomIndex(database, history)
            await rooms.load()
            await rooms.load_decisions()
            verifier = Verifier(database, rooms, history)
            found = await self._compare(verifier, await _posts(database, rooms, article))
            before_showing = BeforeShowing(Silences(SystemClock(), database))
            await before_showing.load(database)
            mender = Repair(database, rooms, Door(rules=before_showing), history, webhooks)
            left = await mender.mend(found) if repair else found
            waiting = sum((await database.read(appearances.waiting)).values())
        self._conclude(found, left, verifier.compared, waiting, repair=repair)
        return not left

    async def _compare(self, verifier: Verifier, posts: list[Post]) -> list[Difference]:
        found: list[Difference] = []
        with self._terminal.counting(message("Comparing channels and threads")) as progress:
            engine = engine_of(self._settings.place)
            again = SETTLING if await asyncio.to_thread(engine.in_use) else None
            async for one in verifier.differences(posts, progress, again=again):
                self._show(one)
                found.append(one)
        return found

    def _show(self, one: Difference) -> None:
        place = one.ref.channel_id
        link = message_link(one.ref.server_id, place, one.message_id or place)
        self._terminal.tell(_line(one.kind.value, link, one.reason))

    def _conclude(
        self, found: list[Difference], left: list[Difference], compared: int, waiting: int, *, repair: bool
    ) -> None:
        tell = self._terminal.tell
        tell(counted("{count} message was compared.", "{count} messages were compared.", compared))
        if waiting:
            tell(
                counted(
                    "{count} copy waits for the bot, which sends it after its next start at the latest.",
                    "{count} copies wait for the bot, which sends them after its next start at the latest.",
                    waiting,
                )
            )
        if not found:
            tell(message("Everything stored agrees with Discord."))
            return
        tell(counted("{count} difference was found.", "{count} differences were found.", len(found)))
        if not repair:
            tell(message("Add --repair to fix the differences."))
            return
        for one in left:
            tell(message("This could not be fixed:"))
            self._show(one)
        mended = len(found) - len(left)
        tell(counted("{count} difference was fixed.", "{count} differences were fixed.", mended))


def _line(what: Message, link: str, reason: Message | None) -> Message:
    if reason is None:
        return message("{what} {link}", what=what, link=link)
    return message("{what} {link} ({reason})", what=what, link=link, reason=reason)


async def _posts(database: Database, rooms: RoomIndex, article: str | None) -> list[Post]:
    if article is None:
        return rooms.all()
    article_id = await database.read(find_article, article)
    return [post for post in rooms.all() if post.article_id == article_id]
