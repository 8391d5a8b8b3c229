"""Who may do what about whom, as a matrix of members by rank and permission."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.cases.case import ON_DISCORD, Appeal, AppealStatus, Case, CaseKind
from bot.domain.cases.case_policy import (
    Person,
    Power,
    check_appeal,
    check_case,
    check_undo,
    may_answer,
    require_power,
)
from bot.domain.errors import BotLacks, NotAllowed, Refused

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERYTHING = frozenset(Power)
BOT = Person(1, rank=50, powers=EVERYTHING, bot=True)
KINDS = tuple(CaseKind)
OURS = tuple(kind for kind in KINDS if kind not in ON_DISCORD)

MEMBER = Person(10, rank=0)
NEWCOMER = Person(11)
MODERATOR = Person(20, rank=10, powers=frozenset({Power.MODERATE}))
TRUSTED = Person(21, rank=10, powers=frozenset({Power.MODERATE, Power.TIME_OUT, Power.KICK, Power.BAN}))
MANAGER = Person(30, rank=20, powers=frozenset({Power.MANAGE}))
OWNER = Person(40, owner=True)
ABOVE = Person(60, rank=60)


@pytest.mark.parametrize(
    ("moderator", "kinds"),
    [
        (MEMBER, ()),
        (NEWCOMER, ()),
        (MODERATOR, (CaseKind.NOTE, CaseKind.WARN, CaseKind.MUTE, CaseKind.DISCUSSION_BAN)),
        (MANAGER, (CaseKind.NOTE, CaseKind.WARN, CaseKind.MUTE, CaseKind.DISCUSSION_BAN)),
        (TRUSTED, KINDS),
        (OWNER, KINDS),
    ],
    ids=["member", "newcomer", "moderator", "manager", "with Discord's own", "owner"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_who_may_act_about_a_plain_member(moderator: Person, kinds: tuple[CaseKind, ...], kind: CaseKind):
    target = Person(99)
    if kind in kinds:
        check_case(kind, moderator, target, BOT)
    else:
        with pytest.raises(NotAllowed, match="You need the permission"):
            check_case(kind, moderator, target, BOT)


@pytest.mark.parametrize("kind", KINDS)
def test_a_moderator_of_one_room_warns_and_notes_there_and_does_nothing_that_holds_elsewhere(kind: CaseKind):
    if kind in (CaseKind.NOTE, CaseKind.WARN):
        check_case(kind, MEMBER, Person(99), BOT, moderates_room=True)
        require_power(kind, MEMBER, moderates_room=True)
    else:
        with pytest.raises(NotAllowed, match="in the whole server"):
            check_case(kind, MEMBER, Person(99), BOT, moderates_room=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "target",
    [
        Person(99, rank=11),
        Person(99, rank=10, powers=frozenset({Power.MODERATE})),
        Person(99, rank=10, powers=frozenset({Power.MANAGE})),
        Person(99, owner=True),
    ],
    ids=["higher role", "another moderator", "a manager of the same rank", "the owner"],
)
def test_nobody_moderates_above_themselves(kind: CaseKind, target: Person):
    with pytest.raises(NotAllowed, match="as high as you"):
        check_case(kind, TRUSTED, target, BOT)


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_below_can_be_moderated_though_they_moderate_too(kind: CaseKind):
    below = Person(99, rank=9, powers=frozenset({Power.MODERATE}))
    check_case(kind, TRUSTED, below, BOT)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_member_of_the_same_rank_is_only_out_of_reach_for_discord(kind: CaseKind):
    equal = Person(99, rank=10)
    if kind in ON_DISCORD:
        with pytest.raises(NotAllowed, match="as high as you"):
            check_case(kind, TRUSTED, equal, BOT)
    else:
        check_case(kind, TRUSTED, equal, BOT)


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_left_can_still_be_acted_about(kind: CaseKind):
    check_case(kind, TRUSTED, Person(99), BOT)


@pytest.mark.parametrize("kind", sorted(ON_DISCORD))
def test_the_bot_needs_the_permission_and_a_higher_role_for_what_discord_does(kind: CaseKind):
    with pytest.raises(BotLacks, match="I need the permission"):
        check_case(kind, OWNER, Person(99), Person(1, rank=50, bot=True))
    for target in (ABOVE, Person(99, rank=50)):
        with pytest.raises(BotLacks, match="stands above mine"):
            check_case(kind, OWNER, target, BOT)


@pytest.mark.parametrize("kind", OURS)
def test_what_only_the_bot_does_asks_nothing_of_discord(kind: CaseKind):
    check_case(kind, OWNER, ABOVE, Person(1, bot=True))


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_moderates_themselves_or_a_bot(kind: CaseKind):
    with pytest.raises(Refused, match="yourself"):
        check_case(kind, OWNER, OWNER, BOT)
    with pytest.raises(Refused, match="Bots"):
        check_case(kind, OWNER, BOT, BOT)


def a_case(**changes: object) -> Case:
    values: dict[str, object] = {
        "id": 1,
        "server_id": 5,
        "number": 7,
        "kind": CaseKind.MUTE,
        "member_id": 99,
        "moderator_id": 20,
        "reason": "spam",
        "rule": None,
        "comment_id": None,
        "opened_at": NOW,
        "expires_at": NOW + timedelta(hours=1),
    }
    return Case(**{**values, **changes})  # type: ignore[arg-type]


def test_only_what_is_in_force_can_be_undone():
    check_undo(a_case(), NOW)
    check_undo(a_case(expires_at=None), NOW + timedelta(days=9_999))
    with pytest.raises(Refused, match="expired"):
        check_undo(a_case(), NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="undone already"):
        check_undo(a_case(reversed_at=NOW, reversed_by=20), NOW)


def test_there_is_one_appeal_against_what_is_in_force():
    check_appeal(a_case(), None, NOW)
    check_appeal(a_case(expires_at=None), None, NOW + timedelta(days=9_999))
    for status in AppealStatus:
        with pytest.raises(Refused, match="appealed already"):
            check_appeal(a_case(), Appeal(1, "No", NOW, status, None, None, None), NOW)
    with pytest.raises(Refused, match="expired"):
        check_appeal(a_case(), None, NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="undone"):
        check_appeal(a_case(reversed_at=NOW), None, NOW)
    with pytest.raises(Refused, match="erased"):
        check_appeal(a_case(emptied=True), None, NOW)


def test_an_appeal_goes_to_who_did_not_decide_first_where_there_is_somebody_else():
    assert may_answer(a_case(), 21, others=True)
    assert not may_answer(a_case(), 20, others=True)
    assert may_answer(a_case(), 20, others=False)
