"""Storing an article with a pending post in each room that has none of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.audit import audit_store as audit
from bot.database.engine import Connection
from bot.discussion.stores import (
    discussion_store as discussions,
    post_store as posts,
    server_store as servers,
)
from bot.domain.article import Article
from bot.domain.discussion import Discussion, Post
from bot.domain.language import Language
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Actor
from bot.posting import article_store as articles, machine_edition_store as machine_editions
from bot.posting.board_port import CardChannel
from bot.posting.pages import page_check_store as page_checks


@dataclass(frozen=True, slots=True)
class OfFeed:
    """What cards of a feed's entry have beyond others. ``named`` is what the audit calls the feed; the role
    is mentioned once, in the rooms ``mentions_in`` alone if they are given: whoever set it may mention it
    there. ``tags`` are names of forum tags. ``again``: also where there was a card before.
    ``note`` is called in the transaction that stores the posts, with the article's id and its posts in these
    rooms, whether each is new.
    """

    named: str | None = None
    mention_role_id: int | None = None
    tags: tuple[str, ...] = ()
    again: bool = False
    note: Callable[[Connection, int, Mapping[Post, bool]], None] | None = None
    mentions_in: frozenset[int] | None = None

    def mentioned_in(self, channel_id: int) -> int | None:
        """The role that a card in a room mentions."""
        is_there = self.mentions_in is None or channel_id in self.mentions_in
        return self.mention_role_id if is_there else None


def store_posts(
    connection: Connection,
    *,
    actor: Actor,
    places: Collection[CardChannel],
    article: Article,
    languages: Mapping[int, Language],
    translates: bool,
    of_feed: OfFeed | None = None,
) -> tuple[dict[Post, bool], bool]:
    """Store an article, and a pending post in each place that has none of it. With ``translates``, machine
    editions are owed to all its discussions that lack one, in other servers too: its text may be new. What
    comes ``of_feed`` is not posted again where its card was removed.

    Returns its posts in these places, with whether each is new, and whether articles were merged.
    """
    merged = len(articles.known(connection, article.aliases)) > 1
    article_id = articles.store(connection, article, actor.server_id)
    if article.aliases:
        page_checks.owe(connection, article_id, datetime.now(UTC))
    discussion = discussions.open_for(connection, article_id, actor.server_id)
    begun: dict[Post, bool] = {}
    for place in places:
        is_new = (post := posts.in_room(connection, discussion.id, place.channel_id)) is None
        if post is None:
            if (
                of_feed
                and not of_feed.again
                and posts.was_in_room(connection, discussion.id, place.channel_id)
            ):
                continue
            language = languages[place.channel_id]
            post = _add(connection, actor, discussion, place, language, of_feed or OfFeed())
        begun[post] = is_new
    if of_feed is not None and of_feed.note is not None:
        of_feed.note(connection, article_id, begun)
    if translates:
        machine_editions.owe_of_article(connection, article_id, datetime.now(UTC))
    return begun, merged


def _add(
    connection: Connection,
    actor: Actor,
    discussion: Discussion,
    place: CardChannel,
    language: Language,
    of_feed: OfFeed,
) -> Post:
    decided = servers.decided_room(connection, place.channel_id)
    post_id = posts.add(
        connection,
        public_id=discussions.public_id(),
        discussion_id=discussion.id,
        channel_id=place.channel_id,
        kind=place.kind,
        language=language,
        joined=place.public if decided is None else decided,
        created_by=actor.id,
        mention_role_id=of_feed.mentioned_in(place.channel_id),
        tags=of_feed.tags,
    )
    audit.record(
        connection,
        server_id=actor.server_id,
        actor_id=actor.id,
        action=Action.POST,
        target_kind=TargetKind.ARTICLE,
        target_id=discussion.article_id,
        reason=of_feed.named,
    )
    post = posts.get(connection, post_id)
    assert post is not None
    return post
