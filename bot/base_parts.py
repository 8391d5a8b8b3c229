"""The parts of a running bot that the others need."""

from __future__ import annotations

import contextlib

from bot.browsing.choose_discussion import DiscussionPicker
from bot.browsing.read_discussion import DiscussionReader
from bot.browsing.search_comments import CommentSearch
from bot.database.engine import Database
from bot.discordkit.client import Client
from bot.discussion.discord_threads import DiscordThreads
from bot.discussion.discord_visibility import DiscordVisibility
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.room_index import RoomIndex
from bot.gathering.discord_history import DiscordHistory
from bot.jobs.clock import Clock
from bot.jobs.metrics import NO_METRICS, Metrics
from bot.jobs.worker import Worker
from bot.mirroring.dialog_order import OpenDialogs
from bot.mirroring.read_mirror import MirrorReader
from bot.moderating.appeals.appeals import Appeals
from bot.moderating.cases.silences import Silences
from bot.moderating.dialog_only.places import DialogOnlyPlaces
from bot.moderating.letters.case_letter_worker import CaseLetterWorker
from bot.moderating.letters.discord_late_letters import DiscordLateLetters
from bot.moderating.letters.discord_letters import DiscordLetters
from bot.moderating.letters.late_letters import LateLetters
from bot.moderating.letters.letter_worker import LetterWorker
from bot.moderating.letters.report_answer_worker import ReportAnswerWorker
from bot.moderating.letters.write_letter import LetterWriter
from bot.moderating.review import Review
from bot.moderating.rules.before_showing import BeforeShowing
from bot.moderating.rules.rules_in_use import RulesInUse
from bot.posting.discord_board import DiscordBoard
from bot.reading.reader import Reader
from bot.servers.language_settings import Languages
from bot.servers.staff_roles import StaffRoles
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
from bot.upkeep.gateway_state import GatewayState


class BaseParts:
    """What the other parts of a bot need: its rooms and rules, what translates, and letters to members."""

    def __init__(
        self,
        client: Client,
        database: Database,
        reader: Reader,
        worker: Worker,
        clock: Clock,
        stack: contextlib.AsyncExitStack,
        metrics: Metrics = NO_METRICS,
    ) -> None:
        self._client = client
        self._worker = worker
        self._clock = clock
        self._database = database
        self._reader = reader
        self._stack = stack
        self._metrics = metrics
        self._visibility = DiscordVisibility(client)
        self.rooms = RoomIndex(database, self._visibility)
        self._rules, self._places = RulesInUse(), DialogOnlyPlaces()
        self._silences = Silences(clock, database)
        self._before_showing = BeforeShowing(self._silences, self._rules, self._places)
        self._staff = StaffRoles(database)
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
        self._gateway_state = GatewayState(clock)

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
        owed = OwedTranslations(self._translator, self._clock)
        self._door = Door(owed, self._before_showing, self._staff.is_staff)
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

    async def make_letters(self) -> None:
        """Make what writes to members, about comments that wait and about their cases."""
        database, clock = self._database, self._clock
        letters = DiscordLetters(self._client, self._client.catalog)
        self._worker.add(LetterWorker(clock, database, self._languages, letters))
        self._worker.add(ReportAnswerWorker(clock, database, self._languages, letters))
        writer = LetterWriter(database, self._languages, self._translator, letters, clock)
        self._late_letters = LateLetters(database)
        await self._late_letters.load()
        self._case_letters = CaseLetterWorker(clock, database, writer, letters, self._late_letters)
        self._worker.add(self._case_letters)
        self._client.after_answer = DiscordLateLetters(database, self._late_letters, writer).after
        self._appeals = Appeals(database, writer, self._late_letters, clock)
