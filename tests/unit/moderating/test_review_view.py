"""A moderator's list of comments fits into a message, whatever members wrote."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.discordkit.links import message_link
from bot.discordkit.paged_view import MAX_CHARACTERS
from bot.domain.discussion import (
    Attachment,
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    Discussion,
    DiscussionStatus,
    Post,
    PostStatus,
    RoomKind,
)
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.moderating.review import PAGE, Line, Page
from bot.moderating.review_view import ReviewPages

ID = 10**19
NOW = datetime(2026, 11, 29, tzinfo=UTC)
DISCUSSION = Discussion(1, "d", 1, ID, DiscussionStatus.CLOSED, 0, NOW, "*" * 400)
POST = Post(
    1,
    "p",
    1,
    1,
    ID,
    ID,
    RoomKind.CHANNEL,
    PostStatus.POSTED,
    Language.EN,
    ID,
    ID,
    joined=True,
    created_at=NOW,
)


def page(
    text: str, name: str, files: int, reports: int = 0, status: CommentStatus = CommentStatus.HIDDEN
) -> Page:
    attachments = tuple(Attachment(one, "_" * 60, None, 1, "", spoiler=True) for one in range(files))
    lines = tuple(
        Line(
            Comment(
                one,
                1,
                1,
                None,
                ID + one,
                Author(ID, name),
                CommentOrigin.THREAD,
                status,
                text,
                DetectedLanguage.ES,
                NOW,
                NOW,
                attachments,
            ),
            reports,
            message_link(ID, ID, ID),
        )
        for one in range(PAGE)
    )
    return Page(DISCUSSION, POST, "*" * 300, lines, 1, 10**6)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", ["", "*" * 2_000, "||*||" * 400, "> - " * 500, "https://_ @here " * 100])
@pytest.mark.parametrize("status", [CommentStatus.HIDDEN, CommentStatus.REFUSED])
async def test_the_worst_page_fits(language: Language, text: str, status: CommentStatus):
    worst = page(text, "*" * 32, files=2, reports=10**6, status=status)
    assert ReviewPages(1, worst, Catalog.load(), language).content_length() <= MAX_CHARACTERS


async def test_files_that_are_not_named_are_counted():
    crowded = page("*" * 2_000, "*" * 32, files=2, reports=10**6)
    shown = str(ReviewPages(1, crowded, Catalog.load(), Language.EN).to_components())
    assert shown.count("📎 2") == PAGE
