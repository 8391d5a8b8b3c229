"""Feeds in words: how one fares, and what a server wants of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.discordkit.escaping import escaped, link_target
from bot.domain.card import one_line, trimmed
from bot.domain.feeds.following import Filter, FilterField, Following, PauseReason
from bot.domain.feeds.quiet_hours import write_span
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.feeding.feed_store import StoredFeed
from bot.feeding.managing.followed_feeds import Followed

_MOST_ROOMS = 8
_LONGEST_FAILURE = 150
_LONGEST_PATTERN = 80
_PAUSED = {
    PauseReason.GONE: message("⏸ paused since {time}: its site says that it is gone"),
    PauseReason.FAILING: message("⏸ paused since {time}: it could not be had for 30 days"),
}
FIELDS = {
    FilterField.WORDS: message("words"),
    FilterField.CATEGORY: message("category"),
    FilterField.AUTHOR: message("author"),
    FilterField.PATTERN: message("pattern"),
}


def title_of(followed: Followed) -> str:
    """A feed's title, as it can stand in a message."""
    return escaped(followed.title)


def rooms_of(channel_ids: Collection[int]) -> str:
    """Mentions of channels, the first ones."""
    shown = " ".join(f"<#{one}>" for one in [*channel_ids][:_MOST_ROOMS])
    return f"{shown} …" if len(channel_ids) > _MOST_ROOMS else shown


def line_of(followed: Followed) -> list[Message]:
    """A feed in a list: its title and rooms, how it fares, and when it is looked at."""
    following, feed = followed.following, followed.feed
    first = message(
        "**{title}** · {rooms} · {language}",
        title=title_of(followed),
        rooms=rooms_of(following.channels) or message("no channel"),
        language=language_of(following, feed),
    )
    looks = message("-# {looks}", looks=message("{parts}", parts=_joined(_looks(following, feed))))
    return [first, *states_of(following, feed), looks]


def language_of(following: Following, feed: StoredFeed) -> Message:
    """In which language its entries are taken to be."""
    if following.language:
        return message("{language} (chosen)", language=following.language)
    if feed.language:
        return message("{language}", language=feed.language)
    return message("language as each entry says")


def states_of(following: Following, feed: StoredFeed) -> list[Message]:
    """What keeps a feed from being posted, in lines; none where it works."""
    lines = []
    if following.paused_at:
        lines.append(message("⏸ paused since {time}", time=in_figures(following.paused_at)))
    if feed.paused_at and feed.paused_for:
        paused = _PAUSED[feed.paused_for]
        lines.append(Message(paused.text, {"time": in_figures(feed.paused_at)}))
    if feed.failing_since:
        since = in_figures(feed.failing_since)
        if feed.failure:
            why = {one: escaped(trimmed(text, _LONGEST_FAILURE)) for one, text in feed.failure.items()}
            lines.append(message("⚠ fails since {time}: {why}", time=since, why=why))
        else:
            lines.append(message("⚠ fails since {time}", time=since))
    return lines


def _looks(following: Following, feed: StoredFeed) -> list[Message]:
    parts = []
    if not feed.paused_at and not following.paused_at:
        parts.append(message("next look {time}", time=in_figures(feed.next_at)))
    if feed.succeeded_at:
        parts.append(message("last read {time}", time=in_figures(feed.succeeded_at)))
    else:
        parts.append(message("not read yet"))
    if feed.new_entry_at:
        parts.append(message("last new entry {time}", time=in_figures(feed.new_entry_at)))
    return parts


def _joined(parts: list[Message]) -> Message:
    joined = parts[0]
    for one in parts[1:]:
        joined = message("{one} · {other}", one=joined, other=one)
    return joined


def settings_of(followed: Followed, others: Collection[Followed]) -> list[Message]:
    """Everything that is set for a feed. ``others`` are the feeds that are one source with it."""
    following, feed = followed.following, followed.feed
    site = link_target(feed.home or feed.url)
    lines = [
        message("### {title}", title=title_of(followed)),
        message("-# {address}", address=escaped(trimmed(one_line(feed.url), 300))),
    ]
    if site:
        lines.append(message("-# [The site]({link})", link=site))
    lines += [
        *states_of(following, feed),
        message("-# {looks}", looks=_joined(_looks(following, feed))),
        message("-# Looked at every {span}", span=timedelta(seconds=feed.interval)),
        message("**Channels:** {rooms}", rooms=rooms_of(following.channels) or message("no channel")),
        message("**Language:** {language}", language=language_of(following, feed)),
        *conditions_of(following),
    ]
    if others:
        lines.append(message("**One source with:** {titles}", titles=[title_of(one) for one in others]))
    return lines


def conditions_of(following: Following) -> list[Message]:
    """Under which conditions entries are posted; nothing of what is as it was at first."""
    lines = []
    if following.per_hour:
        lines.append(
            counted(
                "**Pace:** at most {count} entry an hour",
                "**Pace:** at most {count} entries an hour",
                following.per_hour,
            )
        )
    if following.quiet:
        lines.append(
            message("**Quiet hours:** {span}, in the server's time zone", span=write_span(following.quiet))
        )
    if following.delay:
        span = timedelta(minutes=following.delay)
        lines.append(message("**Delay:** posted {span} after they come", span=span))
    if following.review:
        lines.append(message("**Review:** moderators approve each entry first"))
    if following.mention_role_id:
        lines.append(message("**Mentions:** <@&{role}>", role=str(following.mention_role_id)))
    if following.tags:
        tags = [escaped(one) for one in following.tags]
        lines.append(message("**Forum tags:** {tags}", tags=tags))
    if following.filters:
        lines.append(message("**Filters:**"))
        lines += filter_lines(following)
    return lines


def filter_lines(following: Following) -> list[Message]:
    """The filters of a feed, those that let entries pass first."""
    by_kind = sorted(following.filters, key=lambda one: not one.include)
    return [filter_line(one.field, one.text, include=one.include) for one in by_kind]


def filter_name(one: Filter) -> Message:
    """A filter as it is chosen from a list: nothing is escaped there."""
    text = one_line(one.text)
    if one.include:
        return message("only {field}: {text}", field=FIELDS[one.field], text=text)
    return message("not {field}: {text}", field=FIELDS[one.field], text=text)


def filter_line(field: FilterField, text: str, *, include: bool) -> Message:
    """A filter in a line."""
    shown = escaped(trimmed(one_line(text), _LONGEST_PATTERN))
    if include:
        return message("- ✅ only {field}: {text}", field=FIELDS[field], text=shown)
    return message("- 🚫 not {field}: {text}", field=FIELDS[field], text=shown)
