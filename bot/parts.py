"""The parts of a running bot and what each of them needs."""

from __future__ import annotations

import contextlib

from bot.audit.outbox import Outbox
from bot.browsing.choose_discussion import DiscussionPicker
from bot.browsing.read_discussion import DiscussionReader
from bot.browsing.search_comments import CommentSearch
from bot.commenting.add_message import MessageAdding
from bot.commenting.reply_by_dialog import DialogReplies
from bot.database.engine import Database
from bot.discordkit.client import Client, Services
from bot.discussion.discord_threads import DiscordThreads
from bot.discussion.discord_visibility import DiscordVisibility
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.room_index import RoomIndex
from bot.domain.moderation import Action
from bot.gathering.backfill_worker import BackfillWorker
from bot.gathering.deletion_worker import DeletionWorker
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue
from bot.gathering.reaction_worker import ReactionWorker
from bot.jobs.clock import Clock
from bot.jobs.worker import Worker
from bot.mirroring.copy_worker import CopyWorker
from bot.mirroring.dialog_order import OpenDialogs
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.mirroring.mirror_worker import MirrorWorker
from bot.mirroring.read_mirror import MirrorReader
from bot.mirroring.takedown_worker import TakedownWorker
from bot.mirroring.translation_wait import TranslationWait
from bot.moderating.auditing.audit_reader import AuditReader
from bot.moderating.cases.cases import Cases
from bot.moderating.cases.discord_members import DiscordMembers
from bot.moderating.cases.evidence_worker import EvidenceWorker
from bot.moderating.cases.expiry_worker import ExpiryWorker
from bot.moderating.cases.member_effects import ON_MEMBERS, MemberEffects
from bot.moderating.cases.read_cases import CaseReader
from bot.moderating.cases.silences import Silences
from bot.moderating.dialog_only.places import DialogOnlyPlaces
from bot.moderating.dialog_only.thread_lock_worker import ThreadLockWorker
from bot.moderating.discord_notices import DiscordNotices
from bot.moderating.discord_signs import DiscordSigns
from bot.moderating.discussion_state import Moderation, ThreadState
from bot.moderating.featuring.feature_comment import Featuring
from bot.moderating.hide_comment import HideEffects, Hiding
from bot.moderating.letters.case_letter_worker import CaseLetterWorker
from bot.moderating.letters.discord_late_letters import DiscordLateLetters
from bot.moderating.letters.discord_letters import DiscordLetters
from bot.moderating.letters.late_letters import LateLetters
from bot.moderating.letters.letter_worker import LetterWorker
from bot.moderating.letters.write_letter import LetterWriter
from bot.moderating.notice_worker import NoticeWorker
from bot.moderating.queue.alike import HidingAlike
from bot.moderating.queue.discord_panels import DiscordPanels
from bot.moderating.queue.panel_worker import PanelWorker
from bot.moderating.queue.queue import Queue
from bot.moderating.reasons.reason_book import ReasonBook
from bot.moderating.report_comment import Reports
from bot.moderating.review import Review
from bot.moderating.rules.before_showing import BeforeShowing
from bot.moderating.rules.rules_in_use import RulesInUse
from bot.moderating.sign_worker import SignWorker
from bot.posting.card import Cards
from bot.posting.card_worker import CardWorker
from bot.posting.discord_board import DiscordBoard
from bot.posting.edition_worker import EditionWorker
from bot.posting.publish_article import Publisher
from bot.posting.read_edition import EditionReader
from bot.posting.redraw_worker import RedrawWorker
from bot.posting.remove_card import CardRemoval, RemovalEffects
from bot.privacy.my_data import Privacy
from bot.privacy.retention_worker import RetentionWorker
from bot.reading.reader import Reader
from bot.servers.language_settings import Languages
from bot.servers.room_membership import RoomMembership
from bot.settings import Settings
from bot.translating.allowance import Allowance
from bot.translating.glossaries import Glossaries
from bot.translating.outside_services import OutsideServices
from bot.translating.owe_translations import OwedTranslations
from bot.translating.read_translation import TranslationReader
from bot.translating.translate_comment import CommentTranslations
from bot.translating.translate_page import PageTranslations
from bot.translating.translation_settings import TranslationSettings
from bot.translating.translation_worker import TranslationWorker
from bot.translating.translator import Translator
from bot.translation.chain import Chain
from bot.translation.engines.engine_names import engine_names
from bot.upkeep.backup_worker import BackupWorker


class Components:
    """Makes the parts of a bot in the order they need each other; the stack closes those that run."""

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
        self.rooms = RoomIndex(database, self._visibility)
        self._rules, self._places = RulesInUse(), DialogOnlyPlaces()
        self._silences = Silences(clock, database)
        self._before_showing = BeforeShowing(self._silences, self._rules, self._places)
        self._tracker = GapTracker(database, self.rooms)
        self._languages = Languages(database)
        client.language_of = self._languages.language_of
        self._picker = DiscussionPicker(database)
        self._discussion_reader = DiscussionReader(database)
        self._comment_search = CommentSearch(database)
        self._review = Review(database)
        self._threads = DiscordThreads(client)
        self._history = DiscordHistory(client)
        self._board = DiscordBoard(client)
        self._open_dialogs = OpenDialogs()

    async def make_translating(self, settings: Settings, chain: Chain) -> None:
        """Make what translates."""
        caps = {str(engine): count for engine, count in settings.translation_characters.items()}
        self._translator = Translator(self._database, chain, caps, self._clock)
        self._allowance = Allowance(self._clock)
        names = engine_names(settings.engines)
        self._outside = OutsideServices(self._database, chain, names, caps, self._clock)
        await self._outside.forget_moved()
        glossaries = Glossaries(self._database)
        self._translation = TranslationSettings(self._database, self._outside, glossaries, self._clock)
        self._translations = CommentTranslations(self._database, self._translator, self.rooms, self._clock)
        self._door = Door(OwedTranslations(self._translator, self._clock), self._before_showing)
        self._translation_reader = TranslationReader(
            *(self._database, self._door, self._visibility, self.rooms),
            *(self._translator, self._translations, self._allowance),
        )
        self._page_translations = PageTranslations(
            self._database, self._translator, self._translations, self._allowance
        )
        self._stack.push_async_callback(self._page_translations.stop)
        self._translation_worker = TranslationWorker(
            self._clock, self._database, self._translator, self._translations
        )
        self._worker.add(self._translation_worker)
        self._mirror_reader = MirrorReader(self._database, self.rooms, self._translations, self._allowance)

    def make_posting(self, settings: Settings) -> None:
        """Make what publishes articles."""
        database, rooms, board = self._database, self.rooms, self._board
        origin = settings.allowed_origin
        self._cards = Cards(database, rooms, self._translator, self._page_translations, origin=origin)
        self._editions = EditionWorker(self._clock, database, rooms, self._translator)
        self._worker.add(self._editions)
        pace = settings.redraw_seconds
        self._worker.add(RedrawWorker(self._clock, database, rooms, self._cards, board, pace=pace))
        self._membership = RoomMembership(database, rooms)
        cards, threads = self._cards, self._threads
        self._posting = CardWorker(
            *(self._clock, database, rooms, self._membership, board, cards, threads),
            *(self._door, self._outside),
        )
        self._worker.add(self._posting)
        self._publisher = Publisher(
            *(database, self._reader, self._languages, rooms),
            *(board, self._posting, self._translator),
        )

    async def make_gathering(self, settings: Settings) -> None:
        """Make what gathers comments and mirrors them."""
        database, run = self._database, self._stack.enter_async_context
        await self._before_showing.load(database)
        self._worker.add(self._silences)
        notices = DiscordNotices(self._client, self._client.catalog)
        self._notice_worker = NoticeWorker(
            *(self._clock, database, self._languages, self._visibility),
            *(notices, self._page_translations),
        )
        self._worker.add(self._notice_worker)
        self._webhooks = DiscordWebhooks(self._client, database)
        self._deletions = DeletionWorker(self._clock, database, self._door, self._history)
        self._worker.add(self._deletions)
        self._event_queue = await run(
            EventQueue(self._clock, database, self.rooms, self._door, self._tracker)
        )
        self._backfill = BackfillWorker(
            *(self._clock, database, self.rooms, self._tracker),
            *(self._event_queue, self._history, self._door, settings.recent),
        )
        self._worker.add(self._backfill)
        self._copies = CopyWorker(self._clock, database, self._history)
        self._takedowns = TakedownWorker(self._clock, database, self._webhooks)
        self._mirrors = MirrorWorker(
            *(self._clock, database, self.rooms, self._webhooks),
            *(self._tracker, self._door, self._history, self._open_dialogs),
            TranslationWait(self._clock, self._translation_worker),
        )
        await self._mirrors.load()
        self._worker.add(self._copies, self._takedowns, self._mirrors)
        self._worker.add(ReactionWorker(self._clock, database, self.rooms, self._history))
        if settings.terms.each():
            self._worker.add(RetentionWorker(self._clock, database, self._door, settings.terms))
        if settings.backups is not None:
            self._worker.add(BackupWorker(self._clock, database, settings.backups))
        self._privacy = Privacy(database, self._door)

    async def make_moderation(self, settings: Settings) -> None:
        """Make what moderators use."""
        database = self._database
        threads, cards = ThreadState(database, self._threads), RemovalEffects(database, self._board)
        self._worker.add(ThreadLockWorker(self._clock, database, threads))
        hidden = HideEffects(database, self._copies, self._takedowns)
        signs, letters = DiscordSigns(self._client), DiscordLetters(self._client, self._client.catalog)
        await self._make_case_letters(letters)
        self._members = DiscordMembers(self._client)
        on_members = MemberEffects(
            *(database, self._members, self._case_letters),
            *(self._languages, self._client.catalog, self._clock),
        ).carry_out
        self._outbox = outbox = Outbox(
            self._clock,
            database,
            {
                Action.REMOVE: cards.delete_cards,
                Action.LOCK: threads.follow_state,
                Action.UNLOCK: threads.follow_state,
                Action.CLOSE: threads.follow_state,
                Action.REOPEN: threads.follow_state,
                Action.SLOWMODE: threads.follow_slowmode,
                Action.HIDE: hidden.delete_messages,
                Action.RESTORE: hidden.confirm_restored,
                **dict.fromkeys(ON_MEMBERS, on_members),
            },
        )
        self._worker.add(outbox, SignWorker(self._clock, database, signs))
        self._worker.add(LetterWorker(self._clock, database, self._languages, letters))
        self._worker.add(EvidenceWorker(self._clock, database, settings.evidence_term))
        self._worker.add(ExpiryWorker(self._clock, database))
        self._card_removal = CardRemoval(database, self.rooms, cards, outbox, self._posting)
        self._moderation = Moderation(database, outbox, self._places)
        self._featuring = Featuring(database, self._clock)
        self._reports = Reports(database, self._notice_worker)
        rooms, history = self.rooms, self._history
        self._hiding = Hiding(
            database, outbox, self._notice_worker, self._takedowns, history, rooms, self._door
        )
        self._queue = Queue(database, rooms, self._hiding, self._reports, self._clock)
        panels = DiscordPanels(self._client, self._client.catalog)
        self._worker.add(PanelWorker(self._clock, database, self._languages, self._visibility, panels))
        self._audit_reader = AuditReader(database)
        self._reasons = ReasonBook(database, self._client.catalog)
        self._cases = Cases(database, self._members, outbox, self._hiding, self._clock)
        self._case_reader = CaseReader(database, self._members, rooms, self._clock)
        self._hiding_alike = HidingAlike(database, self._queue, self._hiding, self._clock)

    async def _make_case_letters(self, letters: DiscordLetters) -> None:
        """Make what tells members about their cases."""
        database, clock = self._database, self._clock
        writer = LetterWriter(database, self._languages, self._translator, letters, clock)
        self._late_letters = LateLetters(database)
        await self._late_letters.load()
        self._case_letters = CaseLetterWorker(clock, database, writer, letters, self._late_letters)
        self._worker.add(self._case_letters)
        self._client.after_answer = DiscordLateLetters(database, self._late_letters, writer).after

    def services(self) -> Services:
        """Every part of the bot; buttons and dialogs look up here what they call."""
        database, rooms, door, event_queue = self._database, self.rooms, self._door, self._event_queue
        self._adding = MessageAdding(database, rooms, door, self._picker, self._history, event_queue)
        replies = DialogReplies(database, rooms, door, self._tracker, event_queue, self._open_dialogs)
        editions = EditionReader(
            *(database, self._languages, self._cards),
            *(self._editions, self._allowance),
        )
        return Services(*vars(self).values(), replies, editions)
