"""The commands of a running bot: its cogs, each with the services that it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.exporting.export import Exporter
from bot.feed_parts import FeedParts
from bot.feeding.managing.feed_entries import FeedEntries
from bot.feeding.managing.feed_filters import FeedFilters
from bot.feeding.managing.try_feed import FeedTrial
from bot.moderating.cases.thresholds import Thresholds
from bot.moderating.dialog_only.dialog_only import DialogOnly
from bot.moderating.moderators_channel import ModeratorsChannel
from bot.moderating.queue.panel import QueuePanels
from bot.moderating.rules.lists import Lists
from bot.moderating.rules.rule_book import RuleBook
from bot.moderating.settings_view import SettingsOverview
from bot.posting.card_language import CardLanguages
from bot.servers.help_view import Manual
from bot.statistics.drawing import Drawing
from bot.statistics.statistics import Statistics
from bot.translation.chain import Chain
from cogs.adding import AddingCog
from cogs.appeal import AppealCog
from cogs.article import ArticleCog
from cogs.audit import AuditCog
from cogs.background import BackgroundCog
from cogs.card_watch import CardWatch
from cogs.case import CaseCog
from cogs.case_watch import CaseWatch
from cogs.comments import CommentsCog
from cogs.discussion import DiscussionCog
from cogs.feed import FeedCog
from cogs.gateway_watch import GatewayWatch
from cogs.gathering import GatheringCog
from cogs.help import HelpCog
from cogs.language import LanguageCog
from cogs.moderate import ModerateCog
from cogs.privacy import PrivacyCog
from cogs.queue import QueueCog
from cogs.room_watch import RoomWatch
from cogs.rules import RulesCog
from cogs.settings import SettingsCog
from cogs.translating import TranslatingCog

if TYPE_CHECKING:
    from bot.upkeep.metrics.state_collector import Watched


class CommandParts(FeedParts):
    """The parts of a bot with its cogs."""

    def cogs(self) -> list[commands.Cog]:
        """The cogs, each with the services that it calls."""
        database, rooms, client = self._database, self.rooms, self._client
        panels, drawing = QueuePanels(database), Drawing()
        statistics = Statistics(database, drawing, client.catalog, self._clock)
        exporter = Exporter(database, client.catalog, drawing)
        dialog_only = DialogOnly(database, self._places, rooms, self._threads)
        return [
            ArticleCog(client, self._publisher, self._card_removal, self._corrections, self._versions),
            self._feed_cog(),
            LanguageCog(self._languages, CardLanguages(database, rooms, self._languages)),
            BackgroundCog(self._worker),
            CardWatch(rooms, self._card_removal),
            DiscussionCog(self._picker, self._discussion_reader, self._comment_search, statistics),
            CaseWatch(self._log, self._intake),
            GatewayWatch(self._gateway_state),
            RoomWatch(
                *(client, self._membership, self._webhooks),
                *(self._schedules, self._card_edits, self._followed),
            ),
            GatheringCog(client, rooms, self._event_queue, self._backfill, self._deletions, self._history),
            ModerateCog(self._moderation, self._picker, self._review, exporter, self._questions),
            CommentsCog(client, self._reports, self._review),
            RulesCog(
                RuleBook(database, self._rules),
                Lists(database, self._rules),
                self._reasons,
                Thresholds(database, self._members),
            ),
            QueueCog(self._picker),
            AuditCog(self._audit_reader, self._clock),
            CaseCog(self._cases, self._case_reader),
            AppealCog(self._appeals),
            AddingCog(client, self._adding),
            PrivacyCog(self._privacy, self._outside),
            self._settings_cog(panels, dialog_only),
            TranslatingCog(client, self._translation_reader),
            HelpCog(Manual(client.tree, client.catalog)),
        ]

    def watched(self, chain: Chain) -> Watched:
        """What metrics are told of."""
        from bot.upkeep.metrics.state_collector import Watched  # only where they are served

        return Watched(
            *(self._clock, self._client, self._gateway_state, self.health, self._worker),
            *(self._database, self._event_queue, self._outbox, chain),
        )

    def _feed_cog(self) -> FeedCog:
        """The cog of ``/feed``."""
        return FeedCog(
            self._followed,
            self._feed_editing,
            self._feed_finder,
            self._feed_following,
            self._other_editions,
            FeedEntries(self._database, self._followed),
            FeedTrial(self._database, self._feed_finder),
            FeedFilters(self._database, self._followed),
            self._feed_exchange,
            self._digests,
            self._languages,
            self._clock,
        )

    def _settings_cog(self, panels: QueuePanels, dialog_only: DialogOnly) -> SettingsCog:
        """The cog of ``/settings``, which has something of nearly every part."""
        channel = ModeratorsChannel(self._database, self._reports)
        overview = SettingsOverview(
            *(channel, self._membership, self._reports, self._mirrors, self.rooms),
            *(self._translation, panels),
            dialog_only,
            self._staff,
            self._cases,
            self._closing_age,
            self._time_zones,
        )
        return SettingsCog(
            *(channel, self._membership, overview, self._translation),
            *(panels, dialog_only),
            self._staff,
            self._closing_age,
        )
