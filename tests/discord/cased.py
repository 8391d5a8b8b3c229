"""Cases about members on the simulated Discord, and what the bot writes to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
from simcord import MemberActor

from bot.database.engine import Connection
from bot.domain.cases.case import Appeal, Case, CaseKind, CaseLetterState, LetterAbout
from bot.domain.discussion import Comment
from bot.moderating.cases import case_store as cases
from tests.discord.answers import Answer, text_of
from tests.discord.people import letters
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


def inbox_of(tertulia: Simulated, member: MemberActor) -> int:
    """The channel of the direct messages between the bot and a member."""
    return tertulia.env.backend.get_dm_channel(member.id).id


async def letter_to(tertulia: Simulated, member: MemberActor, beginning: str = "") -> discord.Message:
    """The letter to a member that begins like this, once it is there."""

    def there() -> discord.Message | None:
        found = [one for one in letters(tertulia, member) if text_of(one).startswith(beginning)]
        return found[0] if found else None

    return await tertulia.until(there)


async def state_is(
    tertulia: Simulated, case: Case, state: CaseLetterState | None, about: LetterAbout = LetterAbout.OPENED
) -> None:
    """Wait until a letter is in this state; None: until there is nothing to tell."""

    async def settled() -> bool:
        return await tertulia.database.read(cases.letter_state, case.id, about) is state

    await tertulia.until(settled)


async def appeal(tertulia: Simulated, member: MemberActor, text: str = "It was a joke.") -> Answer:
    """Appeal by the button of the letter that a member got, in their direct messages."""
    letter = await letter_to(tertulia, member)
    dialog = await tertulia.click(member.user, letter, "t1:appeal")
    return await tertulia.fill(member.user, dialog, {dialog.dialog["components"][0]["label"]: text})


async def appeal_of(tertulia: Simulated, case: Case) -> Appeal | None:
    """The appeal against a case, as it is stored now."""
    return await tertulia.database.read(cases.appeal_of, case.id)
