"""Which rooms an entry is posted into, by its language.

An entry goes to the rooms of its own language: those of its feed and of the other feeds of its source in that
server. Where none of them is in its language it goes to all rooms of its feed: the cards there show the
original, and say so. A room's language is the one set for it, else its server's. An entry's is the one that
an editor chose for its feed, else that of its page as it was read. Where its article was read from its other
edition before, the page that it links to decides, else what its feed claims.
"""

from __future__ import annotations

from bot.database.engine import Connection
from bot.domain.article import Article, Provenance
from bot.domain.feeds.following import Following
from bot.domain.language import Language
from bot.feeding import following_store as followings
from bot.feeding.entry_store import StoredEntry
from bot.feeding.identity.keys import link_key
from bot.servers import language_store as preferences


def rooms_for(connection: Connection, following: Following, language: Language | None) -> tuple[int, ...]:
    """The channels for an entry in a language; all of its feed's where its language is not known."""
    if language is None:
        return following.channels
    every = dict.fromkeys(following.channels)
    for other in source_of(connection, following):
        every.update(dict.fromkeys(other.channels))
    fitting = [one for one in every if _language_of(connection, following.server_id, one) is language]
    return tuple(fitting) or following.channels


def language_of(entry: StoredEntry, article: Article, feed_language: str | None) -> Language:
    """The language of an entry whose article was read, from this page or that of its other edition."""
    own = [one for one in article.editions if one.provenance is Provenance.PUBLISHER]
    link, claimed = link_key(entry.entry.link), Language.from_tag(feed_language)
    linked = [one.language for one in own if link is not None and link_key(one.url) == link]
    claims = [one.language for one in own if one.language is claimed]
    return next(iter([*linked, *claims]), article.original.language)


def source_of(connection: Connection, following: Following) -> list[Following]:
    """The other followings of a following's source, oldest first."""
    if following.source is None:
        return []
    every = followings.of_server(connection, following.server_id)
    return [one for one in every if one.source == following.source and one.id != following.id]


def _language_of(connection: Connection, server_id: int, channel_id: int) -> Language:
    of_channel, of_server = preferences.of_place(connection, server_id, channel_id)
    return of_channel or of_server or Language.EN
