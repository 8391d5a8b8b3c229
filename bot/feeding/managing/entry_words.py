"""Entries in words: what became of each, and why one was not posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.discordkit.escaping import escaped, link_target
from bot.discordkit.links import card_link
from bot.domain.card import trimmed
from bot.domain.discussion import Post
from bot.domain.feeds.filters import in_words
from bot.domain.feeds.following import DeliveryState, Following
from bot.domain.feeds.quiet_hours import write_span
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.feeding.delivery_store import Delivery
from bot.feeding.entry_store import StoredEntry
from bot.feeding.managing.feed_entries import ShownEntry, Unknown, headline
from bot.feeding.managing.followed_feeds import Followed

_LONGEST_HEADLINE = 90
_LONGEST_LINK = 300
_LONGEST_FAILURE = 300
_MOST_CARDS = 5

STATES: Mapping[DeliveryState, Message] = MappingProxyType(
    {
        DeliveryState.NEW: message("just came"),
        DeliveryState.WAITING: message("waits for its time"),
        DeliveryState.REVIEW: message("waits for moderators"),
        DeliveryState.POSTED: message("posted"),
        DeliveryState.BEFORE: message("was there before"),
        DeliveryState.FILTERED: message("filtered"),
        DeliveryState.DISCARDED: message("discarded"),
        DeliveryState.LATE: message("a link among many"),
        DeliveryState.KNOWN: message("had a card already"),
        DeliveryState.FAILED: message("failed"),
    }
)
_SIGNS: Mapping[DeliveryState, str] = MappingProxyType(
    {
        DeliveryState.NEW: "🆕",
        DeliveryState.WAITING: "⏳",
        DeliveryState.REVIEW: "👀",
        DeliveryState.POSTED: "✅",
        DeliveryState.FILTERED: "🚫",
        DeliveryState.DISCARDED: "🗑️",
        DeliveryState.FAILED: "⚠️",
    }
)


def entry_line(shown: ShownEntry) -> Message:
    """An entry in a list: its headline, and what became of it."""
    entry, delivery = shown.stored, shown.delivery
    title = linked_headline(entry)
    if delivery is None:
        return message("- {title} · {time}", title=title, time=in_figures(entry.first_seen_at))
    sign, state, since = _SIGNS.get(delivery.state), STATES[delivery.state], in_figures(delivery.since)
    if sign is None:
        return message("- {title} · {state} · {time}", title=title, state=state, time=since)
    return message("- {sign} {title} · {state} · {time}", sign=sign, title=title, state=state, time=since)


def linked_headline(entry: StoredEntry) -> str:
    """An entry's headline, linked to its page where it has one."""
    shown, link = escaped(headline(entry, _LONGEST_HEADLINE)), entry.entry.link
    target = link_target(link) if link and len(link) <= _LONGEST_LINK else None
    return f"[{shown}](<{target}>)" if target else shown


def why_lines(shown: ShownEntry | Unknown, followed: Followed) -> list[Message]:
    """Why an entry was or was not posted, as far as that is known."""
    if isinstance(shown, Unknown):
        return _unknown(shown, followed)
    entry, delivery, following = shown.stored, shown.delivery, followed.following
    lines = [
        message("### {title}", title=linked_headline(entry)),
        message("It came {time}.", time=in_figures(entry.first_seen_at)),
    ]
    lines += _why(delivery, following) if delivery else [_undecided(following)]
    if entry.changed_at:
        lines.append(message("The feed changed it {time}.", time=in_figures(entry.changed_at)))
    return [*lines, *_cards(shown.cards)]


def _why(delivery: Delivery, following: Following) -> list[Message]:
    since = in_figures(delivery.since)
    match delivery.state:
        case DeliveryState.POSTED:
            return [message("It was posted {time}.", time=since)]
        case DeliveryState.NEW:
            return [_undecided(following)]
        case DeliveryState.WAITING:
            return _waiting(delivery, following)
        case DeliveryState.REVIEW:
            return [message("It waits since {time} for a moderator to approve it.", time=since)]
        case DeliveryState.BEFORE:
            return [
                message(
                    "It was in the feed before this server followed it ({time}): such entries are "
                    "not posted.",
                    time=since,
                )
            ]
        case DeliveryState.FILTERED:
            return [
                message(
                    "A filter kept it away {time}: {why}.",
                    time=since,
                    why=filter_words(delivery.filter or ""),
                )
            ]
        case DeliveryState.DISCARDED if delivery.decided_by:
            return [message("<@{id}> discarded it {time}.", id=str(delivery.decided_by), time=since)]
        case DeliveryState.DISCARDED:
            return [message("A moderator discarded it {time}.", time=since)]
        case DeliveryState.LATE:
            return [
                message(
                    "It came together with many others ({time}): only the newest of them were posted, it is "
                    "a link in one message with the rest.",
                    time=since,
                )
            ]
        case DeliveryState.KNOWN:
            return [message("Its article had a card in every channel already ({time}).", time=since)]
        case DeliveryState.FAILED:
            return [message("It could not be posted ({time}): {why}", time=since, why=_failure(delivery))]


def _waiting(delivery: Delivery, following: Following) -> list[Message]:
    lines = []
    if following.paused_at:
        lines.append(message("It waits until the feed is resumed: it is paused."))
    elif delivery.due_at:
        lines.append(message("It waits. It may be posted from {time} on.", time=in_figures(delivery.due_at)))
    else:
        lines.append(message("It waits to be posted."))
    if following.delay:
        span = timedelta(minutes=following.delay)
        lines.append(message("- Entries are posted {span} after they come.", span=span))
    if following.per_hour:
        lines.append(
            counted(
                "- At most {count} entry of this feed is posted in an hour.",
                "- At most {count} entries of this feed are posted in an hour.",
                following.per_hour,
            )
        )
    if following.quiet:
        lines.append(
            message("- Nothing is posted in its quiet hours: {span}.", span=write_span(following.quiet))
        )
    if delivery.failure:
        tried = in_figures(delivery.tried_at or delivery.since)
        why = _failure(delivery)
        lines.append(message("- It was tried since {time}, and failed: {why}", time=tried, why=why))
    return lines


def _undecided(following: Following) -> Message:
    if following.paused_at:
        return message("Nothing was decided about it yet: the feed is paused.")
    return message("It is about to be looked at.")


def filter_words(stored: str) -> Message:
    """Why a filter keeps an entry away, of what is stored of that."""
    told = in_words(stored)
    return Message(told.text, {name: escaped(str(value)) for name, value in told.params.items()})


def _failure(delivery: Delivery) -> object:
    if not delivery.failure:
        return message("the reason is not known")
    return {one: escaped(trimmed(text, _LONGEST_FAILURE)) for one, text in delivery.failure.items()}


def _cards(cards: Sequence[Post]) -> Iterable[Message]:
    if cards:
        links = " · ".join(card_link(one) for one in cards[:_MOST_CARDS])
        yield message("Its cards here: {links}", links=links)


def _unknown(shown: Unknown, followed: Followed) -> list[Message]:
    read: datetime | None = followed.feed.succeeded_at
    lines = [message("It is not in the feed.")]
    if read is None:
        lines.append(message("The feed could not be read yet."))
    else:
        lines.append(
            message(
                "The feed was last read {time}, and had nothing with that link or headline then or before.",
                time=in_figures(read),
            )
        )
    return [*lines, *_cards(shown.cards)]
