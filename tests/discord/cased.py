"""Cases about members on the simulated Discord, and what the bot writes to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
from simcord import MemberActor

from bot.database.engine import Connection
from bot.domain.cases.case import Case, CaseKind, CaseLetterState, LetterAbout
from bot.domain.discussion import Comment
from bot.moderating.cases import case_store as cases
from tests.discord.answers import text_of
from tests.discord.simulated import Simulated


async def decide(
    tertulia: Simulated,
    member: MemberActor,
    kind: CaseKind = CaseKind.WARN,
    comment: Comment | None = None,
    **changes: Any,
) -> Case:
    """Open a case about a member, as Mateo would, and owe them the letter."""
    values = {"moderator_id": tertulia.mateo.id, "reason": "Insults", "at": datetime.now(UTC), **changes}

    def work(connection: Connection) -> Case:
        case = cases.open_case(
            connection,
            server_id=tertulia.seed.guild.id,
            kind=kind,
            member_id=member.id,
            comment_id=comment.id if comment else None,
            **values,
        )
        cases.owe_letter(connection, case.id, LetterAbout.OPENED)
        return case

    return await tertulia.database.write(work)


def close_messages(tertulia: Simulated, member: MemberActor) -> None:
    """From now on the bot cannot write to a member."""
    tertulia.fail("POST", f"/channels/{inbox_of(tertulia, member)}/messages", 403, 50007, times=None)


def inbox_of(tertulia: Simulated, member: MemberActor) -> int:
    """The channel of the direct messages between the bot and a member."""
    return tertulia.env.backend.get_dm_channel(member.id).id


def messages_to(tertulia: Simulated, member: MemberActor) -> list[discord.Message]:
    """The direct messages that the bot wrote to a member."""
    if member.id not in tertulia.env.backend.dm_channels:
        return []
    return tertulia.channel(inbox_of(tertulia, member)).history()


async def letter_to(tertulia: Simulated, member: MemberActor, beginning: str = "") -> discord.Message:
    """The letter to a member that begins like this, once it is there."""

    def there() -> discord.Message | None:
        found = [one for one in messages_to(tertulia, member) if text_of(one).startswith(beginning)]
        return found[0] if found else None

    return await tertulia.until(there)


async def state_is(
    tertulia: Simulated, case: Case, state: CaseLetterState, about: LetterAbout = LetterAbout.OPENED
) -> None:
    """Wait until a letter is in this state."""

    async def settled() -> bool:
        return await tertulia.database.read(cases.letter_state, case.id, about) is state

    await tertulia.until(settled)
