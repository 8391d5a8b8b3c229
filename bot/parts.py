"""The parts of a running bot and what each of them needs."""

from __future__ import annotations

from bot.audit.outbox import Outbox
from bot.base_parts import BaseParts
from bot.commenting.add_message import MessageAdding
from bot.commenting.reply_by_dialog import DialogReplies
from bot.discordkit.client import Services
from bot.domain.moderation import Action
from bot.feeding.delivering.own_texts import EntryTexts
from bot.gathering.backfill_worker import BackfillWorker
from bot.gathering.deletion_worker import DeletionWorker
from bot.gathering.event_queue import EventQueue
from bot.gathering.reaction_worker import ReactionWorker
from bot.mirroring.copy_worker import CopyWorker
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.mirroring.last_look import LastLook
from bot.mirroring.mirror_worker import MirrorWorker
from bot.mirroring.takedown_worker import TakedownWorker
from bot.mirroring.translation_wait import TranslationWait
from bot.moderating.appeals.answer_appeals import AppealQueue
from bot.moderating.appeals.appeal_notice_worker import AppealNoticeWorker
from bot.moderating.appeals.discord_appeals import DiscordAppeals
from bot.moderating.appeals.translate_appeal import AppealTranslations
from bot.moderating.auditing.audit_reader import AuditReader
from bot.moderating.cases.cases import Cases
from bot.moderating.cases.discord_members import DiscordMembers
from bot.moderating.cases.evidence_worker import EvidenceWorker
from bot.moderating.cases.expiry_worker import ExpiryWorker
from bot.moderating.cases.member_effects import ON_MEMBERS, MemberEffects
from bot.moderating.cases.opening import Opening
from bot.moderating.cases.read_cases import CaseReader
from bot.moderating.closing.closing_age import ClosingAge
from bot.moderating.closing.closing_effect import ClosingEffect
from bot.moderating.closing.closing_worker import ClosingWorker
from bot.moderating.closing.discord_closing_notes import DiscordClosingNotes
from bot.moderating.dialog_only.thread_lock_worker import ThreadLockWorker
from bot.moderating.discord_notices import DiscordNotices
from bot.moderating.discord_signs import DiscordSigns
from bot.moderating.discussion_state import Moderation, ThreadState
from bot.moderating.featuring.ask_question import Questions
from bot.moderating.featuring.discord_questions import DiscordQuestions
from bot.moderating.featuring.feature_comment import Featuring
from bot.moderating.featuring.question_worker import QuestionWorker
from bot.moderating.hide_comment import HideEffects, Hiding
from bot.moderating.intake.discord_log import DiscordLog
from bot.moderating.intake.intake_worker import IntakeWorker
from bot.moderating.notice_worker import NoticeWorker
from bot.moderating.queue.alike import HidingAlike
from bot.moderating.queue.discord_panels import DiscordPanels
from bot.moderating.queue.panel_worker import PanelWorker
from bot.moderating.queue.queue import Queue
from bot.moderating.reasons.reason_book import ReasonBook
from bot.moderating.report_comment import Reports
from bot.moderating.sign_worker import SignWorker
from bot.posting.card import Cards
from bot.posting.card_worker import CardWorker
from bot.posting.editing.edit_card import CardEdits
from bot.posting.edition_worker import EditionWorker
from bot.posting.pages.corrections import Corrections
from bot.posting.pages.page_check_worker import PageCheckWorker
from bot.posting.pages.versions import VersionReader
from bot.posting.publish_article import Publisher
from bot.posting.read_edition import EditionReader
from bot.posting.redraw_worker import RedrawWorker
from bot.posting.remove_card import CardRemoval, RemovalEffects
from bot.posting.scheduling.discord_failure_notes import DiscordFailureNotes
from bot.posting.scheduling.discord_rights import DiscordRights
from bot.posting.scheduling.schedule import Schedules
from bot.posting.scheduling.schedule_worker import ScheduleWorker
from bot.privacy.my_data import Privacy
from bot.privacy.retention_worker import RetentionWorker
from bot.reading.reread import Rereader
from bot.servers.room_membership import RoomMembership
from bot.servers.time_zone import TimeZones
from bot.settings import Settings
from bot.upkeep.backup_worker import BackupWorker
from bot.upkeep.health import BotHealth


class Components(BaseParts):
    """Makes the parts of a bot in the order they need each other; the stack closes those that run."""

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
        rereader = Rereader(self._reader)
        own_texts = EntryTexts(database, self._reader)
        self._corrections = Corrections(
            *(self._clock, database, rereader, own_texts, rooms, self._translator)
        )
        self._worker.add(PageCheckWorker(self._clock, database, self._corrections))
        self._publisher = Publisher(
            *(database, self._reader, self._languages, rooms),
            *(board, self._posting, self._translator, self._corrections),
        )
        self._schedules = Schedules(database, board, self._clock)
        self._card_edits = CardEdits(database, self._reader.shows, self._clock, origin=origin)
        self._worker.add(
            ScheduleWorker(
                *(self._clock, database, self._publisher, DiscordRights(self._client)),
                *(DiscordFailureNotes(self._client), self._languages, self._visibility),
                self._client.catalog,
            )
        )

    async def make_gathering(self, settings: Settings) -> None:
        """Make what gathers comments and mirrors them."""
        database, run = self._database, self._stack.enter_async_context
        await self._before_showing.load(database)
        self._worker.add(self._silences)
        await self._staff.load()
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
            EventQueue(self._clock, database, self.rooms, self._door, self._tracker, self._metrics)
        )
        self._backfill = BackfillWorker(
            *(self._clock, database, self.rooms, self._tracker),
            *(self._event_queue, self._history, self._door, settings.recent),
        )
        self._worker.add(self._backfill)
        self.health = BotHealth(self._gateway_state, self._worker, database, self._event_queue)
        self._copies = CopyWorker(self._clock, database, self._history)
        last_look = LastLook(database, self._tracker, self._history, self._door)
        self.takedowns = TakedownWorker(self._clock, database, self._webhooks, last_look)
        self._mirrors = MirrorWorker(
            *(self._clock, database, self.rooms, self._webhooks),
            *(self._tracker, self._door, self._history, self._open_dialogs),
            TranslationWait(self._clock, self._translation_worker),
        )
        await self._mirrors.load()
        self._worker.add(self._copies, self.takedowns, self._mirrors)
        self._worker.add(ReactionWorker(self._clock, database, self.rooms, self._history))
        if settings.terms.each():
            self._worker.add(RetentionWorker(self._clock, database, self._door, settings.terms))
        if settings.backups is not None:
            self._worker.add(BackupWorker(self._clock, database, settings.backups))
        self._privacy = Privacy(database, self._door)
        self._time_zones = TimeZones(database, self._clock)

    def _make_closing(self, threads: ThreadState) -> ClosingEffect:
        """Make what closes discussions by their age."""
        database, clock = self._database, self._clock
        self._closing_age = ClosingAge(database, clock)
        self._worker.add(ClosingWorker(clock, database, self._visibility))
        return ClosingEffect(clock, database, DiscordClosingNotes(self._client), threads.follow_state)

    def _make_featuring(self) -> None:
        """Make what puts comments and questions first."""
        database, clock = self._database, self._clock
        self._featuring = Featuring(database, clock)
        asking = QuestionWorker(clock, database, DiscordQuestions(self._client))
        self._worker.add(asking)
        self._questions = Questions(database, clock, asking.run)

    async def make_moderation(self, settings: Settings) -> None:
        """Make what moderators use."""
        database = self._database
        threads, cards = ThreadState(database, self._threads), RemovalEffects(database, self._board)
        self._worker.add(ThreadLockWorker(self._clock, database, threads))
        hidden = HideEffects(database, self._copies, self.takedowns)
        signs = DiscordSigns(self._client)
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
                Action.CLOSE: self._make_closing(threads).close,
                Action.REOPEN: threads.follow_state,
                Action.SLOWMODE: threads.follow_slowmode,
                Action.HIDE: hidden.delete_messages,
                Action.RESTORE: hidden.confirm_restored,
                **dict.fromkeys(ON_MEMBERS, on_members),
            },
        )
        self._worker.add(outbox, SignWorker(self._clock, database, signs))
        self._worker.add(EvidenceWorker(self._clock, database, settings.evidence_term))
        self._log = DiscordLog(self._client)
        self._intake = IntakeWorker(self._clock, database, self.rooms, self._log)
        self._worker.add(ExpiryWorker(self._clock, database), self._intake)
        self._card_removal = CardRemoval(database, self.rooms, cards, outbox, self._posting)
        self._versions = VersionReader(database, self._card_removal)
        self._moderation = Moderation(database, outbox, self._places)
        self._make_featuring()
        self._reports = Reports(database, self._notice_worker)
        rooms, history = self.rooms, self._history
        self._hiding = Hiding(
            database, outbox, self._notice_worker, self.takedowns, history, rooms, self._door
        )
        self._queue = Queue(database, rooms, self._hiding, self._reports, self._clock)
        panels = DiscordPanels(self._client, self._client.catalog)
        self._worker.add(PanelWorker(self._clock, database, self._languages, self._visibility, panels))
        self._audit_reader = AuditReader(database)
        self._make_acting(self._members)
        self._make_appeals(self._members)
        self._hiding_alike = HidingAlike(database, self._queue, self._hiding, self._clock)

    def _make_acting(self, members: DiscordMembers) -> None:
        """Make what moderators act about members with."""
        database, catalog = self._database, self._client.catalog
        self._reasons = ReasonBook(database, catalog)
        self._cases = Cases(
            *(database, members, self._outbox, self._hiding),
            *(Opening(catalog, self._clock), self._case_letters, self._clock),
        )
        self._case_reader = CaseReader(database, members, self.rooms, self._clock)

    def _make_appeals(self, members: DiscordMembers) -> None:
        """Make what moderators answer appeals with."""
        board = DiscordAppeals(self._client, self._client.catalog)
        self._worker.add(
            AppealNoticeWorker(self._clock, self._database, self._languages, self._visibility, board)
        )
        self._appeal_queue = AppealQueue(self._database, self._cases, members, self._clock)
        self._appeal_translations = AppealTranslations(self._database, self._translator, self._allowance)

    def services(self) -> Services:
        """Every part of the bot; buttons and dialogs look up here what they call."""
        database, rooms, door, event_queue = self._database, self.rooms, self._door, self._event_queue
        self._adding = MessageAdding(
            *(database, rooms, door, self._picker, self._history, event_queue),
            self._metrics,
        )
        replies = DialogReplies(
            *(database, rooms, door, self._tracker, event_queue, self._open_dialogs),
            self._metrics,
        )
        editions = EditionReader(
            *(database, self._languages, self._cards),
            *(self._editions, self._allowance),
        )
        return Services(*vars(self).values(), replies, editions)
