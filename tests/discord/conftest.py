"""The fixtures ``tertulia``, the real bot on a simulated Discord, and ``pages``, a site it may read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.database.place import Place
from tests.clock import SteppedClock
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated, intents
from tests.translators import Phrasebook


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "bot(message_content=True, **settings): how the bot of `tertulia` is set up",
    )
    config.addinivalue_line(
        "markers",
        "engines(*names, outside=()): the bot of `tertulia` translates with a phrasebook for each name; see "
        "tests.translators.Phrasebook",
    )
    config.addinivalue_line(
        "markers", "pace(speed): how many times as fast as ours the clock of its background work is"
    )
    config.addinivalue_line(
        "markers", "stepped: the clock of its background work stands still until the test steps it"
    )


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """A site on loopback that the bot of ``tertulia`` may fetch; see :class:`tests.discord.pages.Pages`."""
    served = Pages()
    await served.start()
    yield served
    await served.stop()


@pytest.fixture
async def tertulia(
    stored_at: Place, pages: Pages, request: pytest.FixtureRequest
) -> AsyncIterator[Simulated]:
    """The bot, running; see :class:`tests.discord.simulated.Simulated`.

    ``@pytest.mark.bot(message_content=False)`` starts it without the privileged intent,
    ``@pytest.mark.bot(TERTULIA_REDRAW_SECONDS=1)`` with a setting, ``@pytest.mark.pace(30)`` lets its clock
    go thirty times as fast once it has started. ``@pytest.mark.engines("one", "deepl", outside=["deepl"])``
    gives it phrasebooks for engines, in that order; without it nothing is translated. With
    ``@pytest.mark.stepped`` its clock is a :class:`tests.clock.SteppedClock`: hours pass as the test says.
    """
    marker = request.node.get_closest_marker("bot")
    options = {"TERTULIA_ALLOWED_ORIGIN": pages.origin, **(marker.kwargs if marker else {})}
    allowed = intents(message_content=options.pop("message_content", True))
    simulated = Simulated(stored_at, options, allowed)
    if engines := request.node.get_closest_marker("engines"):
        outside = engines.kwargs.get("outside", ())
        simulated.engines = [Phrasebook(name, local=name not in outside) for name in engines.args]
    if request.node.get_closest_marker("stepped"):
        simulated.clock = SteppedClock()
    await simulated.start()
    if pace := request.node.get_closest_marker("pace"):
        (simulated.clock.speed,) = pace.args
    yield simulated
    await simulated.finish()
