"""Comments that a rule holds in a simulated Discord, and what becomes of them."""

from __future__ import annotations

from simcord import MemberActor
from sqlalchemy import select

from bot.database import schema
from bot.database.engine import Connection
from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.domain.discussion import AppearanceStatus, Comment
from tests.discord.answers import Answer, text_of
from tests.discord.discussed import Discussed
from tests.discord.ruled import set_rule
from tests.discord.simulated import Simulated

SHOUTED = "THIS IS ALL SHOUTED"


async def hold_capitals(tertulia: Simulated) -> str:
    """Have what is shouted held; gives what the manager was told."""
    return await set_rule(tertulia, "capitals", "hold")


async def is_taken_down(tertulia: Simulated, comment: Comment) -> bool:
    """Whether no message shows a comment any more."""
    shown = await tertulia.database.read(appearances.of_comment, comment.id)
    return all(one.status is AppearanceStatus.GONE for one in shown)


async def held(tertulia: Simulated, comment: Comment) -> bool:
    """Whether a comment waits for a moderator."""
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    return now.held


def letters(tertulia: Simulated, member: MemberActor) -> list[str]:
    """What the bot wrote to a member by direct message."""
    channel_id = tertulia.env.backend.dm_channels.get(member.id)
    if channel_id is None:
        return []
    return [text_of(one) for one in tertulia.channel(channel_id).history()]


async def told(tertulia: Simulated, member: MemberActor) -> list[str]:
    """The same, once the bot has written something."""
    return await tertulia.until(lambda: letters(tertulia, member))


async def leave_reply(
    tertulia: Simulated, member: MemberActor, discussed: Discussed, text: str
) -> tuple[Answer, Comment]:
    """Leave a reply by the dialog; gives the answer, and the last comment that the member made."""
    shown = await tertulia.run(member, "/discussion show", at=discussed.thread)
    dialog = await tertulia.click(member, shown.message, "t1:reply")
    answer = await tertulia.fill(member, dialog, {dialog.dialog["components"][0]["label"]: text})
    return answer, (await comments_by(tertulia, member))[-1]


async def comments_by(tertulia: Simulated, member: MemberActor) -> list[Comment]:
    """What a member said, oldest first."""

    def work(connection: Connection) -> list[Comment]:
        its = select(schema.comment.c.id).where(schema.comment.c.author_id == member.id)
        found = comments.get_many(connection, connection.execute(its).scalars().all())
        return sorted(found.values(), key=lambda one: one.id)

    return await tertulia.database.read(work)
