"""Who is staff is decided when a comment is stored, by the roles that its author held then."""

from __future__ import annotations

from functools import partial

import pytest

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Author, Comment, CommentOrigin, Post
from bot.domain.errors import BadInput, NotAllowed, Refused
from bot.domain.events import Located, MessagePosted
from bot.domain.language import Language
from bot.domain.people import Member
from bot.servers.staff_roles import MAX_ROLES, StaffRoles
from tests.storage.discussed import NEWS, SERVER, a_post
from tests.storage.moderating.ruled import counted

EDITORS, READERS = 70, 71
KNOWN = frozenset(range(60, 80))
MARTA = Member(7, "Marta", None, SERVER, NEWS, Language.EN, moderator=True, manager=True)
EMMA = Member(8, "Emma", None, SERVER, NEWS, Language.EN, moderator=True, manager=False)


@pytest.fixture
async def roles(database: Database) -> StaffRoles:
    found = StaffRoles(database)
    await found.load()
    return found


@pytest.fixture
async def news(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


def saying(post: Post, source_id: int, held: frozenset[int] | None) -> list[Located]:
    posted = MessagePosted(source_id, 500, Author(40, "Ana"), None, "Hello", None, None, (), roles=held)
    return [Located(posted, post, CommentOrigin.THREAD)]


async def stored(database: Database, source_id: int) -> Comment:
    found = await database.read(comments.by_source, source_id)
    assert found is not None
    return found


async def choose(roles: StaffRoles, role_id: int = EDITORS, *, on: bool = True, by: Member = MARTA) -> None:
    await roles.choose(by, role_id, on=on, known=KNOWN)


@pytest.mark.parametrize(
    ("held", "marked"),
    [
        (frozenset({EDITORS, READERS}), True),
        (frozenset({READERS}), False),
        (frozenset(), False),
        (None, False),
    ],
)
async def test_who_holds_a_chosen_role_is_marked(
    database: Database, roles: StaffRoles, news: Post, held: set[int] | None, marked: bool
):
    await choose(roles)
    known = None if held is None else frozenset(held)
    await database.write(Door(is_staff=roles.is_staff).accept, saying(news, 1, known))
    assert (await stored(database, 1)).author.staff is marked


async def test_the_mark_stays_as_it_was_decided(database: Database, roles: StaffRoles, news: Post):
    door = Door(is_staff=roles.is_staff)
    editors = frozenset({EDITORS})
    await database.write(door.accept, saying(news, 1, editors))
    await choose(roles)
    await database.write(door.accept, saying(news, 1, editors))  # as history tells it again
    await database.write(door.accept, saying(news, 2, editors))
    await choose(roles, on=False)
    assert not (await stored(database, 1)).author.staff
    assert (await stored(database, 2)).author.staff
    comment = await stored(database, 2)
    await database.write(partial(door.erase, comment_id=comment.id))
    assert not (await stored(database, 2)).author.staff


async def test_a_comment_costs_no_statement_more(database: Database, roles: StaffRoles, news: Post):
    await choose(roles)

    def statements(connection: Connection, door: Door, number: int) -> int:
        with counted(connection) as asked:
            door.accept(connection, saying(news, number, frozenset({EDITORS})))
        return len(asked)

    without = await database.write(statements, Door(), 1)
    assert await database.write(statements, Door(is_staff=roles.is_staff), 2) == without


async def test_what_the_ledger_erased_comes_back_without_a_mark(
    database: Database, roles: StaffRoles, news: Post
):
    await choose(roles)
    await database.write(erasures.erase_member, author_id=40, server_id=0, until=10)
    await database.write(Door(is_staff=roles.is_staff).accept, saying(news, 1, frozenset({EDITORS})))
    assert (await stored(database, 1)).author == Author(0, "")


async def test_managers_choose_a_few_roles_each_once(database: Database, roles: StaffRoles):
    with pytest.raises(NotAllowed):
        await choose(roles, by=EMMA)
    with pytest.raises(BadInput):
        await choose(roles, SERVER)  # everybody's
    with pytest.raises(Refused):
        await choose(roles, on=False)
    for role_id in range(60, 60 + MAX_ROLES):
        await choose(roles, role_id)
    with pytest.raises(Refused):
        await choose(roles, 60)
    with pytest.raises(Refused):
        await choose(roles)
    await choose(roles, 60, on=False)
    await choose(roles)
    again = StaffRoles(database)
    await again.load()
    assert again.is_staff(SERVER, [EDITORS])
    assert not again.is_staff(SERVER, [60])
    assert not again.is_staff(SERVER + 1, [EDITORS])


async def test_roles_that_are_gone_take_no_place(roles: StaffRoles):
    for role_id in range(60, 60 + MAX_ROLES):
        await choose(roles, role_id)
    await roles.choose(MARTA, EDITORS, on=True, known=KNOWN - {60})
    assert not roles.is_staff(SERVER, [60])
    line = roles.line(SERVER, KNOWN - {61})
    assert line is not None
    assert "<@&61>" not in str(line)
    assert f"<@&{EDITORS}>" in str(line)
