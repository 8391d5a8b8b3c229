"""What is told to whoever posted an article: where its cards are, and why some are missing."""

from __future__ import annotations

from bot.discordkit.links import card_link
from bot.domain.errors import TertuliaError
from bot.domain.message import Message, message
from bot.posting.publish_article import Outcomes, Published


def lines_about(outcomes: Outcomes) -> list[Message]:
    """Return what became of posting into some channels: a line for each, in their order.

    Raises:
        TertuliaError: nothing was posted, for the same reason everywhere.
    """
    failures = [one for one in outcomes.values() if isinstance(one, TertuliaError)]
    if len(failures) == len(outcomes) and len({str(one.message) for one in failures}) == 1:
        raise failures[0]
    if len(outcomes) == 1:
        return [_sentence(*outcomes.values())]
    return [line_about(channel_id, one) for channel_id, one in outcomes.items()]


def line_about(channel_id: int, outcome: Published | TertuliaError) -> Message:
    """Return what became of posting into one of several channels."""
    return message("- <#{channel}>: {outcome}", channel=str(channel_id), outcome=_sentence(outcome))


def _sentence(outcome: Published | TertuliaError) -> Message:
    if isinstance(outcome, TertuliaError):
        return outcome.message
    link = card_link(outcome.post)
    if not outcome.is_new:
        return message("This article already has a card here: {link}", link=link)
    if outcome.missing:
        return message(
            "The card is posted: {link}\nIts thread could not be opened yet: {failure} I will keep trying.",
            link=link,
            failure=outcome.missing,
        )
    return message("The card is posted: {link}", link=link)
