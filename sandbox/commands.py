"""The application's commands: what Discord accepts, and who is shown which.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

from typing import Any

from sandbox.command_checks import MESSAGE_MENU, SLASH, USER_MENU, check
from sandbox.errors import DiscordError, invalid, unknown
from sandbox.permissions import Permission, in_channel, in_server
from sandbox.world import DIRECT, JSON, Member, World

IN_SERVER, IN_DIRECT_MESSAGES = 0, 1
"""Contexts in which a command can be used."""
_MOST = {SLASH: 100, USER_MENU: 5, MESSAGE_MENU: 5}
_CHANGEABLE = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "dm_permission",
    "nsfw",
    "contexts",
    "integration_types",
)


class Commands:
    """The commands of every scope: None is global, else a server's id."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._scopes: dict[str | None, dict[str, JSON]] = {}

    def all_in(self, scope: str | None) -> list[JSON]:
        """The commands of one scope."""
        return list(self._scopes.get(scope, {}).values())

    def get(self, scope: str | None, command_id: str) -> JSON:
        """One command.

        Raises:
            DiscordError: 10063.
        """
        found = self._scopes.get(scope, {}).get(command_id)
        if found is None:
            raise unknown("application command")
        return found

    def replace(self, scope: str | None, bodies: list[Any]) -> list[JSON]:
        """Put these in place of all commands of a scope; one that keeps its name and type keeps its id.

        Raises:
            DiscordError: 50035, 30032 (too many).
        """
        before = {(one["type"], one["name"]): one["id"] for one in self.all_in(scope)}
        made = [self._made(scope, body, f"{index}.", before) for index, body in enumerate(bodies)]
        names = [(one["type"], one["name"]) for one in made]
        if len(set(names)) < len(names):
            raise invalid(
                "name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        for kind, most in _MOST.items():
            if sum(one["type"] == kind for one in made) > most:
                raise DiscordError(400, 30032, f"Maximum number of application commands reached ({most})")
        self._scopes[scope] = {one["id"]: one for one in made}
        self._tell()
        return made

    def add(self, scope: str | None, body: JSON) -> JSON:
        """Add one command; one with its name and type gives way.

        Raises:
            DiscordError: 50035, 30032.
        """
        key = (body.get("type") or SLASH, body.get("name"))
        kept = [one for one in self.all_in(scope) if (one["type"], one["name"]) != key]
        return self.replace(scope, [*kept, body])[-1]

    def change(self, scope: str | None, command_id: str, body: JSON) -> JSON:
        """Change one command.

        Raises:
            DiscordError: 10063, 50035.
        """
        before = self.get(scope, command_id)
        self._scopes[scope][command_id] = self._made(scope, {**before, **body}, "", {}) | {"id": command_id}
        self._tell()
        return self._scopes[scope][command_id]

    def remove(self, scope: str | None, command_id: str) -> None:
        """Take one command away.

        Raises:
            DiscordError: 10063.
        """
        self.get(scope, command_id)
        del self._scopes[scope][command_id]
        self._tell()

    def _tell(self) -> None:
        for member in self._world.members.values():
            if not member.user.bot:
                data = {"commands": self.shown_to(member)}
                self._world.emit("COMMANDS", data, only=member.user.id, to="people")

    def _made(self, scope: str | None, body: Any, path: str, ids: dict[tuple[int, str], str]) -> JSON:
        if not isinstance(body, dict):
            raise invalid(
                path.rstrip("."), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"
            )
        kind = body.get("type") or SLASH
        check(body, kind, path)
        command: JSON = {name: body.get(name) for name in _CHANGEABLE}
        command |= {
            "id": ids.get((kind, body["name"])) or self._world.clock.snowflake(),
            "application_id": self._world.application_id,
            "version": self._world.clock.snowflake(),
            "type": kind,
            "description": body.get("description") or "",
            "nsfw": bool(body.get("nsfw")),
            "dm_permission": bool(body.get("dm_permission", True)),
            "integration_types": body.get("integration_types") or [0],
        }
        asked = body.get("default_member_permissions")
        command |= {
            "default_member_permissions": None if asked is None else str(asked),
        }
        if scope:
            command["guild_id"] = scope
        if kind != SLASH:
            del command["options"]
        elif command["options"] is None:
            command["options"] = []
        return command

    def shown_to(self, member: Member) -> list[JSON]:
        """The commands the member may see: its permissions reach what they ask for by default."""
        held = in_server(self._world, member)
        return [one for one in self._everywhere() if _reaches(held, one)]

    def shown_in_direct_messages(self, user_id: str) -> list[JSON]:
        """The commands that say they work there, for somebody who shares the server with the bot."""
        together = {user_id, self._world.bot.id} <= self._world.members.keys()
        return [one for one in self.all_in(None) if together and _in_direct_messages(one)]

    def usable(self, user_id: str, channel: JSON, name: str, kind: int) -> JSON:
        """The command with this name that the user may run in ``channel``.

        Raises:
            DiscordError: 10063: there is none, or none for that user.
        """
        held = in_channel(self._world, user_id, channel)
        if channel["type"] == DIRECT:
            offered = self.shown_in_direct_messages(user_id)
        else:
            offered = [one for one in self._everywhere() if _reaches(held, one)]
        for one in offered:
            if held & Permission.USE_APPLICATION_COMMANDS and (one["name"], one["type"]) == (name, kind):
                return one
        raise unknown("application command")

    def _everywhere(self) -> list[JSON]:
        return [*self.all_in(self._world.guild_id), *self.all_in(None)]


def _in_direct_messages(command: JSON) -> bool:
    contexts = command["contexts"]
    return bool(command["dm_permission"]) if contexts is None else IN_DIRECT_MESSAGES in contexts


def _reaches(held: Permission, command: JSON) -> bool:
    if command["contexts"] is not None and IN_SERVER not in command["contexts"]:
        return False
    asked = command["default_member_permissions"]
    if asked is None:
        return True
    if not int(asked):
        return bool(held & Permission.ADMINISTRATOR)
    return not int(asked) & ~int(held)
