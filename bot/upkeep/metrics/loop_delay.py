"""How late the event loop is."""

from __future__ import annotations

import asyncio

from bot.jobs.metrics import Metrics, Observed

EVERY = 1.0
"""Seconds between two samples."""


async def sample_loop_delay(metrics: Metrics) -> None:
    """Note once a second how late the event loop goes on, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY
        await asyncio.sleep(EVERY)
        metrics.observe(Observed.LOOP_DELAY, max(0.0, loop.time() - due))
