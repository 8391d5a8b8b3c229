"""What is said of pages that were read again, and of the versions of an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.discordkit.escaping import escaped
from bot.domain.card import one_line, trimmed
from bot.domain.errors import BadInput
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.domain.pages.article_changes import Changes, Part
from bot.domain.pages.page_checks import MISSING_FOR, Presence
from bot.posting.pages.corrections import Correction
from bot.posting.pages.version_store import PageState, Version

MAX_TITLE_LENGTH = 150
MAX_REASON_LENGTH = 300
_PARTS = {
    Part.HEADLINE: message("headline"),
    Part.STANDFIRST: message("standfirst"),
    Part.TEXT: message("text"),
    Part.PICTURE: message("picture"),
    Part.ADDRESS: message("address"),
}


def correction_lines(correction: Correction) -> list[Message]:
    """What came of reading an article's pages again, a line for each edition that has something to tell."""
    lines = [
        message("The card is updated in {language}: {parts}", language=language, parts=changed_parts(changed))
        for language, changed in correction.changes.items()
    ]
    for language, failure in correction.failures.items():
        presence = correction.presence.get(language, Presence())
        lines.append(message("In {language}: {reason}", language=language, reason=_why(failure, presence)))
    unchanged = message("Nothing has changed since {time}.", time=in_figures(correction.unchanged_since))
    return lines or [unchanged]


def _why(failure: BadInput, presence: Presence) -> Message:
    """Why an edition stays as it is."""
    return _absence(presence) or failure.message


def _absence(presence: Presence) -> Message | None:
    """That a page is gone or missing; None if it is there."""
    if presence.gone_at:
        return message(
            "The publisher has taken the page down. The card says so since {time}.",
            time=in_figures(presence.gone_at),
        )
    if presence.missing_since:
        return message(
            "The page is missing since {time}. If it still is on {until}, the card will say that it was taken"
            " down.",
            time=in_figures(presence.missing_since),
            until=in_figures(presence.missing_since + MISSING_FOR),
        )
    return None


def changed_parts(changed: Changes) -> Message:
    """The parts of an edition that changed, with how many words."""
    return message("{parts}", parts=[_part(part, changed) for part in changed.parts])


def _part(part: Part, changed: Changes) -> Message:
    if part is Part.TEXT and (changed.added or changed.removed):
        return message("text (+{added} −{removed} words)", added=changed.added, removed=changed.removed)
    return _PARTS[part]


def page_lines(pages: Sequence[PageState]) -> Iterator[Message]:
    """What is to be told of an article's pages as they were found last: nothing of those that were read."""
    for page in pages:
        if absence := _absence(page.presence):
            yield message("In {language}: {reason}", language=page.language, reason=absence)
        elif page.left_because:
            reasons = {one: _shown(text, MAX_REASON_LENGTH) for one, text in page.left_because.items()}
            yield message("In {language}: {reason}", language=page.language, reason=reasons)


def version_line(version: Version, longest: int = MAX_TITLE_LENGTH) -> Message:
    """A version: when it was read, and what had changed; ``longest`` is that of headlines, in characters."""
    time, title = in_figures(version.read_at), _shown(version.title, longest)
    if version.changes is None:
        return counted(
            "**{time}** · {language} · read for the first time: “{title}”, {count} word",
            "**{time}** · {language} · read for the first time: “{title}”, {count} words",
            version.words,
            time=time,
            language=version.language,
            title=title,
        )
    parts = changed_parts(version.changes)
    if Part.HEADLINE in version.changes.parts:
        return message(
            "**{time}** · {language} · {parts}\n> {earlier}\n> → {title}",
            time=time,
            language=version.language,
            parts=parts,
            earlier=_shown(version.earlier or "", longest),
            title=title,
        )
    return message("**{time}** · {language} · {parts}", time=time, language=version.language, parts=parts)


def _shown(text: str, longest: int) -> str:
    return escaped(trimmed(one_line(text), longest))
