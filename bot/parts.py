"""The parts of a running bot and what each of them needs."""

from __future__ import annotations

import contextlib

from discord.ext import commands

from bot.audit.outbox import Outbox
from bot.browsing.choose_discussion import Choosing
from bot.browsing.read_discussion import Browser
from bot.browsing.search_comments import Finder
from bot.commenting.add_message import Adding
from bot.commenting.reply_by_dialog import Replies
from bot.database.engine import Database
from bot.discordkit.client import Client, Services
from bot.discussion.discord_threads import DiscordThreads
from bot.discussion.discord_visibility import DiscordVisibility
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.room_index import Rooms
from bot.domain.moderation import Action
from bot.exporting.export import Exporter
from bot.gathering.backfill_worker import Backfill
from bot.gathering.deletion_worker import Deletions
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import Gatherer
from bot.gathering.reaction_worker import Counting
from bot.jobs.clock import Clock
from bot.jobs.worker import Worker
from bot.mirroring.dialog_order import Unstored
from bot.mirroring.discord_webhooks import DiscordVoices
from bot.mirroring.mirror_worker import Mirrors
from bot.mirroring.takedown_worker import Takedowns
from bot.moderating.discord_notices import DiscordNotices
from bot.moderating.discussion_state import Moderation, ThreadState
from bot.moderating.hide_comment import Hidden, Hiding
from bot.moderating.moderators_channel import Servers
from bot.moderating.notice_worker import Notifier
from bot.moderating.report_comment import Reports
from bot.moderating.review import Review
from bot.posting.card import Cards
from bot.posting.card_language import RoomLanguages
from bot.posting.card_worker import Posting
from bot.posting.discord_board import DiscordBoard
from bot.posting.publish_article import Publisher
from bot.posting.read_edition import Editions
from bot.posting.redraw_worker import Redraws
from bot.posting.remove_card import Removals, StandingCards
from bot.privacy.my_data import Privacy
from bot.privacy.retention_worker import Retention
from bot.reading.reader import Reader
from bot.servers.help_view import Manual
from bot.servers.language_settings import Languages
from bot.servers.room_membership import Joining
from bot.settings import Settings
from bot.upkeep.backup_worker import Backups
from cogs.adding import AddingCog
from cogs.article import ArticleCog
from cogs.background import BackgroundCog
from cogs.card_watch import CardWatch
from cogs.comments import CommentsCog
from cogs.discussion import DiscussionCog
from cogs.gathering import GatheringCog
from cogs.help import HelpCog
from cogs.language import LanguageCog
from cogs.moderate import ModerateCog
from cogs.privacy import PrivacyCog
from cogs.room_watch import RoomWatch
from cogs.settings import SettingsCog


class Parts:
    """The parts of a bot, made in the order they need each other; the stack closes those that run."""

    def __init__(
        self,
        client: Client,
        database: Database,
        reader: Reader,
        worker: Worker,
        clock: Clock,
        stack: contextlib.AsyncExitStack,
    ) -> None:
        self._client = client
        self._worker = worker
        self._clock = clock
        self._database = database
        self._reader = reader
        self._stack = stack
        self._visibility = DiscordVisibility(client)
        self.rooms = Rooms(database, self._visibility)
        self._door = Door(self.rooms)
        self._tracker = GapTracker(database, self.rooms)
        self._languages = Languages(database)
        client.spoken_to = self._languages.spoken_to
        self._choosing = Choosing(database)
        self._browser = Browser(database)
        self._finder = Finder(database)
        self._review = Review(database)
        self._threads = DiscordThreads(client)
        self._history = DiscordHistory(client)
        self._board = DiscordBoard(client)
        self._unstored = Unstored()

    def make_posting(self, settings: Settings) -> None:
        """From a link, a file or a text to its cards."""
        database, rooms, board = self._database, self.rooms, self._board
        self._cards = Cards(database, rooms, origin=settings.allowed_origin)
        pace = settings.redraw_seconds
        self._worker.add(Redraws(self._clock, database, rooms, self._cards, board, pace=pace))
        self._joining = Joining(database, rooms)
        cards, threads = self._cards, self._threads
        posting = Posting(self._clock, database, rooms, self._joining, board, cards, threads)
        self._worker.add(posting)
        self._publisher = Publisher(database, self._reader, self._languages, rooms, board, posting)

    async def make_gathering(self, settings: Settings) -> None:
        """From what people write to comments, and to the other rooms."""
        database, run = self._database, self._stack.enter_async_context
        notices = DiscordNotices(self._client, self._client.catalog)
        self._notifier = Notifier(self._clock, database, self._languages, self._visibility, notices)
        self._worker.add(self._notifier)
        self._voices = DiscordVoices(self._client, database)
        self._deletions = Deletions(self._clock, database, self._door, self._history)
        self._worker.add(self._deletions)
        self._gatherer = await run(Gatherer(self._clock, database, self.rooms, self._door, self._tracker))
        self._backfill = Backfill(
            self._clock,
            database,
            self.rooms,
            self._tracker,
            self._gatherer,
            self._history,
            settings.recent,
        )
        self._worker.add(self._backfill)
        self._takedowns = Takedowns(self._clock, database, self._voices, self._history)
        self._mirrors = Mirrors(
            *(self._clock, database, self.rooms, self._voices),
            *(self._tracker, self._door, self._history, self._unstored),
        )
        await self._mirrors.load()
        self._worker.add(self._takedowns, self._mirrors)
        self._worker.add(Counting(self._clock, database, self.rooms, self._history))
        if settings.terms.each():
            self._worker.add(Retention(self._clock, database, self._door, settings.terms))
        if settings.backups is not None:
            self._worker.add(Backups(self._clock, database, settings.backups))
        self._privacy = Privacy(database, self._door)

    def make_moderation(self) -> None:
        """What moderators do with discussions and comments."""
        database = self._database
        threads, cards = ThreadState(database, self._threads), StandingCards(database, self._board)
        hidden = Hidden(database, self._takedowns)
        outbox = Outbox(
            self._clock,
            database,
            {
                Action.REMOVE: cards.take_away,
                Action.LOCK: threads.follow_state,
                Action.UNLOCK: threads.follow_state,
                Action.CLOSE: threads.follow_state,
                Action.REOPEN: threads.follow_state,
                Action.SLOWMODE: threads.follow_pace,
                Action.HIDE: hidden.take_down,
                Action.RESTORE: hidden.put_back,
            },
        )
        self._worker.add(outbox)
        self._removals = Removals(database, self.rooms, cards, outbox)
        self._moderation = Moderation(database, outbox)
        self._reports = Reports(database, self._notifier)
        self._hiding = Hiding(database, outbox, self._notifier, self._takedowns, self._history, self._door)

    def services(self) -> Services:
        """What buttons and dialogs reach."""
        database, door, gatherer = self._database, self._door, self._gatherer
        self._adding = Adding(database, self.rooms, door, self._choosing, self._history, gatherer)
        return Services(
            *(self._adding, Replies(database, door, self._tracker, gatherer, self._unstored)),
            *(self._languages, Editions(database, self._languages, self._cards)),
            *(self._choosing, self._browser, self._finder),
            *(self._hiding, self._reports, self._review),
        )

    def cogs(self) -> list[commands.Cog]:
        """Discord's commands and events, each with what it calls."""
        database, rooms, client = self._database, self.rooms, self._client
        exporter = Exporter(database, client.catalog)
        return [
            ArticleCog(client, self._publisher, self._removals),
            LanguageCog(self._languages, RoomLanguages(database, rooms, self._languages)),
            BackgroundCog(self._worker),
            CardWatch(rooms, self._removals),
            DiscussionCog(self._choosing, self._browser, self._finder),
            RoomWatch(client, self._joining, self._voices),
            GatheringCog(
                client,
                rooms,
                self._gatherer,
                self._backfill,
                self._deletions,
                self._history,
            ),
            ModerateCog(self._moderation, self._choosing, self._review, exporter),
            CommentsCog(client, self._reports, self._review),
            AddingCog(client, self._adding),
            PrivacyCog(self._privacy),
            SettingsCog(Servers(database, self._reports), self._joining, self._reports, self._mirrors, rooms),
            HelpCog(Manual(client.tree, client.catalog)),
        ]
