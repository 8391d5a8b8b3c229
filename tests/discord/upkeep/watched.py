"""The endpoint for health and metrics of the bot on the simulated Discord."""

from __future__ import annotations

from bot.upkeep.metrics import scrape
from tests.discord.simulated import Simulated
from tests.endpoint import Scraped, ask, free_port


async def serve(tertulia: Simulated) -> str:
    """Start the bot anew with its endpoint; gives the endpoint's address."""
    address = f"127.0.0.1:{free_port()}"
    await tertulia.restart(TERTULIA_METRICS=address)
    return f"http://{address}"


async def scraped(url: str) -> Scraped:
    """What the endpoint answers to Prometheus now, not some seconds ago."""
    kept, scrape.KEPT_SECONDS = scrape.KEPT_SECONDS, 0.0
    try:
        answer = await ask(f"{url}/metrics")
        answer = await ask(f"{url}/metrics")  # the first may still have been kept
    finally:
        scrape.KEPT_SECONDS = kept
    assert answer.status == 200
    return Scraped(answer.text)
