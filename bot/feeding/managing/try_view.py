"""What a feed has now, and what would become of it."""

from __future__ import annotations

from bot.discordkit.escaping import escaped
from bot.domain.card import one_line, trimmed
from bot.domain.feeds.following import Following
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.feeding.managing.entry_words import STATES, filter_words
from bot.feeding.managing.feed_words import rooms_of, title_of
from bot.feeding.managing.followed_feeds import Followed
from bot.feeding.managing.try_feed import Look, TriedEntry

_LONGEST_HEADLINE = 90


def look_lines(followed: Followed, look: Look) -> list[Message]:
    """What is in a feed now, entry by entry, with what would become of each."""
    lines = [
        message("### {title}", title=title_of(followed)),
        counted("It has {count} entry now.", "It has {count} entries now.", look.total),
    ]
    lines += [_line(one, followed.following) for one in look.entries]
    if look.total > len(look.entries):
        lines.append(message("- …"))
    return [*lines, message("-# Nothing was posted.")]


def _line(one: TriedEntry, following: Following) -> Message:
    title = escaped(trimmed(one_line(one.entry.title) or one.entry.link or "…", _LONGEST_HEADLINE))
    if one.known and one.known.delivery:
        state, since = one.known.delivery.state, in_figures(one.known.delivery.since)
        return message("- {title}: {state} {time}", title=title, state=STATES[state], time=since)
    if one.known:
        since = in_figures(one.known.stored.first_seen_at)
        return message("- {title}: known since {time}", title=title, time=since)
    if one.filter is not None:
        return message("- 🚫 {title}: not posted, {why}", title=title, why=filter_words(one.filter))
    if following.review:
        return message("- 👀 {title}: new, moderators would be asked", title=title)
    rooms = rooms_of(following.channels)
    return message("- ✅ {title}: new, would be posted in {rooms}", title=title, rooms=rooms)
