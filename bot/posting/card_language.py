"""Setting the language of a channel or server, which its cards follow."""

from __future__ import annotations

from dataclasses import replace

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import post_store as posts
from bot.domain import policy
from bot.domain.discussion import Post
from bot.domain.errors import NotAllowed
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.servers import language_store as preferences
from bot.servers.language_settings import Languages

MAX_REDRAWN = 25
"""Cards of a channel that are redrawn when its language changes: the latest."""


class CardLanguages:
    """Sets the language that everybody sees in a room."""

    def __init__(self, database: Database, rooms: RoomIndex, languages: Languages) -> None:
        self._database = database
        self._rooms = rooms
        self._languages = languages

    async def set_channel(self, member: Member, language: Language | None) -> int:
        """Set the language of the member's channel; None follows the server again.

        Returns how many of its cards are being redrawn.

        Raises:
            NotAllowed: the member neither moderates the channel nor manages the server.
        """
        if not (member.moderator or member.manager):
            raise NotAllowed(
                message(
                    "You need the permission {permission} or {other} there.",
                    permission=message("Manage Messages"),
                    other=message("Manage Server"),
                )
            )
        await self._database.write(_set_channel, member=member, language=language)
        return await self._redraw(member.server_id, member.channel_id)

    async def set_server(self, member: Member, language: Language | None) -> int:
        """Set the language of channels that have none of their own.

        Returns how many cards are being redrawn.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        await self._database.write(_set_server, member=member, language=language)
        channels = {post.channel_id for post in self._rooms.all() if post.server_id == member.server_id}
        return sum([await self._redraw(member.server_id, one) for one in sorted(channels)])

    async def _redraw(self, server_id: int, channel_id: int) -> int:
        """Have a channel's latest cards redrawn in its language. Returns how many were in another."""
        language = await self._languages.shown_in(server_id, channel_id)
        changed = await self._database.write(_change, channel_id=channel_id, language=language)
        for post in changed:
            self._rooms.put(post)
        return len(changed)


def _change(connection: Connection, channel_id: int, language: Language) -> list[Post]:
    """Set the language of a channel's latest cards. Returns those that were in another."""
    recent = posts.recent(connection, channel_id, MAX_REDRAWN)
    changed = [replace(post, language=language) for post in recent if post.language is not language]
    for post in changed:
        posts.set_language(connection, post.id, language)
    return changed


def _set_channel(connection: Connection, *, member: Member, language: Language | None) -> None:
    preferences.set_channel(connection, member.server_id, member.channel_id, language)
    kind, target_id = TargetKind.CHANNEL, member.channel_id
    audit.done(connection, member, Action.LANGUAGE, kind, target_id, detail=language)


def _set_server(connection: Connection, *, member: Member, language: Language | None) -> None:
    preferences.set_server(connection, member.server_id, language)
    kind, target_id = TargetKind.SERVER, member.server_id
    audit.done(connection, member, Action.LANGUAGE, kind, target_id, detail=language)
