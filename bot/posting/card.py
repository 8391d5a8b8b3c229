"""What the card of a post shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.database.engine import Connection, Database
from bot.discussion.featuring import featured_store, question_store as questions
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    dialog_only_store as dialog_only,
    discussion_store as discussions,
    post_store as posts,
    server_store as servers,
)
from bot.domain.card import Card, Featured, Question, card_of
from bot.domain.discussion import Discussion, Post, PostStatus
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.translation import MachineEdition, MirrorTranslations
from bot.posting import article_store as articles, machine_edition_store as machine_editions
from bot.posting.article_store import StoredArticle
from bot.posting.editing import edit_store as edits
from bot.posting.editing.edited import CardEdit, with_edits
from bot.posting.edition_worker import is_public
from bot.translating import engine_store as engines
from bot.translating.engine_store import Permitted
from bot.translating.translate_page import PageTranslations
from bot.translating.translator import Translator
from bot.translation.article_edition import with_machine_edition

_MAX_REMEMBERED = 10_000
"""Cards whose last drawing is remembered, as one integer each."""


class Cards:
    """Makes the cards of posts, and remembers what was last drawn for each."""

    def __init__(
        self,
        database: Database,
        rooms: RoomIndex,
        translator: Translator,
        translations: PageTranslations,
        *,
        origin: str | None = None,
    ) -> None:
        """``origin`` is the one origin whose pictures may be shown over plain http."""
        self._database = database
        self._rooms = rooms
        self._translator = translator
        self._translations = translations
        self._origin = origin
        self._drawn: dict[int, int] = {}

    async def card(self, post: Post, language: Language | None = None) -> Card:
        """Make the card of ``post`` as it is now, in ``language`` or its own.

        It counts and features the comments of its own room and of public rooms: those that *Open discussion*
        shows to a member who sees no other private room.

        Raises:
            NotFound: its article is not stored any more.
        """
        shown = await self._database.read(_read, post, translates=self._translator.is_on)
        counted = [one.id for one in shown.posts if self._counts(post, one)]
        comments, has_first = await self._database.read(
            discussions.visible_comments, post.discussion_id, counted
        )
        featured, question = (
            await self._first(post, shown, language or post.language) if has_first else ((), None)
        )
        if shown.stored is None:
            raise NotFound(message("I no longer know that article."))
        article = shown.stored.article
        return card_of(
            post,
            with_edits(with_machine_edition(article, shown.made) if shown.made else article, shown.edits),
            comments=comments,
            discussion=shown.discussion,
            language=language,
            origin=self._origin,
            translatable=self._can_translate(shown, shown.stored),
            dialog_only=shown.dialog_only,
            featured=featured,
            question=question,
        )

    async def _first(
        self, post: Post, shown: _Shown, language: Language
    ) -> tuple[tuple[Featured, ...], Question | None]:
        """The comments that the card of ``post`` features, translated where copies are, and the question."""
        assert shown.discussion is not None
        counted = {one.id: one for one in shown.posts if self._counts(post, one)}
        channels = {one.channel_id for one in counted.values()}
        found, question, how = await self._database.read(_first, shown.discussion, list(counted), channels)
        if how is not MirrorTranslations.OFF and self._translator.is_on:
            made = await self._translations.into(language, [one.comment for one in found])
            found = [replace(one, translation=made.by_comment.get(one.comment.id)) for one in found]
        # While they were translated, a room may have become private.
        return tuple(one for one in found if self._counts(post, counted[one.comment.post_id])), question

    def _can_translate(self, shown: _Shown, stored: StoredArticle) -> bool:
        if shown.permitted is None:
            return False
        cards = [one for one in shown.posts if one.status is not PostStatus.REMOVED]
        public = is_public(self._rooms, stored, cards)
        return self._translator.can(shown.permitted, public=public)

    def note_drawn(self, post: Post, card: Card) -> None:
        """Remember that the platform shows ``card`` for ``post``."""
        self._drawn.pop(post.id, None)
        self._drawn[post.id] = hash(card)
        if len(self._drawn) > _MAX_REMEMBERED:
            del self._drawn[next(iter(self._drawn))]

    def is_drawn(self, post: Post, card: Card) -> bool:
        """Whether the platform is known to show ``card`` for ``post``."""
        return self._drawn.get(post.id) == hash(card)

    def _counts(self, post: Post, other: Post) -> bool:
        """Whether all readers of ``post``'s room can read that of ``other``: it is the same, or public."""
        return other.channel_id == post.channel_id or self._rooms.public(other) is True


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a card shows. ``posts`` are all of the discussion, removed ones included; ``permitted`` is None
    where there is no engine, and ``made`` too. ``dialog_only``: members comment by dialog alone there.
    """

    stored: StoredArticle | None
    discussion: Discussion
    posts: list[Post]
    dialog_only: bool
    made: MachineEdition | None = None
    permitted: Permitted | None = None
    edits: Mapping[Language, CardEdit] = field(default_factory=dict)


def _first(
    connection: Connection, discussion: Discussion, post_ids: list[int], channels: set[int]
) -> tuple[list[Featured], Question | None, MirrorTranslations]:
    found = featured_store.of_posts(connection, discussion, post_ids, channels)
    settings = servers.settings(connection, discussion.server_id)
    return list(found), questions.asked(connection, discussion.id), settings.mirror_translations


def _read(connection: Connection, post: Post, *, translates: bool) -> _Shown:
    stored = articles.get(connection, post.article_id)
    discussion, by_dialog = dialog_only.of_card(connection, post.id)
    every = posts.of_discussion(connection, post.discussion_id, removed=True)
    changed = edits.of_article(connection, post.article_id, post.server_id)
    if not translates:
        return _Shown(stored, discussion, every, by_dialog, edits=changed)
    made = machine_editions.of_article(connection, post.article_id, post.server_id)
    permitted = engines.permitted(connection, post.server_id, None)
    return _Shown(stored, discussion, every, by_dialog, made, permitted, changed)
