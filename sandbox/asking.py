"""What a person's Discord client sends the application: commands, presses, choices, dialogs.

The client checks here what a real one would not let its user do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox import components as rules, telling
from sandbox.command_checks import GROUP, MESSAGE_MENU, SLASH, SUBCOMMAND
from sandbox.commands import Commands
from sandbox.errors import DiscordError, invalid
from sandbox.files import Files, Upload
from sandbox.interaction import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT, Interaction
from sandbox.interactions import Interactions
from sandbox.permissions import in_channel
from sandbox.world import DIRECT, JSON, Message, World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
_RESOLVED_AS = {5: ("users", "members"), 6: ("roles",), 7: ("users", "members", "roles"), 8: ("channels",)}


class Asking:
    """Makes interactions of what people do. ``uploads`` are the files that people have chosen, by id."""

    def __init__(
        self,
        world: World,
        commands: Commands,
        interactions: Interactions,
        files: Files,
        uploads: Mapping[str, Upload],
    ) -> None:
        self._world = world
        self._commands = commands
        self._interactions = interactions
        self._files = files
        self._uploads = uploads

    def command(
        self, user_id: str, channel: JSON, path: Sequence[str], options: Sequence[JSON]
    ) -> Interaction:
        """Run a slash command: its name with those of its group and subcommand, and options as {name, value}.

        Raises:
            DiscordError: 10063 (no such command for this person), 50035 (an option).
        """
        command = self._commands.usable(user_id, channel, path[0], SLASH)
        data = self._data(command, path, self._resolving(user_id, channel), options, focused=None)
        return self._interactions.begin(user_id, channel, COMMAND, data)

    def autocomplete(
        self, user_id: str, channel: JSON, path: Sequence[str], options: Sequence[JSON], focused: str
    ) -> Interaction:
        """Ask which values the option ``focused`` might take.

        Raises:
            DiscordError: 10063, 50035.
        """
        command = self._commands.usable(user_id, channel, path[0], SLASH)
        data = self._data(command, path, self._resolving(user_id, channel), options, focused=focused)
        return self._interactions.begin(user_id, channel, AUTOCOMPLETE, data)

    def menu(self, user_id: str, name: str, message: Message) -> Interaction:
        """Run a message command on ``message``.

        Raises:
            DiscordError: 10063.
        """
        world = self._world
        channel = world.channel(message.channel_id)
        command = self._commands.usable(user_id, channel, name, MESSAGE_MENU)
        shown = {message.id: telling.payload(world, message, world.bot.id)}
        data = {"id": command["id"], "name": name, "type": MESSAGE_MENU, "target_id": message.id}
        return self._interactions.begin(user_id, channel, COMMAND, {**data, "resolved": {"messages": shown}})

    def press(
        self, user_id: str, message: Message, custom_id: str, values: Sequence[str] | None = None
    ) -> Interaction:
        """Press a button, or choose ``values`` in a select.

        Raises:
            DiscordError: 50035: there is no such component there, or it does not take that.
        """
        component = rules.find(message.data["components"], custom_id)
        if component is None or component.get("disabled"):
            raise invalid("data.custom_id", "COMPONENT_VALIDATION_FAILED", "Component validation failed")
        channel = self._world.channel(message.channel_id)
        data: JSON = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
        if component["type"] in rules.SELECTS:
            resolving = self._resolving(user_id, channel)
            data["values"] = resolving.chosen(component, list(values or []), "data.values")
            if resolving.found:
                data["resolved"] = resolving.found
        return self._interactions.begin(user_id, channel, COMPONENT, data, message)

    def submit(self, user_id: str, nonce: str, components: Sequence[JSON]) -> Interaction:
        """Send the dialog ``nonce``, filled in as Discord's modal submit has it.

        Raises:
            DiscordError: 10062 (it is not open), 50035 (a field).
        """
        opener = self._interactions.opener(user_id, nonce)
        dialog: JSON = opener.dialog or {}
        given = {one["custom_id"]: one for one in rules.walk(list(components)) if "custom_id" in one}
        channel = self._world.channel(opener.channel_id)
        resolving = self._resolving(user_id, channel)
        filled = [resolving.filled(one, given) for one in dialog["components"]]
        self._interactions.close_dialog(user_id, nonce)
        data = {"custom_id": dialog["custom_id"], "components": filled, "resolved": resolving.found}
        return self._interactions.begin(user_id, channel, SUBMIT, data, opener.source, opener)

    def _resolving(self, user_id: str, channel: JSON) -> _Resolving:
        return _Resolving(self._world, self._files, self._uploads, user_id, channel)

    def _data(
        self,
        command: JSON,
        path: Sequence[str],
        resolving: _Resolving,
        options: Sequence[JSON],
        *,
        focused: str | None,
    ) -> JSON:
        level, inner = command, list(path[1:])
        for name in inner:
            below = (one for one in level.get("options") or [] if one["type"] in (SUBCOMMAND, GROUP))
            level = next((one for one in below if one["name"] == name), {})
        known = level.get("options") or []
        if not level or any(one["type"] in (SUBCOMMAND, GROUP) for one in known):
            raise DiscordError(400, 50035, "Invalid Form Body", errors={"path": {"_errors": []}})
        filled = resolving.options(known, options, focused)
        for name in reversed(inner):
            kind = SUBCOMMAND if name == inner[-1] else GROUP
            filled = [{"name": name, "type": kind, "options": filled}]
        data: JSON = {"id": command["id"], "name": command["name"], "type": SLASH, "options": filled}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        if resolving.found:
            data["resolved"] = resolving.found
        return data


class _Resolving:
    """Checks values and gathers the objects that they name."""

    def __init__(
        self, world: World, files: Files, uploads: Mapping[str, Upload], user_id: str, channel: JSON
    ) -> None:
        self._world = world
        self._files = files
        self._uploads = uploads
        self._user_id = user_id
        self._channel = channel
        self.found: JSON = {}

    def options(self, known: Sequence[JSON], given: Sequence[JSON], focused: str | None) -> list[JSON]:
        by_name = {one["name"]: one.get("value") for one in given}
        if strange := set(by_name) - {one["name"] for one in known}:
            raise invalid(f"options.{min(strange)}", "BASE_TYPE_CHOICES", "There is no such option.")
        filled: list[JSON] = []
        for option in known:
            name, kind = option["name"], option["type"]
            value = by_name.get(name)
            if value in (None, "") and name != focused:
                if option.get("required") and focused is None:
                    raise invalid(f"options.{name}", "BASE_TYPE_REQUIRED", "This field is required")
                continue
            if name == focused:
                filled.append({"name": name, "type": kind, "value": value or "", "focused": True})
            elif focused is None or kind not in (INTEGER, NUMBER):
                filled.append({"name": name, "type": kind, "value": self._value(option, value)})
        return filled

    def _value(self, option: JSON, value: Any) -> Any:
        kind, path = option["type"], f"options.{option['name']}"
        if kind in (INTEGER, NUMBER):
            return _number(option, value, path)
        if kind == BOOLEAN:
            return value if isinstance(value, bool) else str(value).lower() == "true"
        text = str(value)
        if kind == STRING:
            if not (option.get("min_length") or 0) <= len(text) <= (option.get("max_length") or 6000):
                raise invalid(path, "BASE_TYPE_BAD_LENGTH", "The text is too short or too long.")
            choices = [one["value"] for one in option.get("choices") or []]
            if choices and text not in choices:
                raise invalid(path, "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")
            return text
        if kind == CHANNEL:
            types = option.get("channel_types") or []
            if types and self._world.channel(text)["type"] not in types:
                raise invalid(
                    path, "APPLICATION_COMMAND_INVALID_CHANNEL_TYPE", "This kind of channel is not allowed."
                )
        places = {USER: ("users", "members"), CHANNEL: ("channels",), ROLE: ("roles",)}
        if kind == ATTACHMENT:
            return self._attach(text)
        return self._resolve(text, places.get(kind, ("users", "members", "roles")))

    def _resolve(self, one: str, places: Sequence[str]) -> str:
        world = self._world
        if self._channel["type"] == DIRECT:
            if "users" not in places or one not in (self._user_id, world.bot.id):
                raise invalid("data", "BASE_TYPE_CHOICES", f"There is no {' or '.join(places)} {one}.")
            self.found.setdefault("users", {})[one] = world.users[one].payload()
        elif "members" in places and one in world.members:
            self.found.setdefault("users", {})[one] = world.users[one].payload()
            held = str(int(in_channel(world, one, self._channel)))
            shown = {**world.members[one].payload(with_user=False), "permissions": held}
            self.found.setdefault("members", {})[one] = shown
        elif "roles" in places and one in world.roles:
            self.found.setdefault("roles", {})[one] = world.roles[one]
        elif "channels" in places and one in world.channels:
            channel = world.channels[one]
            held = str(int(in_channel(world, self._user_id, channel)))
            self.found.setdefault("channels", {})[one] = {**channel, "permissions": held}
        else:
            raise invalid("data", "BASE_TYPE_CHOICES", f"There is no {' or '.join(places)} {one}.")
        return one

    def _attach(self, upload_id: str) -> str:
        if upload_id not in self._uploads:
            raise invalid("data", "BASE_TYPE_CHOICES", f"There is no upload {upload_id}.")
        file = self._files.store(self._world.origin, self._channel["id"], self._uploads[upload_id])
        self.found.setdefault("attachments", {})[file["id"]] = {**file, "ephemeral": True}
        return str(file["id"])

    def chosen(self, select: JSON, values: list[str], path: str) -> list[str]:
        if not select.get("min_values", 1) <= len(values) <= select.get("max_values", 1):
            raise invalid(path, "BASE_TYPE_BAD_LENGTH", "Too few or too many values.")
        if select["type"] == rules.STRING_SELECT:
            offered = {one["value"] for one in select["options"]}
            if set(values) - offered:
                raise invalid(path, "BASE_TYPE_CHOICES", "A value is not among the options.")
            return values
        return [self._resolve(one, _RESOLVED_AS[select["type"]]) for one in values]

    def filled(self, component: JSON, given: Mapping[str, JSON]) -> JSON:
        shown: JSON = {"type": component["type"], "id": component["id"]}
        if component["type"] == rules.LABEL:
            return shown | {"component": self.filled(component["component"], given)}
        if component["type"] == rules.ROW:
            return shown | {"components": [self.filled(one, given) for one in component["components"]]}
        if "custom_id" not in component:
            return shown
        return shown | {
            "custom_id": component["custom_id"],
            **self._field(component, given.get(component["custom_id"], {})),
        }

    def _field(self, field: JSON, given: JSON) -> JSON:
        path, required = f"data.components.{field['custom_id']}", field.get("required", True)
        if field["type"] == rules.TEXT_INPUT:
            text = str(given.get("value") or "")
            low = field.get("min_length") or (1 if required else 0)
            if (text or required) and not low <= len(text) <= (field.get("max_length") or 4000):
                raise invalid(path, "BASE_TYPE_BAD_LENGTH", "The text is too short or too long.")
            return {"value": text}
        if field["type"] not in rules.SELECTS | {rules.FILE_UPLOAD}:
            return {key: given[key] for key in ("value", "values") if key in given}
        values = [str(one) for one in given.get("values") or []]
        if not values and not required:
            return {"values": []}
        if field["type"] == rules.FILE_UPLOAD:
            if not (field.get("min_values") or 1) <= len(values) <= (field.get("max_values") or 1):
                raise invalid(path, "BASE_TYPE_BAD_LENGTH", "Too few or too many files.")
            return {"values": [self._attach(one) for one in values]}
        return {"values": self.chosen(field, values, path)}


def _number(option: JSON, value: Any, path: str) -> int | float:
    try:
        number = int(str(value)) if option["type"] == INTEGER else float(str(value))
    except ValueError:
        raise invalid(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.') from None
    low, high = option.get("min_value"), option.get("max_value")
    if (low is not None and number < low) or (high is not None and number > high):
        raise invalid(path, "NUMBER_TYPE_MAX", f"Must be between {low} and {high}.")
    return number
