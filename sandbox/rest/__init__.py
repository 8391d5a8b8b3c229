"""Discord's REST API, version 10: what a bot calls, grouped as Discord's documentation groups it."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.rest import applications, channels, guilds, interactions, messages, threads, webhooks
from sandbox.rest.call import Route

_GROUPS = (applications, guilds, channels, messages, threads, webhooks, interactions)


def routes() -> Iterator[Route]:
    """Every route."""
    for group in _GROUPS:
        yield from group.routes
