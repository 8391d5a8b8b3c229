"""Changing what cards show of an article, and undoing that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discordkit.escaping import escaped
from bot.discussion.stores import post_store as posts
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.article import Article, Edition
from bot.domain.card import may_be_shown, one_line, trimmed
from bot.domain.discussion import Post
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.jobs.clock import Clock
from bot.posting import article_store as articles, machine_edition_store as machine_editions
from bot.posting.editing import edit_store as edits
from bot.posting.editing.edited import (
    MAX_SENTENCES,
    CardEdit,
    Fields,
    edit_between,
    fields_of,
    with_edits,
)
from bot.reading.fetch.addresses import joined
from bot.translation.article_edition import with_machine_edition

MAX_TITLE_LENGTH, MAX_STANDFIRST_LENGTH, MAX_PICTURE_LENGTH = 300, 1_000, 1_000
_SHORTEST = 12
"""Characters of a sentence's beginning that name it."""


@dataclass(frozen=True, slots=True)
class Editing:
    """An edition that is being changed: what it showed when that began, what is its own, and all its
    sentences.
    """

    post: Post
    language: Language
    shown: Fields
    own: Fields
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was made: it can be undone as long as ``after`` is what is stored."""

    editing: Editing
    before: CardEdit
    after: CardEdit


class CardEdits:
    """Changes what the cards of a server show of an article in one language."""

    def __init__(
        self,
        database: Database,
        shows: Callable[[str], Awaitable[bool]],
        clock: Clock,
        *,
        origin: str | None = None,
    ) -> None:
        """``shows`` tells whether a picture's address may be shown; ``origin`` needs no https."""
        self._database = database
        self._shows = shows
        self._clock = clock
        self._origin = origin

    async def begin(self, viewer: Viewer, post: Post, language: Language | None) -> Editing:
        """Return what can be changed of a post's article in a language; None is that of the text on its card.

        Raises:
            NotAllowed: the viewer does not moderate all channels where the article has a card.
            NotFound: there is no edition in that language.
        """

        def work(connection: Connection) -> Editing:
            _require_all(connection, viewer, post)
            return _editing(connection, post, language or _language_of(connection, post))[0]

        return await self._database.read(work)

    async def change(self, viewer: Viewer, editing: Editing, wanted: Fields) -> Changed:
        """Show what is ``wanted``. A field that is empty is the publisher's own again.

        Raises:
            NotAllowed, NotFound: see :meth:`begin`.
            BadInput: the picture cannot be shown.
            Refused: nothing changes, or somebody else changed it since ``editing`` began.
        """
        picture = await self._picture(wanted.picture, editing)
        wanted = _with_own(replace(wanted, picture=picture), editing.own)

        def work(connection: Connection) -> Changed:
            _require_all(connection, viewer, editing.post)
            now, before = _editing(connection, editing.post, editing.language)
            if now.shown != editing.shown:
                raise Refused(_changed_meanwhile(now.shown))
            after = edit_between(now.own, wanted)
            if after == before:
                raise Refused(message("No change needed."))
            self._store(connection, viewer, now, after)
            return Changed(now, before, after)

        return await self._database.write(work)

    async def undo(self, viewer: Viewer, changed: Changed) -> None:
        """Show again what was shown before a change.

        Raises:
            NotAllowed, NotFound: see :meth:`begin`.
            Refused: somebody changed it since.
        """

        def work(connection: Connection) -> None:
            _require_all(connection, viewer, changed.editing.post)
            now, stored = _editing(connection, changed.editing.post, changed.editing.language)
            if stored != changed.after:
                raise Refused(_changed_meanwhile(now.shown))
            self._store(connection, viewer, now, changed.before)

        await self._database.write(work)

    async def on_server_left(self, server_id: int) -> None:
        """Forget what was changed in a server that the bot left."""
        await self._database.write(edits.remove_of_server, server_id)

    def _store(self, connection: Connection, viewer: Viewer, editing: Editing, edit: CardEdit) -> None:
        post, member = editing.post, viewer.member
        edits.put(
            connection,
            article_id=post.article_id,
            server_id=post.server_id,
            language=editing.language,
            edit=edit,
            by=member.id,
            at=self._clock.utcnow(),
        )
        reason = f"{editing.language}: {', '.join(edit.fields)}"
        audit.done(connection, member, Action.EDIT, TargetKind.ARTICLE, post.article_id, reason)
        posts.mark_stale(connection, [post.discussion_id])

    async def _picture(self, typed: str | None, editing: Editing) -> str | None:
        """The address of a picture that was typed, as it may be shown.

        Raises:
            BadInput: it may not.
        """
        if not typed or typed in (editing.shown.picture, editing.own.picture):
            return typed
        address = joined("", typed)
        if (
            address is None
            or len(address) > MAX_PICTURE_LENGTH
            or not may_be_shown(address, self._origin)
            or not await self._shows(address)
        ):
            raise BadInput(
                message("That picture cannot be shown. Give its address on the web, with https://.")
            )
        return address


def named_sentences(sentences: Sequence[str], chosen: Sequence[int], typed: str) -> tuple[str, ...]:
    """The sentences of an edition that were chosen by their places (from 0), or typed, a line each: by number
    (from 1), or by how they begin. They are in the edition's order.

    Raises:
        BadInput: one is not there, or they are too many.
    """
    places = {place for place in chosen if place < len(sentences)}
    begins = [one_line(one).casefold() for one in sentences]
    for line in filter(None, map(one_line, typed.splitlines()[: MAX_SENTENCES + 1])):
        if line.isdecimal() and len(line) < 5 and 0 < int(line) <= len(sentences):
            places.add(int(line) - 1)
            continue
        wanted = line.casefold()
        found = [place for place, one in enumerate(begins) if one.startswith(wanted)]
        if not found or (len(line) < _SHORTEST and line.casefold() != begins[found[0]]):
            raise BadInput(
                message(
                    "The article has no sentence that begins so: {text}", text=escaped(trimmed(line, 200))
                )
            )
        places.add(found[0])
    if len(places) > MAX_SENTENCES:
        raise BadInput(message("A card shows {count} sentences at most.", count=MAX_SENTENCES))
    return tuple(sentences[place] for place in sorted(places))


def _with_own(wanted: Fields, own: Fields) -> Fields:
    """What is wanted, with the edition's own fields where that is empty."""
    return Fields(
        trimmed(one_line(wanted.title), MAX_TITLE_LENGTH) or own.title,
        trimmed(one_line(wanted.standfirst or ""), MAX_STANDFIRST_LENGTH) or own.standfirst,
        wanted.picture or own.picture,
        wanted.sentences or own.sentences,
    )


def _require_all(connection: Connection, viewer: Viewer, post: Post) -> None:
    """All cards of a server show the same: whoever changes it moderates all their channels."""
    for one in posts.of_article(connection, post.article_id, post.server_id):
        policy.require_moderator(viewer.moderates(one.channel_id))


def _editing(connection: Connection, post: Post, language: Language) -> tuple[Editing, CardEdit]:
    """An edition as it can be changed, and what is stored about it."""
    edition = _edition(connection, post, language)
    by_language = edits.of_article(connection, post.article_id, post.server_id)
    stored = by_language.get(language, CardEdit())
    shown = _shown(edition, stored)
    return Editing(post, language, fields_of(shown), fields_of(edition), edition.sentences), stored


def _shown(edition: Edition, edit: CardEdit) -> Edition:
    return with_edits(Article((edition,)), {edition.language: edit}).editions[0]


def _article(connection: Connection, post: Post) -> Article:
    stored = articles.get(connection, post.article_id)
    if stored is None:
        raise NotFound(message("I no longer know that article."))
    made = machine_editions.of_article(connection, post.article_id, post.server_id)
    return with_machine_edition(stored.article, made) if made else stored.article


def _language_of(connection: Connection, post: Post) -> Language:
    """The language of the text that a card shows."""
    article = _article(connection, post)
    return (article.edition(post.language) or article.original).language


def _edition(connection: Connection, post: Post, language: Language) -> Edition:
    if (edition := _article(connection, post).edition(language)) is None:
        raise NotFound(message("There is no edition in {language} to change yet.", language=language))
    return edition


def _changed_meanwhile(now: Fields) -> Message:
    text = now.standfirst or " ".join(now.sentences)
    return message(
        "This card was changed meanwhile, so nothing is changed now. It says:\n**{title}**\n{text}",
        title=escaped(trimmed(now.title, MAX_TITLE_LENGTH)),
        text=escaped(trimmed(one_line(text), 500)),
    )
