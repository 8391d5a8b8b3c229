"""Interactions: a person asks, the application answers in time or not at all.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

from sandbox import components as rules, deletion, drafts, messages, telling
from sandbox.errors import DiscordError, invalid, unknown
from sandbox.files import Files, Upload
from sandbox.interaction import (
    ALLOWED,
    ANSWER,
    AUTOCOMPLETE,
    CHOICES,
    DEFER,
    DEFER_UPDATE,
    DIALOG,
    TOKEN_LASTS,
    UPDATE,
    Interaction,
    choices,
    circumstances,
    payload,
    pressed,
)
from sandbox.messages import of_user
from sandbox.world import JSON, Message, World


class Interactions:
    """The interactions of the last quarter of an hour.

    ``patience`` is how long, in seconds, the application may take for its first answer: 3 on Discord.
    """

    def __init__(self, world: World, files: Files, patience: float = 3.0) -> None:
        self._world = world
        self._files = files
        self.patience = patience
        self._by_token: dict[str, Interaction] = {}
        self._dialogs: dict[str, Interaction] = {}

    def begin(
        self,
        user_id: str,
        channel: JSON,
        kind: int,
        data: JSON,
        source: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        """A person asks; the application hears of it and has ``patience`` seconds to answer."""
        world = self._world
        token = secrets.token_urlsafe(64)
        asked = Interaction(
            world.clock.snowflake(),
            token,
            kind,
            user_id,
            channel["id"],
            data,
            secrets.token_hex(8),
            world.clock.now(),
            source,
            opener,
        )
        self._by_token = {key: one for key, one in self._by_token.items() if not self._is_old(one)}
        self._by_token[token] = asked
        loop = asyncio.get_running_loop()
        if kind == AUTOCOMPLETE:
            asked.choices = loop.create_future()
        asked.deadline = loop.call_later(self.patience, self._fail, asked)
        world.emit("INTERACTION_CREATE", payload(world, asked, channel), to="bot", by=user_id)
        return asked

    def _is_old(self, asked: Interaction) -> bool:
        return self._world.clock.now() - asked.at > TOKEN_LASTS

    def _fail(self, asked: Interaction) -> None:
        asked.failed = True
        if asked.choices and not asked.choices.done():
            asked.choices.set_result([])
        data = {"nonce": asked.nonce, "reason": "The application did not respond"}
        self._world.emit("INTERACTION_FAILED", data, only=asked.user_id, to="people")

    def stop(self) -> None:
        """Wait for no answer any more."""
        for asked in self._by_token.values():
            if asked.deadline:
                asked.deadline.cancel()

    def callback(self, interaction_id: str, token: str, body: JSON, uploads: Sequence[Upload] = ()) -> JSON:
        """The application's first answer; returns Discord's callback response object.

        Raises:
            DiscordError: 10062 (unknown, or too late), 40060 (answered before), 50035.
        """
        asked = self._by_token.get(token)
        if asked is None or asked.id != interaction_id or asked.failed:
            raise unknown("interaction")
        if asked.answered is not None:
            raise DiscordError(400, 40060, "Interaction has already been acknowledged.")
        kind, data = body.get("type"), body.get("data") or {}
        allowed = ALLOWED[asked.kind] | ({DEFER_UPDATE, UPDATE} if asked.source else set())
        if kind not in allowed:
            raise invalid("type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}.")
        self._take(asked, kind, data, uploads)
        asked.answered = kind
        if asked.deadline:
            asked.deadline.cancel()
        if kind not in (CHOICES, DIALOG):
            done = {"nonce": asked.nonce}
            self._world.emit("INTERACTION_DONE", done, only=asked.user_id, to="people")
        return self._response(asked, kind)

    def _take(self, asked: Interaction, kind: int, data: JSON, uploads: Sequence[Upload]) -> None:
        if kind == ANSWER:
            asked.original = self._write(asked, data, uploads, original=True).id
        elif kind == DEFER:
            asked.original = self._defer(asked, bool(int(data.get("flags") or 0) & drafts.EPHEMERAL)).id
        elif kind in (DEFER_UPDATE, UPDATE) and asked.source:
            asked.original = asked.source.id
            if kind == UPDATE:
                self._world.message(asked.channel_id, asked.original)  # it may have been deleted meanwhile
                asked.source.nonce = asked.nonce
                self._edit(asked.source, data, uploads)
        elif kind == CHOICES and asked.choices and not asked.choices.done():
            asked.choices.set_result(choices(data))
        elif kind == DIALOG:
            asked.dialog = rules.check_dialog(data)
            self._dialogs[asked.nonce] = asked
            shown = {"nonce": asked.nonce, "channel": asked.channel_id, **asked.dialog}
            self._world.emit("MODAL", shown, only=asked.user_id, to="people")

    def _response(self, asked: Interaction, kind: int) -> JSON:
        about: JSON = {"id": asked.id, "type": asked.kind}
        response: JSON = {"interaction": about}
        if asked.original and (message := self._found(asked)):
            about |= {
                "response_message_id": asked.original,
                "response_message_loading": kind == DEFER,
                "response_message_ephemeral": message.owner is not None,
            }
            if kind in (ANSWER, UPDATE):
                shown = telling.payload(self._world, message, self._world.bot.id)
                response["resource"] = {"type": kind, "message": shown}
        return response

    def _found(self, asked: Interaction) -> Message | None:
        return self._world.messages.get(asked.channel_id, {}).get(asked.original or "")

    def _write(self, asked: Interaction, body: JSON, uploads: Sequence[Upload], *, original: bool) -> Message:
        world = self._world
        channel = world.channel(asked.channel_id)
        drafts.check_legacy_fields(body)
        draft = drafts.read(world, self._files, channel["id"], body, uploads)
        draft.reference = pressed(asked) if original else None
        ephemeral = bool(draft.flags & drafts.EPHEMERAL)
        around = circumstances(self._world, asked, ephemeral=ephemeral, original=original, loading=False)
        return messages.create(world, channel, of_user(world.bot), draft, around)

    def _defer(self, asked: Interaction, ephemeral: bool) -> Message:
        around = circumstances(self._world, asked, ephemeral=ephemeral, original=True, loading=True)
        channel = self._world.channel(asked.channel_id)
        draft = drafts.Draft(reference=pressed(asked))
        return messages.create(self._world, channel, of_user(self._world.bot), draft, around)

    def _edit(self, message: Message, body: JSON, uploads: Sequence[Upload]) -> Message:
        drafts.check_legacy_fields(body)
        draft = drafts.read(self._world, self._files, message.channel_id, body, uploads)
        return messages.edit(self._world, message, draft, by=None)

    def knows(self, token: str) -> bool:
        """Whether this is an interaction's token rather than a webhook's."""
        return token in self._by_token

    def _open(self, token: str) -> Interaction:
        asked = self._by_token[token]
        if self._is_old(asked):
            raise DiscordError(401, 50027, "Invalid Webhook Token")
        if asked.answered is None:
            raise unknown("Webhook")
        return asked

    def follow_up(self, token: str, body: JSON, uploads: Sequence[Upload] = ()) -> Message:
        """A further answer; the first one after a deferral takes the place of "thinking ...".

        Raises:
            DiscordError: 10015 (not acknowledged yet), 50027 (after 15 minutes), 50035.
        """
        asked = self._open(token)
        waiting = self._found(asked)
        if waiting and waiting.data["flags"] & drafts.LOADING:
            return self._edit(
                waiting, {**body, "flags": int(body.get("flags") or 0) & ~drafts.EPHEMERAL}, uploads
            )
        return self._write(asked, body, uploads, original=False)

    def message(self, token: str, message_id: str) -> Message:
        """An answer: "@original" or a follow-up.

        Raises:
            DiscordError: 10015, 50027, 10008.
        """
        asked = self._open(token)
        wanted = asked.original if message_id == "@original" else message_id
        message = self._world.message(asked.channel_id, str(wanted))
        if message.author_id != self._world.bot.id:
            raise unknown("Message")
        return message

    def edit(self, token: str, message_id: str, body: JSON, uploads: Sequence[Upload] = ()) -> Message:
        """Change an answer.

        Raises:
            DiscordError: 10015, 50027, 10008, 50035.
        """
        return self._edit(self.message(token, message_id), body, uploads)

    def delete(self, token: str, message_id: str) -> None:
        """Take an answer away.

        Raises:
            DiscordError: 10015, 50027, 10008.
        """
        deletion.delete(self._world, self.message(token, message_id), by=None)

    def opener(self, user_id: str, nonce: str) -> Interaction:
        """The interaction that opened the dialog ``nonce``.

        Raises:
            DiscordError: 10062: none is open.
        """
        asked = self._dialogs.get(nonce)
        if asked is None or asked.user_id != user_id:
            raise unknown("interaction")
        return asked

    def close_dialog(self, user_id: str, nonce: str) -> None:
        """The dialog ``nonce`` is sent or given up.

        Raises:
            DiscordError: 10062: none is open.
        """
        self.opener(user_id, nonce)
        del self._dialogs[nonce]
