"""Draws charts in a process of its own, which ends with the chart: no other ever holds the library."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from dataclasses import asdict

from bot.domain.errors import TertuliaError
from bot.domain.message import message
from bot.statistics.chart import Chart, ChartForm
from bot.translation.engines.child import end

DEADLINE = 30.0
"""Seconds for a chart: an idle machine takes one."""
CHILD = ("-m", "bot.statistics.draw_child")
"""Arguments of Python for the process that draws."""

_log = logging.getLogger(__name__)


class NotDrawn(TertuliaError):
    """A chart could not be drawn."""


class Drawing:
    """Draws one chart after another."""

    def __init__(self, *, deadline: float = DEADLINE, child: Sequence[str] | None = None) -> None:
        """``deadline`` in seconds; ``child`` in place of :data:`CHILD`."""
        self._deadline = deadline
        self._child = CHILD if child is None else child
        self._turn = asyncio.Lock()

    async def draw(self, chart: Chart, form: ChartForm) -> bytes:
        """The chart as a picture, or as an element of a page.

        Raises:
            NotDrawn: it takes longer than the deadline, or the process fails.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(self._deadline):
                    code, drawn = await self._drawn(json.dumps({"form": form, **asdict(chart)}).encode())
            except (TimeoutError, OSError) as error:
                _log.warning("A chart could not be drawn: %r", error)
                raise _not_drawn() from error
        if code or not drawn:
            _log.warning("A chart could not be drawn: exit code %s", code)
            raise _not_drawn()
        return drawn

    async def _drawn(self, asked: bytes) -> tuple[int | None, bytes]:
        """The exit code of the process, and what it answered."""
        with tempfile.TemporaryDirectory(prefix="tertulia-chart-") as folder:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *self._child),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=folder,  # the library reads settings from there
                env=_environment(folder),
            )
            try:
                drawn, _ = await process.communicate(asked)
                return process.returncode, drawn
            finally:
                with contextlib.suppress(ProcessLookupError):
                    await end(process)


def _environment(folder: str) -> dict[str, str]:
    """The library finds no font and no settings but its own, and leaves nothing behind."""
    own = {"MPLCONFIGDIR": folder, "MPL_IGNORE_SYSTEM_FONTS": "1", "OPENBLAS_NUM_THREADS": "1"}
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path if path)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, **own, "PYTHONPATH": paths}


def _not_drawn() -> NotDrawn:
    return NotDrawn(message("I could not draw the chart. Please try again in a moment."))
