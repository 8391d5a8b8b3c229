"""What engines behind an address share: one request, its answer as JSON, and what its faults mean."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any

import aiohttp

from bot.domain.message import Message
from bot.jobs.clock import Clock, SystemClock
from bot.translation.engines.engine import EngineFailed, Fault, Limits
from bot.translation.unit import Markup

LARGEST = 250_000
"""Bytes of an answer: more than the longest text takes, and whatever it holds is parsed within 10 ms."""
_FAULTS = {
    400: Fault.REJECTED,
    401: Fault.KEY,
    403: Fault.KEY,
    404: Fault.UNSUPPORTED,
    408: Fault.TIMEOUT,
    413: Fault.TOO_LONG,
    414: Fault.TOO_LONG,
    429: Fault.RATE,
    456: Fault.QUOTA,
    504: Fault.TIMEOUT,
    529: Fault.RATE,
}
_SERVER = 500


class HttpEngine:
    """An engine behind an address. The key goes into requests, and nowhere else."""

    name = "http"
    version = ""
    rough = False
    markup = Markup.HTML

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        local: bool = False,
        limits: Limits = Limits(),  # noqa: B008  # frozen
        clock: Clock | None = None,
    ) -> None:
        self._address = address.rstrip("/")
        self._key = key
        self.local = local
        self.limits = limits
        self._clock = clock or SystemClock()
        self._session: aiohttp.ClientSession | None = None

    def lacking(self) -> Message | None:
        """Nothing: the settings that made it hold all it needs."""
        return None

    async def close(self) -> None:
        """Close its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await asyncio.sleep(0)  # the loop lets go of its connections

    async def _ask(
        self,
        path: str,
        body: object,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON that answers a request.

        Raises:
            EngineFailed: there is none.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"User-Agent": f"Tertulia/{version('tertulia')}", "Accept-Encoding": "identity"},
                auto_decompress=False,  # aiohttp would unpack as much as a bomb holds
            )
        try:
            async with self._session.post(
                self._address + path,
                json=body,
                headers=headers,
                params=query,
                timeout=aiohttp.ClientTimeout(total=self.limits.seconds),
                allow_redirects=False,
            ) as answer:
                content = await answer.content.read(LARGEST)
                while len(content) < LARGEST and (more := await answer.content.read(LARGEST - len(content))):
                    content += more
                if answer.status != 200:
                    retry_after = self._seconds(answer.headers.get("Retry-After"))
                    raise self._failed(self._fault(answer.status, content), str(answer.status), retry_after)
        except TimeoutError as error:
            raise self._failed(Fault.TIMEOUT) from error
        except (aiohttp.ClientError, OSError) as error:
            # Its words may hold the address and what was sent: its kind is enough.
            raise self._failed(Fault.SERVER, type(error).__name__) from None
        if len(content) >= LARGEST:
            raise self._failed(Fault.ODD, "too long an answer")
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise self._failed(Fault.ODD, "no JSON") from None

    def _fault(self, status: int, content: bytes) -> Fault:
        """What an answer other than 200 means."""
        return _FAULTS.get(status, Fault.SERVER if status >= _SERVER else Fault.REJECTED)

    def _seconds(self, header: str | None) -> float | None:
        """Of a Retry-After header, which is a number or a date."""
        if header is None:
            return None
        if header.strip().isdecimal() and len(header) < 8:
            return float(header)
        try:
            return max(0.0, (parsedate_to_datetime(header) - self._clock.utcnow()).total_seconds())
        except (ValueError, TypeError):
            return None

    def _failed(self, fault: Fault, detail: str = "", retry_after: float | None = None) -> EngineFailed:
        return EngineFailed(self.name, fault, detail, retry_after)

    def _at(self, answer: Any, *path: str | int) -> Any:
        """What stands at a place within an answer."""
        try:
            for step in path:
                answer = answer[step]
        except (KeyError, IndexError, TypeError):
            raise self._failed(Fault.ODD, "another shape") from None
        return answer

    def _texts(self, answers: Any, sent: Sequence[str], *path: str | int) -> list[str]:
        """The text at ``path`` within each of ``answers``, if there is one for each text sent."""
        if not isinstance(answers, list) or len(answers) != len(sent):
            raise self._failed(Fault.ODD, "another number of texts")
        texts = [self._at(one, *path) for one in answers]
        if not all(isinstance(one, str) for one in texts):
            raise self._failed(Fault.ODD, "something else than texts")
        return [one.encode("utf-8", "replace").decode() for one in texts]  # JSON can hold half a character
