"""Telling moderators on Discord that an article was not posted at its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.discordkit.command_names import command_name
from bot.discordkit.escaping import escaped, link_target
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.domain.card import trimmed
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import message
from bot.posting.scheduling.schedule_store import Scheduled

if TYPE_CHECKING:
    from bot.discordkit.client import Client

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock may be ahead of Discord's."""
MAX_SEARCHED = 200
"""Messages of the moderators' channel that are searched for one that may have been sent."""
MAX_LINK_LENGTH, MAX_REASON_LENGTH = 300, 500


class DiscordFailureNotes:
    """Implements :class:`bot.posting.scheduling.failure_notes_port.FailureNotes`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, channel_id: int, failed: Scheduled, languages: Sequence[Language]) -> None:
        """Tell it."""
        with translate_errors():
            await self._client.get_partial_messageable(channel_id).send(
                self._text(failed, languages), nonce=f"sched{failed.id}", allowed_mentions=NO_MENTIONS
            )

    async def is_told(
        self, channel_id: int, failed: Scheduled, languages: Sequence[Language], since: datetime
    ) -> bool:
        """Whether that was told after ``since``."""
        text, channel = self._text(failed, languages), self._client.get_partial_messageable(channel_id)
        with translate_errors():
            async for one in channel.history(
                limit=MAX_SEARCHED, after=since - MAX_CLOCK_SKEW, oldest_first=True
            ):
                if one.author == self._client.user and one.content == text:
                    return True
        return False

    def _text(self, failed: Scheduled, languages: Sequence[Language]) -> str:
        assert failed.failure is not None
        catalog, texts = self._client.catalog, list[str]()
        for language in languages:
            note = message(
                "⚠️ An article was not posted at its time, {time}: {link}\n{why}\nSee `{command}`.",
                time=in_figures(failed.at),
                link=shown_link(failed.link),
                why=failed.failure[language][:MAX_REASON_LENGTH],
                command=command_name(catalog, "article scheduled", language),
            )
            texts.append(catalog.say(note, language))
        return "\n\n".join(texts)


def shown_link(link: str) -> str:
    """A link as it is shown without a preview, if it is not too long."""
    target = link_target(link)
    if target is not None and len(target) <= MAX_LINK_LENGTH:
        return f"<{target}>"
    return escaped(trimmed(link, MAX_LINK_LENGTH))
