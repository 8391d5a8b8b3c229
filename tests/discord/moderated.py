"""Reporting, hiding and what became of it, as members and moderators do them on the simulated Discord."""

from __future__ import annotations

import discord
from simcord import MemberActor
from simcord.backend.models.channel import Overwrite, OverwriteType

from bot.audit import audit_store as audit
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.moderation import Action, TargetKind
from tests.discord.discussed import Discussed
from tests.discord.simulated import Simulated

RUDE = "You are all *fools*, @everyone"


async def moderators_channel(tertulia: Simulated) -> None:
    answer = await tertulia.run(
        tertulia.marta, "/settings moderators-channel", channel=tertulia.seed.moderators
    )
    assert "appear in" in answer.text


async def report(tertulia: Simulated, member, message: discord.Message, reason: str = "It insults us") -> str:
    dialog = await tertulia.menu(member, "Report comment", message)
    answer = await tertulia.fill(member, dialog, {dialog.dialog["components"][0]["label"]: reason})
    assert answer.ephemeral
    return answer.text


def notices(tertulia: Simulated) -> list[discord.Message]:
    return tertulia.seed.moderators.history()


async def hide(tertulia: Simulated, member, message: discord.Message, reason: str = "insults") -> str:
    dialog = await tertulia.click(member, message, "t1:hide")
    return (await tertulia.fill(member, dialog, {dialog.dialog["components"][0]["label"]: reason})).text


def mute(tertulia: Simulated, *members: MemberActor) -> None:
    """Let members read #news, and write nothing in it or in its threads."""
    deny = discord.Permissions(send_messages=True, send_messages_in_threads=True).value
    for member in members:
        overwrite = Overwrite(member.id, OverwriteType.MEMBER, deny=deny)
        tertulia.env.backend.set_overwrite(tertulia.seed.news.id, overwrite)


async def status(tertulia: Simulated, comment: Comment) -> CommentStatus:
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    return now.status


async def actions(tertulia: Simulated, comment: Comment) -> list[tuple[Action, int, bool]]:
    """What was done to a comment, by whom, and whether it succeeded on Discord."""
    rows = await tertulia.database.read(audit.about, TargetKind.COMMENT, comment.id)
    return [
        (row.action, row.actor_id, (await tertulia.database.read(audit.outcomes, row.id))[-1].succeeded)
        for row in rows
    ]


def discussed_now(tertulia: Simulated, discussed: Discussed) -> list[discord.Message]:
    return tertulia.channel(discussed.thread.id).history()


def state(tertulia: Simulated, discussed: Discussed) -> tuple[bool, bool]:
    """Whether the thread is locked and archived on Discord."""
    metadata = tertulia.env.backend.get_channel(discussed.thread.id).thread_metadata
    return metadata.locked, metadata.archived
