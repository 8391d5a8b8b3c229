"""Tells members by direct message what came of their reports, where they asked to hear of it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discordkit.escaping import escaped
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import MARKS, CommentStatus
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import ReportStatus
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.letters import report_answer_store as answers
from bot.moderating.letters.letters_port import SLACK, Letter, Letters
from bot.moderating.letters.report_answer_store import OwedAnswer
from bot.posting import article_store as articles
from bot.servers.language_settings import Languages

LONGEST_HEADLINE = 200


class ReportAnswerWorker(StoredReconciler[int]):
    """Its keys are reports. Who takes no direct messages is not told."""

    job = Job.REPORT_ANSWER
    backoff = Backoff(first=5.0, longest=3_600.0)
    concurrency = 2  # Discord watches how fast bots write to people

    def __init__(self, clock: Clock, database: Database, languages: Languages, letters: Letters) -> None:
        super().__init__(clock, database)
        self._languages = languages
        self._letters = letters

    async def pending(self) -> Iterable[int]:
        """The reports that were decided, and whose members are to be told."""
        return await self._database.read(answers.owed)

    async def work(self, key: int) -> None:
        """Tell the member, unless an earlier attempt has come through.

        Raises:
            BotLacks, NotFound: they take no direct messages.
            PlatformFailed: they cannot be told now.
        """
        owed = await self._database.read(answers.get, key)
        if owed is None:
            return
        mark = MARKS - key % (MARKS // 2)  # from the other end than those of cases
        if not await self._letters.was_sent(owed.reporter_id, mark, owed.reported_at - SLACK):
            chosen = await self._languages.chosen_by(owed.reporter_id)
            language = chosen.spoken or owed.language
            headline = await self._database.read(_headline, owed.article_id, language)
            letter = Letter((_told(owed, headline),), mark=mark)
            await self._letters.send(owed.reporter_id, letter, language, f"r{key}")
        await self._database.write(answers.settle, key)

    def gives_up(self, failure: TertuliaError) -> bool:
        """Where somebody takes no direct messages."""
        return isinstance(failure, BotLacks | NotFound)

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """They are not told."""
        await self._database.write(answers.settle, key)


def _headline(connection: Connection, article_id: int, language: Language) -> str:
    return articles.titles(connection, [article_id], language).get(article_id, "")


def _told(owed: OwedAnswer, headline: str) -> Message:
    """What came of a report. It names no moderator, and repeats nothing of the comment."""
    shown = escaped(trimmed(one_line(headline), LONGEST_HEADLINE))
    if owed.comment is CommentStatus.DELETED:
        return message(
            "The comment on “{headline}” that you reported has been deleted meanwhile.",
            headline=shown,
        )
    if owed.status is ReportStatus.UPHELD and owed.comment is CommentStatus.HIDDEN and not owed.held:
        return message(
            "Thank you for your report: moderators have hidden that comment on “{headline}”.",
            headline=shown,
        )
    return message(
        "Thank you for your report. Moderators have looked at that comment on “{headline}”, and decided that "
        "it stays.",
        headline=shown,
    )
