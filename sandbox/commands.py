"""The application's commands: what Discord accepts, and who is shown which.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import re
from typing import Any

from sandbox.errors import DiscordError, check_length, invalid, unknown
from sandbox.permissions import Permission, in_channel, in_server
from sandbox.world import JSON, Member, World

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
_NAME = re.compile(r"[-_'\w]{1,32}")
_MOST = {SLASH: 100, USER_MENU: 5, MESSAGE_MENU: 5}
_MOST_CHARACTERS = 8000
_LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    ]
)
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
        _check(body, kind, path)
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

    def usable(self, user_id: str, channel: JSON, name: str, kind: int) -> JSON:
        """The command with this name that the user may run in ``channel``.

        Raises:
            DiscordError: 10063: there is none, or none for that user.
        """
        held = in_channel(self._world, user_id, channel)
        if held & Permission.USE_APPLICATION_COMMANDS:
            for one in self._everywhere():
                if (one["name"], one["type"]) == (name, kind) and _reaches(held, one):
                    return one
        raise unknown("application command")

    def _everywhere(self) -> list[JSON]:
        return [*self.all_in(self._world.guild_id), *self.all_in(None)]


def _reaches(held: Permission, command: JSON) -> bool:
    asked = command["default_member_permissions"]
    if asked is None:
        return True
    if not int(asked):
        return bool(held & Permission.ADMINISTRATOR)
    return not int(asked) & ~int(held)


def _check(body: JSON, kind: int, path: str) -> None:
    name = str(body.get("name") or "")
    check_length(f"{path}name", name, 1, 32)
    _check_localizations(body, path)
    if kind != SLASH:
        if body.get("description"):
            raise invalid(
                f"{path}description",
                "APPLICATION_COMMAND_INVALID_DESCRIPTION",
                "Context menu commands cannot have description",
            )
        return
    _check_names(body, path)
    _check_options(body.get("options") or [], f"{path}options", 0)
    if _characters(body) > _MOST_CHARACTERS:
        raise invalid(
            f"{path}name".rstrip("."), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)"
        )


def _check_names(body: JSON, path: str) -> None:
    names = [str(body.get("name") or ""), *(body.get("name_localizations") or {}).values()]
    for name in names:
        if not _NAME.fullmatch(name) or name != name.lower():
            raise invalid(f"{path}name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    for text in [str(body.get("description") or ""), *(body.get("description_localizations") or {}).values()]:
        check_length(f"{path}description", text, 1, 100)


def _check_localizations(body: JSON, path: str) -> None:
    for key in ("name_localizations", "description_localizations"):
        if strange := set(body.get(key) or {}) - _LOCALES:
            raise invalid(f"{path}{key}", "BASE_TYPE_CHOICES", f"Unknown locale {min(strange)}")


def _check_options(options: list[JSON], path: str, depth: int) -> None:
    if len(options) > 25:
        raise invalid(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    optional_seen = False
    names: set[str] = set()
    for index, option in enumerate(options):
        here = f"{path}.{index}."
        _check_names(option, here)
        _check_localizations(option, here)
        if option["name"] in names:
            raise invalid(
                f"{here}name",
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "Option names must be unique",
            )
        names.add(option["name"])
        if option.get("required") and optional_seen:
            sentence = "Required options must be placed before non-required options"
            raise invalid(f"{here}required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", sentence)
        optional_seen = optional_seen or not option.get("required")
        if option["type"] == GROUP and depth > 0:
            raise invalid(
                f"{here}type",
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-command option type is invalid",
            )
        if option["type"] in (SUBCOMMAND, GROUP):
            _check_options(option.get("options") or [], f"{here}options", depth + 1)
        _check_choices(option.get("choices") or [], f"{here}choices")


def _check_choices(choices: list[JSON], path: str) -> None:
    if len(choices) > 25:
        raise invalid(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(choices):
        check_length(f"{path}.{index}.name", str(choice.get("name") or ""), 1, 100)


def _characters(body: JSON) -> int:
    own = len(str(body.get("name") or "")) + len(str(body.get("description") or ""))
    own += sum(len(str(one["value"])) for one in body.get("choices") or [])
    return own + sum(_characters(one) for one in body.get("options") or [])
