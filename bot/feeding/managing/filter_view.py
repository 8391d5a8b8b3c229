"""What a filter would do, before it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discordkit.escaping import escaped
from bot.domain.message import Message, counted, message
from bot.feeding.entry_store import StoredEntry
from bot.feeding.managing.feed_entries import headline
from bot.feeding.managing.feed_filters import Tried
from bot.feeding.managing.feed_words import filter_line, title_of

_LONGEST_HEADLINE = 90
_SHOWN = 5
"""Headlines that are shown of those that pass, and of those that do not."""


def tried_lines(tried: Tried) -> list[Message]:
    """How many of the newest entries would pass with a filter, and the first of them and of the others."""
    one, total = tried.filter, len(tried.passes) + len(tried.kept_away)
    lines = [
        message("A filter for “{title}”:", title=title_of(tried.followed)),
        filter_line(one.field, one.text, include=one.include),
    ]
    if not total:
        return [*lines, message("No entry of this feed is known yet that it could be tried on.")]
    lines.append(
        counted(
            "Of the newest {total} entries, {count} would be posted with it.",
            "Of the newest {total} entries, {count} would be posted with it.",
            len(tried.passes),
            total=total,
        )
    )
    lines += _some(message("**Posted:**"), tried.passes)
    lines += _some(message("**Not posted:**"), tried.kept_away)
    return lines


def _some(heading: Message, entries: Sequence[StoredEntry]) -> list[Message]:
    if not entries:
        return []
    titles = [escaped(headline(one, _LONGEST_HEADLINE)) for one in entries[:_SHOWN]]
    shown = [message("- {title}", title=one) for one in titles]
    more = [message("- …")] if len(entries) > _SHOWN else []
    return [heading, *shown, *more]
