"""Sets the sandbox up when it opens, through the bot's commands as a person would."""

from __future__ import annotations

from sandbox.actor import Actor
from sandbox.errors import DiscordError
from sandbox.server import Sandbox
from sandbox.site.articles import Newsstand

EDITOR = "Marta"
SECONDS = 60.0
"""The bot has this long to start, and then this long for each command."""


class Opening:
    """Marta, who moderates and manages the server, sets it up and posts two articles in both channels: one
    that has no other edition, and one that has.
    """

    def __init__(self, sandbox: Sandbox, site: str) -> None:
        self._editor: Actor = sandbox.member(EDITOR)
        self._site = site
        self._cards: set[str] = set()

    async def prepare(self) -> bool:
        """Wait for the bot, then set the channels up and post. False where the bot did not do it all."""
        english = Newsstand().within("en")
        single = next(article for article in english if article.twin is None)
        twin = next(article for article in english if article.twin)
        moderators = next(one["id"] for one in self._editor.channels() if one["name"] == "moderators")
        try:
            await self._editor.wait_for("BOT", lambda bot: bool(bot["online"]), SECONDS)
            await self._do("noticias", "language channel", language="es")
            await self._do("news", "settings moderators-channel", channel=moderators)
            for article in (single, twin):
                for channel in ("news", "noticias"):
                    await self._post(channel, self._site + article.path)
        except (TimeoutError, DiscordError):
            return False
        return True

    async def _do(self, where: str, path: str, /, **options: str) -> None:
        asked = await self._editor.command(where, path, **options)
        await asked.answer(SECONDS)

    async def _post(self, name: str, link: str) -> None:
        """Post ``link`` and wait for its card: before it, the answer only tells how far work has come."""
        channel = next(one["id"] for one in self._editor.channels() if one["name"] == name)
        await self._editor.command(name, "article post", link=link)
        card = await self._editor.wait_for_message(
            lambda shown: (
                shown["channel_id"] == channel
                and bool(shown["components"])
                and shown["id"] not in self._cards
            ),
            SECONDS,
        )
        self._cards.add(card["id"])
