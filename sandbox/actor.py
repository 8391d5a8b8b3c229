"""Acting as a member without a page: what tests and the start of the sandbox do."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from typing import Any

from sandbox import components as rules
from sandbox.acts import Acts
from sandbox.errors import invalid
from sandbox.files import Upload
from sandbox.interaction import Interaction
from sandbox.listener import Asked, Listener
from sandbox.parts import Parts
from sandbox.world import JSON, User


class Actor(Listener):
    """A member who acts and hears; channels are given by name or id, messages as the objects received.

    Acts raise :class:`DiscordError` where Discord would refuse.
    """

    def __init__(self, parts: Parts, user: User) -> None:
        super().__init__(parts.world, user)
        self._acts = Acts(parts, user)
        self.moderate = self._acts.moderate

    @property
    def mention(self) -> str:
        """The member's mention."""
        return f"<@{self.id}>"

    async def send(
        self,
        channel: str,
        content: str = "",
        *,
        reply_to: JSON | None = None,
        ping: bool = True,
        files: Sequence[tuple[str, bytes]] = (),
        spoilers: bool = False,
    ) -> JSON:
        """Write a message; ``files`` are names with their bytes, all marked as spoilers or none."""
        uploads = [self.choose_file(name, data) for name, data in files]
        return self._acts.send(
            self._id(channel),
            content,
            reply_to=reply_to["id"] if reply_to else None,
            ping=ping,
            attachments=uploads,
            spoilers=uploads if spoilers else (),
        )

    async def reply(self, message: JSON, content: str, *, ping: bool = True) -> JSON:
        """Answer a message."""
        return await self.send(message["channel_id"], content, reply_to=message, ping=ping)

    async def edit(self, message: JSON, content: str) -> JSON:
        """Change one's own message."""
        return self._acts.edit(message["channel_id"], message["id"], content)

    async def delete(self, message: JSON) -> None:
        """Delete a message, or dismiss an ephemeral one."""
        self._acts.delete(message["channel_id"], message["id"])

    async def forward(self, message: JSON, channel: str) -> JSON:
        """Forward a message to ``channel``."""
        return self._acts.forward(self._id(channel), message["channel_id"], message["id"])

    async def react(self, message: JSON, emoji: str, *, on: bool = True) -> None:
        """React, or take the reaction back."""
        self._acts.react(message["channel_id"], message["id"], emoji, on=on)

    async def pin(self, message: JSON) -> None:
        """Pin a message."""
        self._acts.pin(message["channel_id"], message["id"])

    async def post(self, forum: str, name: str, content: str, tags: Sequence[str] = ()) -> JSON:
        """Open a post in a forum; returns its thread."""
        return self._acts.post(self._id(forum), name, content, tags)

    async def thread(self, channel: str, name: str, message: JSON | None = None) -> JSON:
        """Start a thread, from a message or by itself."""
        return self._acts.thread(self._id(channel), name, message["id"] if message else None)

    async def lock(self, thread: str) -> JSON:
        """Lock a thread."""
        return self._acts.change_thread(self._id(thread), locked=True)

    async def unlock(self, thread: str) -> JSON:
        """Unlock a thread."""
        return self._acts.change_thread(self._id(thread), locked=False)

    async def archive(self, thread: str) -> JSON:
        """Archive a thread."""
        return self._acts.change_thread(self._id(thread), archived=True)

    async def unarchive(self, thread: str) -> JSON:
        """Open an archived thread."""
        return self._acts.change_thread(self._id(thread), archived=False)

    async def command(self, channel: str, path: str, /, **options: Any) -> Asked:
        """Run a slash command, ``path`` being its words.

        Among the options a file is given as a pair of name and bytes, a channel by its id.
        """
        given = [{"name": name, "value": self._value(value)} for name, value in options.items()]
        return self._asked(self._acts.command(self._id(channel), path.removeprefix("/").split(), given))

    async def autocomplete(self, channel: str, path: str, focused: str, /, **options: Any) -> list[JSON]:
        """The values offered for the option ``focused``."""
        given = [{"name": name, "value": value} for name, value in options.items()]
        asked = self._acts.autocomplete(self._id(channel), path.removeprefix("/").split(), given, focused)
        return await asked.choices if asked.choices else []

    async def menu(self, name: str, message: JSON) -> Asked:
        """Run a message command on ``message``."""
        return self._asked(self._acts.menu(name, message["channel_id"], message["id"]))

    async def click(self, message: JSON, button: str) -> Asked:
        """Press a button, named by its custom_id, or by its label or a beginning of either.

        Raises:
            DiscordError: 50035: there is none.
        """
        current = self._acts.find(message["channel_id"], message["id"]).data
        buttons = [
            one
            for one in rules.walk(current["components"])
            if one["type"] == rules.BUTTON and "custom_id" in one
        ]
        for one in buttons:
            if any(str(one.get(key) or "").startswith(button) for key in ("custom_id", "label")):
                return self._asked(self._acts.press(message["channel_id"], message["id"], one["custom_id"]))
        raise invalid("data.custom_id", "COMPONENT_VALIDATION_FAILED", f"There is no button {button}.")

    async def select(self, message: JSON, custom_id: str, *values: str) -> Asked:
        """Choose ``values`` in a select; a beginning of its custom_id will do.

        Raises:
            DiscordError: 50035: there is no such select, or it does not take them.
        """
        current = self._acts.find(message["channel_id"], message["id"]).data
        for one in rules.walk(current["components"]):
            if one["type"] in rules.SELECTS and one["custom_id"].startswith(custom_id):
                return self._asked(
                    self._acts.press(message["channel_id"], message["id"], one["custom_id"], list(values))
                )
        raise invalid("data.custom_id", "COMPONENT_VALIDATION_FAILED", f"There is no select {custom_id}.")

    async def submit(self, dialog: JSON, /, *values: Any, **named: Any) -> Asked:
        """Send a dialog: ``values`` fill its fields in order, ``named`` those with that custom_id.

        A field takes text; a select or file field a list (of values, or of pairs of name and bytes).
        """
        fields = [one for one in rules.walk(dialog["components"]) if "custom_id" in one]
        given = dict(zip([one["custom_id"] for one in fields], values, strict=False)) | named
        filled: list[JSON] = []
        for one in fields:
            value = given.get(one["custom_id"], one.get("value"))
            listed = [self._value(each) for each in value] if isinstance(value, list | tuple) else None
            shown: JSON = {"value": value} if listed is None else {"values": listed}
            filled.append({"type": one["type"], "custom_id": one["custom_id"], **shown})
        components = [{"type": rules.LABEL, "component": one} for one in filled]
        return self._asked(self._acts.submit(dialog["nonce"], components))

    async def cancel(self, dialog: JSON) -> None:
        """Close a dialog without sending it."""
        self._acts.cancel_dialog(dialog["nonce"])

    @property
    def direct(self) -> str:
        """The channel of this member's direct messages with the bot."""
        return str(self._acts.direct()["id"])

    def take_messages(self, *, take: bool) -> None:
        """Take direct messages from members of the server, or none any more."""
        self._acts.take_messages(take=take)

    async def join(self) -> None:
        """Join the server."""
        self._acts.join()

    async def leave(self) -> None:
        """Leave the server."""
        self._acts.leave()

    async def speak(self, locale: str) -> None:
        """Switch the client to another language."""
        self._acts.set_locale(locale)

    def choose_file(self, name: str, data: bytes) -> str:
        """Choose a file to send; returns the id that stands for it."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return str(self._acts.upload(Upload(name, kind, data))["id"])

    def messages(self, channel: str, limit: int = 100) -> list[JSON]:
        """What this member reads in ``channel``, oldest first."""
        return self._acts.read(self._id(channel), limit=limit)

    def channels(self) -> list[JSON]:
        """The channels and threads this member sees."""
        return self._acts.channels()

    def _id(self, channel: str) -> str:
        return str(self._world.channel_named(channel)["id"])

    def _value(self, value: Any) -> Any:
        return self.choose_file(*value) if isinstance(value, tuple) else value

    def _asked(self, interaction: Interaction) -> Asked:
        return Asked(self, interaction.nonce)
