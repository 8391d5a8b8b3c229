"""The audit is read by member, moderator, kind and time, and tells nobody of rooms they may not see."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert

from bot.audit import audit_store as audit
from bot.audit.audit_log import AuditFilter, AuditPage, Turn
from bot.database import case_erasure, erasure_ledger as erasures, schema
from bot.database.engine import Connection, Database
from bot.discussion.stores import discussion_store as discussions
from bot.domain.cases.case import CaseKind
from bot.domain.discussion import Post
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.moderating.auditing import audit_reader
from bot.moderating.auditing.audit_reader import PAGE, AuditReader
from tests.storage.discussed import ELENA, EMMA, NEWS, NOTICIAS, SERVER, a_post, an_article, posting, saying

MATEO, MARTA, LUIS = 50, 51, 52
"""A moderator, another one, and a member who never said anything."""
STAFF = NOTICIAS
"""A room that not everybody sees."""
LOBBY = 22
"""A channel without cards."""


MODERATOR = Member(MARTA, "Marta", None, SERVER, NEWS, Language.EN, True, False)


@dataclass(frozen=True)
class Standing:
    """Somebody who moderates some rooms, and sees others."""

    moderated: frozenset[int] = frozenset()
    seen: frozenset[int] = frozenset()
    member: Member = MODERATOR

    def sees(self, channel_id: int) -> bool:
        return channel_id in self.seen | self.moderated

    def moderates(self, channel_id: int) -> bool:
        return channel_id in self.moderated


OF_NEWS = Standing(frozenset((NEWS,)))
OF_BOTH = Standing(frozenset((NEWS, STAFF)))
MANAGER = Standing(seen=frozenset((NEWS, STAFF, LOBBY)), member=replace(MODERATOR, manager=True))
OUTSIDE_STAFF = replace(MANAGER, seen=frozenset((NEWS, LOBBY)))


@dataclass(frozen=True)
class Stored:
    """A comment in #news, and one in the staff's room, each with its post."""

    news: Post
    staff: Post
    said: int
    said_among_staff: int


@pytest.fixture
async def stored(database: Database) -> Stored:
    news = await a_post(database, NEWS, "news", thread_id=500)
    staff = await a_post(database, STAFF, "staff", thread_id=501)
    said = await database.write(saying(news, 100))
    among_staff = await database.write(saying(staff, 101, author=ELENA))
    return Stored(news, staff, said, among_staff)


@pytest.fixture
def reader(database: Database) -> AuditReader:
    return AuditReader(database)


async def act(
    database: Database,
    action: Action,
    kind: TargetKind,
    target_id: int,
    reason: str | None = None,
    *,
    by: int = MATEO,
) -> int:
    values = {"server_id": SERVER, "actor_id": by, "target_kind": kind, "target_id": target_id}
    return await database.write(partial(audit.record, action=action, reason=reason, **values))


async def a_case(
    database: Database, number: int, member_id: int, comment_id: int | None, **more: object
) -> int:
    values = {
        "server_id": SERVER,
        "number": number,
        "kind": CaseKind.WARN,
        "member_id": member_id,
        "moderator_id": MATEO,
        "reason": "insults",
        "comment_id": comment_id,
        "opened_at": datetime.now(UTC),
        **more,
    }

    def work(connection: Connection) -> int:
        into = insert(schema.member_case).values(values).returning(schema.member_case.c.id)
        return int(connection.execute(into).scalar_one())

    return await database.write(work)


def reasons(page: AuditPage) -> list[str | None]:
    return [line.entry.row.reason for line in page.lines]


async def one_of_each(database: Database, stored: Stored) -> None:
    """Acts on whatever there is, each with its target as its reason."""
    case_here = await a_case(database, 1, EMMA.id, stored.said)
    case_there = await a_case(database, 2, ELENA.id, stored.said_among_staff)
    case_anywhere = await a_case(database, 3, LUIS, None)
    for kind, target_id, reason in (
        (TargetKind.COMMENT, stored.said, "comment"),
        (TargetKind.COMMENT, stored.said_among_staff, "comment among staff"),
        (TargetKind.DISCUSSION, stored.news.discussion_id, "discussion"),
        (TargetKind.ARTICLE, stored.news.article_id, "article"),
        (TargetKind.CHANNEL, NEWS, "channel"),
        (TargetKind.CHANNEL, STAFF, "staff's channel"),
        (TargetKind.CHANNEL, LOBBY, "lobby"),
        (TargetKind.SERVER, SERVER, "server"),
        (TargetKind.MEMBER, LUIS, "member"),
        (TargetKind.CASE, case_here, "case"),
        (TargetKind.CASE, case_there, "case among staff"),
        (TargetKind.CASE, case_anywhere, "case anywhere"),
    ):
        await act(database, Action.SETTINGS, kind, target_id, reason)


OF_ALL = {"discussion", "article", "member", "case anywhere"}
HERE = {"comment", "channel", "case"} | OF_ALL
THERE = {"comment among staff", "staff's channel", "case among staff"} | OF_ALL


@pytest.mark.parametrize(
    ("viewer", "read"),
    [
        pytest.param(OF_NEWS, HERE, id="a moderator of #news"),
        pytest.param(Standing(frozenset((STAFF,))), THERE, id="a moderator of the staff's room"),
        pytest.param(OF_BOTH, HERE | THERE, id="a moderator of both"),
        pytest.param(
            replace(OF_NEWS, seen=frozenset((STAFF,))), HERE, id="a moderator who only sees the other"
        ),
        pytest.param(
            OUTSIDE_STAFF, HERE | {"lobby", "server"}, id="a manager who does not see the staff's room"
        ),
        pytest.param(MANAGER, HERE | THERE | {"lobby", "server"}, id="a manager who sees all"),
    ],
)
async def test_everybody_reads_what_concerns_their_rooms(
    database: Database, reader: AuditReader, stored: Stored, viewer: Standing, read: set[str]
) -> None:
    await one_of_each(database, stored)
    first = await reader.page(viewer, AuditFilter())
    pages = [first]
    while pages[-1].has_older:
        last = pages[-1].lines[-1].entry.row
        pages.append(await reader.page(viewer, AuditFilter(), Turn.OLDER, last))
    found = [reason for page in pages for reason in reasons(page)]
    assert set(found) == read
    assert len(found) == len(read)
    content = (await reader.export(viewer, AuditFilter())).decode("utf-8-sig")
    assert {row["reason"] for row in csv.DictReader(io.StringIO(content))} == read


async def test_a_discussion_of_the_staff_alone_is_theirs_alone(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    def post_there(connection: Connection) -> tuple[int, int]:
        article_id = an_article(connection)
        opened = discussions.open_for(connection, article_id, SERVER)
        posting(opened.id, STAFF, "secret")(connection)
        return article_id, opened.id

    article_id, discussion_id = await database.write(post_there)
    await act(database, Action.POST, TargetKind.ARTICLE, article_id)
    await act(database, Action.LOCK, TargetKind.DISCUSSION, discussion_id)
    for viewer, acts in ((OF_NEWS, 0), (OUTSIDE_STAFF, 0), (OF_BOTH, 2), (MANAGER, 2)):
        assert len((await reader.page(viewer, AuditFilter())).lines) == acts


async def test_other_servers_acts_are_theirs(database: Database, reader: AuditReader, stored: Stored) -> None:
    values = {"actor_id": MATEO, "action": Action.HIDE, "target_kind": TargetKind.COMMENT}
    await database.write(partial(audit.record, server_id=SERVER + 1, target_id=stored.said, **values))
    assert (await reader.page(MANAGER, AuditFilter())).lines == ()


async def test_nobody_else_reads_it(reader: AuditReader, stored: Stored) -> None:
    for viewer in (Standing(seen=frozenset((NEWS, STAFF))), Standing(frozenset((LOBBY,)))):
        with pytest.raises(NotAllowed):
            await reader.page(viewer, AuditFilter())
        with pytest.raises(NotAllowed):
            await reader.export(viewer, AuditFilter())


async def test_who_reported_a_moderators_own_comment_and_notes_about_them_are_left_out(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    own = await database.write(saying(stored.news, 102, author=replace(EMMA, id=MARTA)))
    case = await a_case(database, 1, MARTA, None)
    for target_id in (own, stored.said):
        await act(database, Action.REPORT, TargetKind.COMMENT, target_id, str(target_id), by=LUIS)
    await act(database, Action.NOTE, TargetKind.MEMBER, MARTA, "note")
    await act(database, Action.NOTE, TargetKind.CASE, case, "note")
    await act(database, Action.NOTE, TargetKind.MEMBER, LUIS, "note on Luis")
    for viewer in (OF_NEWS, MANAGER):
        assert reasons(await reader.page(viewer, AuditFilter())) == ["note on Luis", str(stored.said)]
        assert reasons(await reader.page(viewer, AuditFilter(moderator_id=LUIS))) == [str(stored.said)]


async def test_it_is_found_by_member_moderator_and_kind(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    case = await a_case(database, 1, EMMA.id, None)
    await act(database, Action.HIDE, TargetKind.COMMENT, stored.said, "Emma's comment")
    await act(database, Action.WARN, TargetKind.MEMBER, EMMA.id, "Emma herself", by=LUIS)
    await act(database, Action.UNDO, TargetKind.CASE, case, "Emma's case")
    await act(database, Action.HIDE, TargetKind.COMMENT, stored.said_among_staff, "Elena's", by=LUIS)

    async def found(**wanted: object) -> list[str | None]:
        return reasons(await reader.page(MANAGER, AuditFilter(**wanted)))

    assert await found(member_id=EMMA.id) == ["Emma's case", "Emma herself", "Emma's comment"]
    assert await found(member_id=LUIS) == []
    assert await found(moderator_id=LUIS) == ["Elena's", "Emma herself"]
    assert await found(action=Action.HIDE) == ["Elena's", "Emma's comment"]
    assert await found(action=Action.HIDE, member_id=EMMA.id, moderator_id=MATEO) == ["Emma's comment"]
    now = datetime.now(UTC)
    soon, before = now + timedelta(minutes=1), now - timedelta(minutes=1)
    assert len(await found(since=before, until=soon)) == 4
    assert await found(since=soon) == await found(until=before) == []


async def test_an_erased_comment_names_its_author_no_more(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    await act(database, Action.HIDE, TargetKind.COMMENT, stored.said, "insults")
    await database.write(partial(erasures.erase, comment_ids=[stored.said]))
    (line,) = (await reader.page(OF_NEWS, AuditFilter())).lines
    assert line.entry.member_id is None
    assert (await reader.page(OF_NEWS, AuditFilter(member_id=EMMA.id))).lines == ()


async def test_the_reason_of_an_emptied_case_is_told_no_more(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    case = await a_case(database, 7, EMMA.id, None, emptied=True)
    await act(database, Action.WARN, TargetKind.CASE, case, "called Luis a fool")
    (line,) = (await reader.page(MANAGER, AuditFilter())).lines
    assert (line.entry.row.reason, line.entry.case_number) == (None, 7)
    assert b"fool" not in await reader.export(MANAGER, AuditFilter())


async def test_the_reason_stays_untold_once_nothing_is_left_of_an_emptied_case(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    case = await a_case(database, 7, EMMA.id, None, emptied=True)
    await act(database, Action.WARN, TargetKind.CASE, case, "called Luis a fool")
    await database.write(case_erasure.drop, [case])
    (line,) = (await reader.page(MANAGER, AuditFilter())).lines
    assert (line.entry.row.reason, line.entry.case_number) == (None, None)
    assert b"fool" not in await reader.export(MANAGER, AuditFilter())


async def test_the_last_outcome_counts(database: Database, reader: AuditReader, stored: Stored) -> None:
    done, failing, waiting = [
        await act(database, Action.HIDE, TargetKind.COMMENT, stored.said) for _ in range(3)
    ]
    await database.write(audit.failed, done, message("Discord is having trouble."))
    await database.write(audit.outcome, done, succeeded=True)
    await database.write(audit.failed, failing, message("This only works on a server."))
    lines = (await reader.page(OF_NEWS, AuditFilter())).lines
    came_of = {line.entry.row.id: line.entry.outcome for line in lines}
    told = {row_id: (one.succeeded, one.detail, one.spanish) for row_id, one in came_of.items() if one}
    sentence = "This only works on a server.", "Esto solo funciona en un servidor."
    assert told == {done: (True, None, None), failing: (False, *sentence)}
    assert waiting in came_of


async def test_pages_turn_both_ways_without_gap_or_repetition(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    for number in range(2 * PAGE + 3):
        await act(database, Action.HIDE, TargetKind.COMMENT, stored.said, str(number))
    every = [str(number) for number in reversed(range(2 * PAGE + 3))]
    turn = partial(reader.page, OF_NEWS, AuditFilter())
    first = await turn()
    second = await turn(Turn.OLDER, first.lines[-1].entry.row)
    third = await turn(Turn.OLDER, second.lines[-1].entry.row)
    assert reasons(first) + reasons(second) + reasons(third) == every
    assert [(one.has_older, one.has_newer) for one in (first, second, third)] == [
        (True, False),
        (True, True),
        (False, True),
    ]
    assert reasons(await turn(Turn.NEWER, third.lines[0].entry.row)) == reasons(second)
    assert reasons(await turn(Turn.NEWER, second.lines[0].entry.row)) == reasons(first)
    assert reasons(await turn(Turn.NEWER, first.lines[3].entry.row)) == reasons(first)


async def test_the_file_is_safe_and_says_that_it_was_asked_for(
    database: Database, reader: AuditReader, stored: Stored
) -> None:
    formula = '=HYPERLINK("https://bad.example")'
    await act(database, Action.HIDE, TargetKind.COMMENT, stored.said, formula)
    content = await reader.export(OF_NEWS, AuditFilter())
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["reason"] == f"'{formula}"
    assert (row["action"], row["target"], row["target_id"]) == ("hide", "comment", "100")
    assert (row["moderator_id"], row["member_id"]) == (str(MATEO), str(EMMA.id))
    assert (row["outcome"], row["detail"]) == ("waiting", "")
    (line,) = (await reader.page(MANAGER, AuditFilter(action=Action.EXPORT))).lines
    assert line.entry.row.actor_id == MARTA
    assert line.entry.outcome
    assert line.entry.outcome.detail == f"{len(content)} bytes"


async def test_a_file_that_discord_would_not_take_is_refused(
    database: Database, reader: AuditReader, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_reader, "MAX_ANSWER_BYTES", 200)
    await act(database, Action.HIDE, TargetKind.COMMENT, stored.said, "x" * 100)
    with pytest.raises(BadInput, match="10 MB"):
        await reader.export(OF_NEWS, AuditFilter())
    assert (await reader.page(MANAGER, AuditFilter(action=Action.EXPORT))).lines == ()
