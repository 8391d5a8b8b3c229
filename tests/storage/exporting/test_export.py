"""An export holds what whoever asks may see, in the order it was said, and is written down."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.stores import (
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
)
from bot.domain.article import Article, Block, BlockKind, Edition
from bot.domain.discussion import Author, CommentOrigin, CommentStatus, DetectedLanguage, RoomKind
from bot.domain.errors import BadInput, NotAllowed, NotFound
from bot.domain.export import ExportFormat
from bot.domain.language import Language
from bot.domain.moderation import TargetKind
from bot.domain.people import Member
from bot.exporting import export, export_store as exports
from bot.exporting.export import Exporter
from bot.i18n.catalog import Catalog
from bot.moderating.review import Review
from bot.posting import article_store as articles
from bot.statistics.drawing import Drawing
from tests.comments import add

SERVER, NEWS, STAFF = 10, 20, 21
LINK = "https://news.example/river"
ARTICLE = Article(
    (
        Edition(
            language=Language.EN,
            title="The night the river rose",
            blocks=(Block(BlockKind.PARAGRAPH, "It rose."),),
            sentences=("It rose.",),
            summary=(),
            url=LINK,
        ),
    ),
    aliases=(LINK,),
)
SAID = (
    # source, room, status, parent's source, text
    (100, NEWS, CommentStatus.VISIBLE, None, "first"),
    (101, NEWS, CommentStatus.HIDDEN, 100, "rude"),
    (102, NEWS, CommentStatus.VISIBLE, 101, "answer to what was hidden"),
    (103, STAFF, CommentStatus.VISIBLE, None, "among us"),
    (104, NEWS, CommentStatus.VISIBLE, 100, "answer to the first"),
    (105, NEWS, CommentStatus.DELETED, None, ""),
)


MARTA = Member(7, "Marta", None, SERVER, NEWS, Language.EN, True, False)


@dataclass(frozen=True)
class Standing:
    """A moderator of some rooms, who sees some."""

    moderated: frozenset[int]
    seen: frozenset[int]
    member: Member = MARTA

    def sees(self, channel_id: int) -> bool:
        return channel_id in self.seen

    def moderates(self, channel_id: int) -> bool:
        return channel_id in self.moderated

    def writes(self, channel_id: int) -> bool:
        return channel_id in self.seen


def a_discussion(connection: Connection) -> int:
    article_id = articles.store(connection, ARTICLE)
    discussion_id = discussions.open_for(connection, article_id, SERVER).id
    in_room = {
        channel_id: posts.add(
            connection,
            public_id=f"post{channel_id}",
            discussion_id=discussion_id,
            channel_id=channel_id,
            kind=RoomKind.CHANNEL,
            language=Language.EN,
            joined=True,
            created_by=1,
        )
        for channel_id in (NEWS, STAFF)
    }
    stored: dict[int, int] = {}
    for source_id, channel_id, status, parent, text in SAID:
        comment_id = add(
            connection,
            discussion_id=discussion_id,
            post_id=in_room[channel_id],
            parent_id=stored[parent] if parent else None,
            source_id=source_id,
            author=Author(5, "Emma"),
            origin=CommentOrigin.THREAD,
            status=status,
            text=text,
            language=DetectedLanguage.EN,
            said_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        assert comment_id is not None
        stored[source_id] = comment_id
    comments.edit(
        connection,
        stored[100],
        text="first, edited",
        edited_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    return discussion_id


@pytest.fixture
async def discussion_id(database: Database) -> int:
    return await database.write(a_discussion)


@pytest.fixture
def exporter(database: Database) -> Exporter:
    return Exporter(database, Catalog.load(), Drawing(deadline=300))


async def whole(pieces: AsyncIterator[bytes]) -> str:
    return b"".join([piece async for piece in pieces]).decode("utf-8-sig")


async def test_hidden_and_deleted_comments_are_left_out_and_answers_stay_in_place(
    exporter: Exporter, discussion_id: int
):
    value = json.loads(await whole(exporter.export(LINK, SERVER, ExportFormat.JSON)))
    assert [(one["id"], one["depth"], one["parent_id"]) for one in value["comments"]] == [
        ("100", 0, None),
        ("104", 1, "100"),
        ("102", 0, None),
        ("103", 0, None),
    ]
    assert "revisions" not in value["comments"][0]


async def test_asked_for_they_are_there_with_their_status_and_earlier_texts(
    exporter: Exporter, discussion_id: int
):
    pieces = exporter.export(LINK, SERVER, ExportFormat.JSON, include_hidden=True, include_revisions=True)
    value = json.loads(await whole(pieces))
    assert [(one["id"], one["depth"], one["status"]) for one in value["comments"]] == [
        ("100", 0, "visible"),
        ("101", 1, "hidden"),
        ("102", 2, "visible"),
        ("104", 1, "visible"),
        ("103", 0, "visible"),
        ("105", 0, "deleted"),
    ]
    assert value["comments"][0]["revisions"][0]["text"] == "first"


async def test_what_was_said_in_rooms_that_cannot_be_seen_is_left_out(exporter: Exporter, discussion_id: int):
    pieces = exporter.export(LINK, SERVER, ExportFormat.CSV, visible_channels={NEWS})
    rows = list(csv.DictReader(io.StringIO(await whole(pieces))))
    assert [row["id"] for row in rows] == ["100", "104", "102"]
    pieces = exporter.export(LINK, SERVER, ExportFormat.JSON, visible_channels={NEWS})
    value = json.loads(await whole(pieces))
    assert [one["channel_id"] for one in value["discussion"]["posts"]] == [str(NEWS)]


async def test_an_article_is_named_by_address_public_id_or_number(
    exporter: Exporter, discussion_id: int, database: Database
):
    article_id = await database.read(articles.find_by_alias, LINK)
    assert article_id is not None
    stored = await database.read(articles.get, article_id)
    assert stored is not None
    for name in (f"{LINK}?utm_source=x", stored.public_id, str(article_id)):
        assert "first, edited" in await whole(exporter.export(name, SERVER, ExportFormat.MARKDOWN))


@pytest.mark.parametrize(
    ("name", "server_id"),
    [("https://news.example/other", SERVER), ("nothing", SERVER), (LINK, 99), ("77", 99)],
)
async def test_what_is_not_known_is_said(exporter: Exporter, discussion_id: int, name: str, server_id: int):
    with pytest.raises(NotFound):
        await whole(exporter.export(name, server_id, ExportFormat.JSON))


async def test_an_answer_in_a_room_that_cannot_be_seen_is_left_out_below_what_can(
    exporter: Exporter, discussion_id: int, database: Database
):
    def answer(connection: Connection) -> None:
        answered = comments.by_source(connection, 100)
        in_room = {post.channel_id: post.id for post in posts.of_discussion(connection, discussion_id)}
        assert answered is not None
        for source_id, channel_id in ((106, STAFF), (107, NEWS)):
            to = comments.by_source(connection, source_id - 1) if source_id == 107 else answered
            assert to is not None
            add(
                connection,
                discussion_id=discussion_id,
                post_id=in_room[channel_id],
                parent_id=to.id,
                source_id=source_id,
                author=Author(5, "Emma"),
                origin=CommentOrigin.THREAD,
                status=CommentStatus.VISIBLE,
                text=f"said in {channel_id}",
                language=DetectedLanguage.EN,
                said_at=datetime(2026, 3, 1, tzinfo=UTC),
            )

    await database.write(answer)
    pieces = exporter.export(LINK, SERVER, ExportFormat.JSON, visible_channels={NEWS})
    value = json.loads(await whole(pieces))
    assert [(one["id"], one["parent_id"]) for one in value["comments"]] == [
        ("100", None),
        ("104", "100"),
        ("102", None),
        ("107", None),
    ]


async def test_a_moderator_gets_what_they_see_and_it_is_written_down(
    exporter: Exporter, discussion_id: int, database: Database
):
    marta = Standing(frozenset({NEWS}), frozenset({NEWS}))
    file = await exporter.for_moderator(marta, discussion_id, ExportFormat.JSON, include_hidden=True)
    assert [one["id"] for one in json.loads(file.content)["comments"]] == ["100", "101", "102", "104", "105"]
    (row,) = await database.read(audit.about, TargetKind.DISCUSSION, discussion_id)
    (outcome,) = await database.read(audit.outcomes, row.id)
    assert (row.actor_id, row.reason) == (7, "json, hidden comments too")
    assert outcome.succeeded


async def test_a_moderators_list_holds_what_was_said_in_their_rooms(database: Database, discussion_id: int):
    marta = Standing(frozenset({NEWS}), frozenset({NEWS}))
    page = await Review(database).page(marta, discussion_id, 0)
    assert sorted(line.comment.source_id for line in page.lines) == [100, 101, 102, 104, 105]
    assert page.total == 5


async def test_who_moderates_only_some_of_the_rooms_they_see_gets_nothing(
    exporter: Exporter, discussion_id: int, database: Database
):
    somebody = Standing(frozenset({NEWS}), frozenset({NEWS, STAFF}))
    nobody = Standing(frozenset(), frozenset())
    with pytest.raises(NotAllowed):
        await exporter.for_moderator(somebody, discussion_id, ExportFormat.CSV, include_hidden=False)
    with pytest.raises(NotFound):
        await exporter.for_moderator(nobody, discussion_id, ExportFormat.CSV, include_hidden=False)
    assert await database.read(audit.about, TargetKind.DISCUSSION, discussion_id) == []


async def test_what_is_too_large_for_an_answer_names_the_command_line(
    exporter: Exporter, discussion_id: int, database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(export, "MAX_ANSWER_BYTES", 100)
    marta = Standing(frozenset({NEWS}), frozenset({NEWS}))
    with pytest.raises(BadInput, match="python -m bot export"):
        await exporter.for_moderator(marta, discussion_id, ExportFormat.JSON, include_hidden=False)
    (row,) = await database.read(audit.about, TargetKind.DISCUSSION, discussion_id)
    (outcome,) = await database.read(audit.outcomes, row.id)
    assert not outcome.succeeded


async def test_a_long_discussion_comes_in_pieces(exporter: Exporter, discussion_id: int, database: Database):
    def saying(number: int):
        return partial(
            add,
            discussion_id=discussion_id,
            post_id=1,
            parent_id=None,
            source_id=1_000 + number,
            author=Author(5, "Emma"),
            origin=CommentOrigin.THREAD,
            status=CommentStatus.VISIBLE,
            text=f"number {number}",
            language=DetectedLanguage.EN,
            said_at=datetime(2026, 3, 1, tzinfo=UTC),
        )

    await asyncio.gather(*(database.write(saying(number)) for number in range(450)))
    pieces = [piece async for piece in exporter.export(LINK, SERVER, ExportFormat.CSV)]
    assert len(pieces) == 5, "its beginning, two hundred comments at a time, and its end"
    rows = list(csv.DictReader(io.StringIO(b"".join(pieces).decode("utf-8-sig"))))
    assert [row["text"] for row in rows[-450:]] == [f"number {number}" for number in range(450)]


async def test_answers_stand_below_what_they_answer_in_the_order_they_were_said(
    discussion_id: int, database: Database
):
    chain = 3_000

    def work(connection: Connection) -> None:
        parent = None
        for number in range(chain):
            parent = add(
                connection,
                discussion_id=discussion_id,
                post_id=1,
                parent_id=parent,
                source_id=10_000 + number,
                author=Author(5, "Emma"),
                origin=CommentOrigin.THREAD,
                status=CommentStatus.VISIBLE,
                text="deeper",
                language=DetectedLanguage.EN,
                said_at=datetime(2026, 3, 1, tzinfo=UTC),
            )

    await database.write(work)
    whole_of = (discussion_id, tuple(CommentStatus), await database.read(exports.rooms, discussion_id, None))
    places = [place async for batch in database.stream(exports.walk, *whole_of) for place in batch]
    counted = await database.read(exports.count, *whole_of)
    said = await database.read(comments.get_many, [place.comment_id for place in places[:6]])
    assert [(said[place.comment_id].source_id, place.depth) for place in places[:6]] == [
        (100, 0),
        (101, 1),
        (102, 2),
        (104, 1),
        (103, 0),
        (105, 0),
    ]
    assert places[-1].depth == chain - 1
    assert counted == len(places) == chain + 6


async def test_how_far_an_export_has_come_is_told(exporter: Exporter, discussion_id: int):
    told: list[tuple[int, int]] = []
    pieces = exporter.export(LINK, SERVER, ExportFormat.HTML, progress=lambda *one: told.append(one))
    page = await whole(pieces)
    assert "first, edited" in page
    assert '<figure class="chart"><svg' in page
    assert "4 comments: English (4)." in page
    assert told == [(4, 4)]
