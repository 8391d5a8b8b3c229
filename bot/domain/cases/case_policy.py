"""Who may do what about whom: pure rules that raise why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.cases.case import ON_DISCORD, Appeal, Case, CaseKind
from bot.domain.errors import BotLacks, NotAllowed, Refused
from bot.domain.message import Message, message
from bot.domain.permissions import OPTIONAL


class Power(StrEnum):
    """A permission that somebody holds in the whole server, by its flag in Discord's API."""

    MODERATE = "manage_messages"
    MANAGE = "manage_guild"
    TIME_OUT = "moderate_members"
    KICK = "kick_members"
    BAN = "ban_members"


POWER_NAMES: dict[Power, Message] = {
    Power.MODERATE: message("Manage Messages"),
    Power.MANAGE: message("Manage Server"),
    **{power: OPTIONAL[power.value] for power in (Power.TIME_OUT, Power.KICK, Power.BAN)},
}
"""Their names in Discord's settings."""

NEEDED: dict[CaseKind, Power] = {
    CaseKind.NOTE: Power.MODERATE,
    CaseKind.WARN: Power.MODERATE,
    CaseKind.MUTE: Power.MODERATE,
    CaseKind.DISCUSSION_BAN: Power.MODERATE,
    CaseKind.TIMEOUT: Power.TIME_OUT,
    CaseKind.KICK: Power.KICK,
    CaseKind.BAN: Power.BAN,
}
IN_A_ROOM = frozenset({CaseKind.NOTE, CaseKind.WARN})
"""What moderators of one room alone can do there. What holds in the whole server asks for its permissions."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a server. ``rank`` is the position of their highest role; the owner stands above all.
    ``since``: when they joined it, if that is known.
    """

    id: int
    rank: int = 0
    owner: bool = False
    powers: frozenset[Power] = field(default_factory=frozenset)
    bot: bool = False
    since: datetime | None = None

    def holds(self, power: Power) -> bool:
        """Whether they hold a permission in the whole server. Managers moderate."""
        return self.owner or power in self.powers or (power is Power.MODERATE and Power.MANAGE in self.powers)


def check_case(
    kind: CaseKind, moderator: Person, target: Person, bot: Person, *, moderates_room: bool = False
) -> None:
    """Check that a moderator can do something about a member. ``moderates_room``: it is about something said
    in a room that they moderate. ``target`` has no rank and no powers where they have left the server.

    Raises:
        BotLacks: the bot lacks the permission, or the member stands as high as it.
        NotAllowed: the moderator lacks the permission, or the member stands as high as they do.
        Refused: it is themselves, or a bot.
    """
    if target.id == moderator.id:
        raise Refused(message("You cannot moderate yourself."))
    if target.bot:
        raise Refused(message("Bots are not moderated here."))
    require_power(kind, moderator, moderates_room=moderates_room)
    if _stands_above(kind, target, moderator):
        raise NotAllowed(message("You cannot moderate somebody who stands as high as you, or higher."))
    check_bot(kind, target, bot)


def check_bot(kind: CaseKind, target: Person, bot: Person) -> None:
    """Check that Discord lets the bot do something about a member.

    Raises:
        BotLacks: it lacks the permission, or the member stands as high as it.
    """
    if kind not in ON_DISCORD:
        return
    if not bot.holds(NEEDED[kind]):
        raise BotLacks(
            message(
                "I need the permission {permission} for that: give it to my role in the server's settings.",
                permission=POWER_NAMES[NEEDED[kind]],
            )
        )
    if target.owner or target.rank >= bot.rank:
        raise BotLacks(message("This member's highest role stands above mine: move my role up for that."))


def require_power(kind: CaseKind, moderator: Person, *, moderates_room: bool = False) -> None:
    """Require the permission for acts of a kind, and for undoing them.

    Raises:
        NotAllowed: naming the permission.
    """
    if moderator.holds(NEEDED[kind]) or (moderates_room and kind in IN_A_ROOM):
        return
    raise NotAllowed(
        message(
            "You need the permission {permission} in the whole server for that.",
            permission=POWER_NAMES[NEEDED[kind]],
        )
    )


def check_undo(case: Case, now: datetime) -> None:
    """Check that a case can be undone. Permissions are checked apart, by :func:`require_power`.

    Raises:
        Refused: it was undone already, or has expired.
    """
    if case.reversed_at is not None:
        raise Refused(message("Case {number} was undone already.", number=case.number))
    if not case.is_in_force(now):
        raise Refused(message("Case {number} has expired: there is nothing to undo.", number=case.number))


def check_appeal(case: Case, appeal: Appeal | None, now: datetime) -> None:
    """Check that the member whom a case is about can appeal against it.

    Raises:
        Refused: they did already, or it was undone, has expired, or was emptied at their request.
    """
    if appeal is not None:
        raise Refused(
            message("You have appealed already: there is one appeal for each case. The answer comes to you.")
        )
    if case.emptied:
        raise Refused(message("You had what was kept of this case erased: nobody can look at it again."))
    if case.reversed_at is not None:
        raise Refused(message("The moderators have undone this: there is nothing to appeal against."))
    if not case.is_in_force(now):
        raise Refused(message("This has expired: there is nothing to appeal against any more."))


def may_answer(case: Case, moderator_id: int, others: bool) -> bool:
    """Whether a moderator may answer an appeal against a case: not who decided it, where there are
    ``others``.
    """
    return moderator_id != case.moderator_id or not others


def _stands_above(kind: CaseKind, target: Person, moderator: Person) -> bool:
    """Whether a member is out of a moderator's reach. Discord wants everybody lower whom it acts on. Among
    members of one rank, the bot's own acts reach those who do not moderate.
    """
    if moderator.owner:
        return False
    if target.owner or target.rank > moderator.rank:
        return True
    same = target.rank == moderator.rank
    return same and (kind in ON_DISCORD or target.holds(Power.MODERATE))
