"""What a person can do in the sandbox, checked as Discord checks it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sandbox import (
    channels,
    deletion,
    direct_messages,
    drafts,
    history,
    members,
    messages,
    reactions,
    telling,
    threads,
)
from sandbox.errors import invalid, too_large, unknown
from sandbox.files import MOST_BYTES, Upload
from sandbox.interaction import Interaction
from sandbox.messages import of_user
from sandbox.moderate import Moderate
from sandbox.parts import Parts
from sandbox.permissions import Permission, abilities, require, sees
from sandbox.world import JSON, Message, User


class Acts:
    """One person's hands, in the server or not.

    Everything raises :class:`DiscordError` where Discord would refuse.
    """

    def __init__(self, parts: Parts, user: User) -> None:
        self._parts = parts
        self._world = parts.world
        self.user = user
        self.moderate = Moderate(parts.world, user)
        """What the member does with others outside the bot."""

    @property
    def id(self) -> str:
        """The user's id."""
        return self.user.id

    def shown(self, message: Message) -> JSON:
        """A message as this member sees it, with the author's server nickname."""
        data = telling.payload(self._world, message, self.id)
        if author := self._world.members.get(message.author_id):
            data["member"] = author.payload(with_user=False)
        return data

    def find(self, channel_id: str, message_id: str) -> Message:
        """A message this member may read."""
        return history.visible(self._world, self.id, self._world.channel(channel_id), message_id)

    def upload(self, upload: Upload) -> JSON:
        """Choose a file of at most 10 MB; its id stands for it in what follows."""
        if len(upload.data) > MOST_BYTES:
            raise too_large()
        upload_id = self._world.clock.snowflake()
        self._parts.uploads[upload_id] = upload
        return {"id": upload_id, "url": "", "size": len(upload.data)}

    def send(
        self,
        channel_id: str,
        content: str,
        *,
        reply_to: str | None = None,
        ping: bool = True,
        attachments: Sequence[str] = (),
        spoilers: Collection[str] = (),
    ) -> JSON:
        """Write a message; those of its attachments that are among ``spoilers`` are marked as such."""
        body: JSON = {"content": content}
        if reply_to:
            body["message_reference"] = {"message_id": reply_to}
            body["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        return self._write(channel_id, body, attachments, spoilers)

    def forward(self, channel_id: str, from_channel: str, message_id: str) -> JSON:
        """Forward a message to ``channel_id``."""
        source = self.find(from_channel, message_id)
        return self._write(
            channel_id,
            {
                "message_reference": {
                    "type": telling.FORWARD,
                    "message_id": source.id,
                    "channel_id": from_channel,
                }
            },
        )

    def _write(
        self,
        channel_id: str,
        body: JSON,
        attachments: Sequence[str] = (),
        spoilers: Collection[str] = (),
    ) -> JSON:
        world, channel = self._world, self._world.channel(channel_id)
        if lost := [one for one in attachments if one not in self._parts.uploads]:
            raise invalid("attachments", "BASE_TYPE_CHOICES", f"There is no upload {lost[0]}.")
        files = [replace(self._parts.uploads[one], spoiler=one in spoilers) for one in attachments]
        if files:
            require(world, self.id, channel, Permission.ATTACH_FILES)
        draft = drafts.read(world, self._parts.files, channel_id, body, files)
        return self.shown(messages.write(world, self.user, channel, draft))

    def edit(self, channel_id: str, message_id: str, content: str) -> JSON:
        """Change one's own message."""
        message = self.find(channel_id, message_id)
        draft = drafts.read(self._world, self._parts.files, channel_id, {"content": content})
        return self.shown(messages.edit(self._world, message, draft, by=self.id))

    def delete(self, channel_id: str, message_id: str) -> None:
        """Delete a message, or dismiss an ephemeral one."""
        deletion.delete(self._world, self.find(channel_id, message_id), by=self.id)

    def react(self, channel_id: str, message_id: str, emoji: str, *, on: bool = True) -> None:
        """React, or take the reaction back."""
        message = self.find(channel_id, message_id)
        if on:
            reactions.add(self._world, message, emoji, by=self.id)
        else:
            reactions.remove(self._world, message, emoji, whose=self.id, by=self.id)

    def pin(self, channel_id: str, message_id: str) -> None:
        """Pin a message."""
        channels.pin(self._world, self._world.channel(channel_id), message_id, pinned=True, by=self.id)

    def post(self, forum_id: str, name: str, content: str, tags: Sequence[str] = ()) -> JSON:
        """Open a post in a forum; returns its thread."""
        forum = self._world.channel(forum_id)
        body = {"name": name, "applied_tags": list(tags)}
        draft = drafts.read(self._world, self._parts.files, forum_id, {"content": content})
        return threads.post(self._world, of_user(self.user), forum, body, draft)[0]

    def thread(self, channel_id: str, name: str, message_id: str | None = None) -> JSON:
        """Start a thread, from a message or by itself."""
        channel = self._world.channel(channel_id)
        message = self.find(channel_id, message_id) if message_id else None
        return threads.start(self._world, self.user, channel, {"name": name}, message)

    def change_thread(self, thread_id: str, **changes: bool) -> JSON:
        """Lock, unlock, archive or open a thread (``locked``, ``archived``)."""
        thread = self._world.channel(thread_id)
        if not self._world.is_thread(thread):
            raise unknown("Channel")
        return threads.change(self._world, thread, dict(changes), by=self.id)

    def command(self, channel_id: str, path: Sequence[str], options: Sequence[JSON]) -> Interaction:
        """Run a slash command with options as {name, value}."""
        return self._parts.asking.command(self.id, self._channel(channel_id), path, options)

    def autocomplete(
        self, channel_id: str, path: Sequence[str], options: Sequence[JSON], focused: str
    ) -> Interaction:
        """Ask for values of the option ``focused``."""
        return self._parts.asking.autocomplete(self.id, self._channel(channel_id), path, options, focused)

    def menu(self, name: str, channel_id: str, message_id: str) -> Interaction:
        """Run a message command."""
        return self._parts.asking.menu(self.id, name, self.find(channel_id, message_id))

    def press(
        self, channel_id: str, message_id: str, custom_id: str, values: Sequence[str] | None = None
    ) -> Interaction:
        """Press a button, or choose in a select."""
        return self._parts.asking.press(self.id, self.find(channel_id, message_id), custom_id, values)

    def submit(self, nonce: str, components: Sequence[JSON]) -> Interaction:
        """Send a dialog."""
        return self._parts.asking.submit(self.id, nonce, components)

    def cancel_dialog(self, nonce: str) -> None:
        """Close a dialog without sending it."""
        self._parts.interactions.close_dialog(self.id, nonce)

    def set_locale(self, locale: str) -> None:
        """Switch the client to another language."""
        self.user.locale = locale

    def take_messages(self, *, take: bool) -> None:
        """Take direct messages from members of the server, or none any more."""
        direct_messages.set_open(self._world, self.id, to_messages=take)

    def join(self) -> None:
        """Join the server."""
        members.join(self._world, self.user)

    def leave(self) -> None:
        """Leave the server."""
        members.leave(self._world, self.id)

    def direct(self) -> JSON:
        """The channel of one's direct messages with the bot, with what one "can" do there and so on."""
        channel = direct_messages.open_with(self._world, self.id)
        can = abilities(self._world, self.id, channel)
        commands = self._parts.commands.shown_in_direct_messages(self.id)
        shown = {"name": self._world.bot.name, "can": can, "commands": commands}
        return {**channel, **shown, "unread": direct_messages.unread(self._world, self.id)}

    def mark_read(self) -> None:
        """Have read one's direct messages up to now."""
        direct_messages.mark_read(self._world, self.id)

    def _channel(self, channel_id: str) -> JSON:
        channel = self._world.channel(channel_id)
        require(self._world, self.id, channel)
        return channel

    def channels(self) -> list[JSON]:
        """The channels and threads this member sees, each with what the member "can" do there."""
        world = self._world
        seen = [one for one in world.channels.values() if sees(world, self.id, one)]
        return [{**one, "can": abilities(world, self.id, one)} for one in seen]

    def read(self, channel_id: str, *, before: str | None = None, limit: int = 50) -> list[JSON]:
        """Messages, oldest first, this member's ephemeral ones among them."""
        query = {"limit": str(limit)} | ({"before": before} if before else {})
        page = history.page(self._world, self.id, self._world.channel(channel_id), query)
        return [self.shown(one) for one in reversed(page)]
