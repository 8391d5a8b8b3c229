"""Whose command fails by no fault of theirs is shown a code, and the log names it in each line about that."""

from __future__ import annotations

import io
import re

import pytest

from bot.domain.errors import BadInput, PlatformFailed, StorageFailed
from bot.domain.message import message
from bot.logs.setup import set_up
from bot.privacy.my_data import Privacy
from tests.discord.news import post, serve
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated

CODE = r"([0-9A-Z]{4}-[0-9A-Z]{4})"
WORD = "axolotl"


@pytest.fixture
def log() -> io.StringIO:
    stream = io.StringIO()
    set_up(stream, "DEBUG")
    return stream


def _failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    async def fail(*_: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(Privacy, "kept", fail)


@pytest.mark.parametrize(
    ("error", "english", "spanish", "told"),
    [
        (
            ValueError(WORD),
            "Something went wrong on our side. It has been noted; please try again.",
            "Algo ha fallado",
            "ERROR {logger} [{code}]: /privacy show failed by a fault\nTraceback",
        ),
        (
            StorageFailed(message("The database is busy. Try again in a moment.")),
            "The database is busy. Try again in a moment.",
            "La base de datos está ocupada",
            "WARNING {logger} [{code}]: /privacy show failed: The database is busy.",
        ),
        (
            PlatformFailed(message("Discord cannot be reached. Please try again in a moment.")),
            "Discord cannot be reached. Please try again in a moment.",
            "No se puede conectar con Discord",
            "WARNING {logger} [{code}]: /privacy show failed: Discord cannot be reached.",
        ),
    ],
)
async def test_a_failure_is_shown_with_its_code_and_logged_with_it(
    tertulia: Simulated,
    monkeypatch: pytest.MonkeyPatch,
    log: io.StringIO,
    error: Exception,
    english: str,
    spanish: str,
    told: str,
):
    tertulia.expect(ValueError)
    _failing(monkeypatch, error)
    shown = (await tertulia.run(tertulia.emma, "/privacy show")).text
    found = re.fullmatch(rf"{re.escape(english)}\n-# Code for whoever runs the bot: {CODE}", shown)
    assert found, shown
    written = log.getvalue()
    assert told.format(logger="bot.discordkit.errors", code=found[1]) in written
    begun = f"DEBUG bot.discordkit.client [{found[1]}]: /privacy show of member {tertulia.emma.id} begins"
    assert begun in written
    assert WORD not in written
    shown = (await tertulia.run(tertulia.elena, "/privacy show", everywhere=True)).text
    assert shown.startswith(spanish)
    again = re.search(rf"\n-# Código para quien administra el bot: {CODE}$", shown)
    assert again, shown
    assert again[1] != found[1]


async def test_who_gave_a_command_wrongly_is_shown_no_code(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
):
    _failing(monkeypatch, BadInput(message("There is nothing to search for.")))
    assert (await tertulia.run(tertulia.emma, "/privacy show")).text == "There is nothing to search for."
    assert "failed" not in log.getvalue()


async def test_where_one_of_several_channels_fails_its_line_is_followed_by_the_code(
    tertulia: Simulated, pages: Pages, log: io.StringIO
):
    news, noticias = tertulia.seed.news, tertulia.seed.noticias
    tertulia.fail("POST", f"/channels/{noticias.id}/messages", 403, 50013)
    shown = (await post(tertulia, serve(pages), channel=news, **{"channel-2": noticias})).text
    found = re.search(rf"I need a permission \(.*\)\.\n-# Code for whoever runs the bot: {CODE}$", shown)
    assert found, shown
    assert f"WARNING bot.discordkit.errors [{found[1]}]: /article post failed: " in log.getvalue()
