"""Ends child processes, and all that the event loop holds for them."""

from __future__ import annotations

import asyncio
import contextlib


async def end(process: asyncio.subprocess.Process, seconds: float = 0.0) -> None:
    """End ``process``: after so many seconds by force, if it has not ended by itself."""
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    # Its pipes are closed by themselves only where somebody reads them to their end.
    process._transport.close()  # type: ignore[attr-defined]
    await asyncio.sleep(0)
