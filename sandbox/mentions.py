"""Whom a message pings.

https://discord.com/developers/docs/resources/message#allowed-mentions-object
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.errors import invalid
from sandbox.world import JSON, World

_USER, _ROLE, _EVERYONE = (
    re.compile(r"<@!?(\d+)>"),
    re.compile(r"<@&(\d+)>"),
    re.compile(r"@(?:everyone|here)\b"),
)


@dataclass(frozen=True)
class Pings:
    """The users and roles that are pinged, and whether everyone is."""

    users: list[str]
    roles: list[str]
    everyone: bool


def pings(
    world: World, text: str, allowed: JSON | None, *, may_ping_everyone: bool, replied_to: str | None
) -> Pings:
    """Whom ``text`` pings under ``allowed`` (None: all it names), and the author of what it answers.

    Raises:
        DiscordError: 50035: a kind is both parsed and listed.
    """
    users = [one for one in dict.fromkeys(_USER.findall(text)) if one in world.users]
    roles = [one for one in dict.fromkeys(_ROLE.findall(text)) if one in world.roles]
    everyone = bool(_EVERYONE.search(text))
    answered = True
    if allowed is not None:
        users = _allowed(users, allowed, "users")
        roles = _allowed(roles, allowed, "roles")
        everyone = everyone and "everyone" in (allowed.get("parse") or [])
        answered = bool(allowed.get("replied_user", False))
    roles = [one for one in roles if world.roles[one]["mentionable"] or may_ping_everyone]
    if replied_to in world.users and answered and replied_to not in users:
        users.append(str(replied_to))
    return Pings(users, roles, everyone and may_ping_everyone)


def _allowed(named: list[str], allowed: JSON, kind: str) -> list[str]:
    listed: list[Any] = allowed.get(kind) or []
    if kind in (allowed.get("parse") or []):
        if listed:
            raise invalid(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind} are mutually exclusive.',
            )
        return named
    wanted = {str(each) for each in listed}
    return [one for one in named if one in wanted]
