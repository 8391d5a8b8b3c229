"""Tells authors by direct message that their comments wait for a moderator, once for each comment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discordkit.escaping import escaped
from bot.discussion.stores import comment_store as comments, held_store as waiting, post_store as posts
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment, Post
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import HeldCause, LetterState
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.letters.letters_port import SLACK, Letter, Letters
from bot.posting import article_store as articles
from bot.servers.language_settings import Languages

LONGEST_HEADLINE = 200


class LetterWorker(StoredReconciler[int]):
    """Its keys are the ids of comments. What was begun before is looked for among the messages that the
    author got, and sent only if it is not there.
    """

    job = Job.LETTER
    backoff = Backoff(first=5.0, longest=3_600.0)
    concurrency = 2  # Discord watches how fast bots write to people

    def __init__(self, clock: Clock, database: Database, languages: Languages, letters: Letters) -> None:
        super().__init__(clock, database)
        self._languages = languages
        self._letters = letters

    async def pending(self) -> Iterable[int]:
        """The comments whose authors are still to be told."""
        return await self._database.read(waiting.owed_letters)

    async def work(self, key: int) -> None:
        """Tell the author, if the comment still waits.

        Raises:
            BotLacks, NotFound: they take no direct messages.
            PlatformFailed: they cannot be told now.
        """
        owed = await self._database.read(_owed, key)
        if owed is None:
            await self._database.write(waiting.forgo_letter, key)
            return
        if not await self._was_sent(owed.comment):
            language = await self._language(owed)
            headline = await self._database.read(_headline, owed.post.article_id, language)
            letter = Letter((_told(owed.comment, headline),), mark=owed.comment.mark)
            nonce = f"w{owed.comment.source_id}"
            await self._letters.send(owed.comment.author.id, letter, language, nonce)
        await self._database.write(partial(waiting.settle_letter, comment_id=key, state=LetterState.SENT))

    def gives_up(self, failure: TertuliaError) -> bool:
        """Where somebody takes no direct messages."""
        return isinstance(failure, BotLacks | NotFound)

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Store that the author could not be told; moderators see it."""
        await self._database.write(_close, key)

    async def _was_sent(self, comment: Comment) -> bool:
        """Whether an earlier attempt has come through. Store that there is one, if there was none."""
        begun_at = await self._database.read(waiting.letter_begun_at, comment.id)
        if begun_at is None:
            await self._database.write(waiting.begin_letter, comment.id, self._clock.utcnow())
            return False
        return await self._letters.was_sent(comment.author.id, comment.mark, begun_at - SLACK)

    async def _language(self, owed: _Owed) -> Language:
        chosen = await self._languages.chosen_by(owed.comment.author.id)
        wrote_in = Language.from_tag(owed.comment.language.value)
        if known := chosen.spoken or wrote_in:
            return known
        return await self._languages.shown_in(owed.post.server_id, owed.post.channel_id)


@dataclass(frozen=True, slots=True)
class _Owed:
    comment: Comment
    post: Post


def _owed(connection: Connection, comment_id: int) -> _Owed | None:
    """What a letter is about; None where it is not owed, or the comment waits no longer."""
    comment = comments.get(connection, comment_id)
    if comment is None or not comment.held:
        return None
    if waiting.letter_of(connection, comment_id) is not LetterState.OWED:
        return None
    post = posts.get(connection, comment.post_id)
    assert post is not None
    return _Owed(comment, post)


def _headline(connection: Connection, article_id: int, language: Language) -> str:
    return articles.titles(connection, [article_id], language).get(article_id, "")


def _close(connection: Connection, comment_id: int) -> None:
    waiting.settle_letter(connection, comment_id, LetterState.CLOSED)


def _told(comment: Comment, headline: str) -> Message:
    told = message(
        "Your comment in the discussion of “{headline}” waits for a moderator: until one has decided, nobody "
        "else reads it.",
        headline=escaped(trimmed(one_line(headline), LONGEST_HEADLINE)),
    )
    if comment.held_for is not HeldCause.DIALOG_ONLY:
        return told
    return message(
        "{told} Moderators read every comment there before it appears. Next time, press *Leave a reply* "
        "below the article: then nothing has to be taken down.",
        told=told,
    )
