"""A discussion to be exported, with its comments."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.article import Article, Edition, Headline, Provenance, SummarySentence
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
    Revision,
    RoomKind,
)
from bot.domain.export import Exported, ExportedComment, ExportFormat
from bot.domain.language import Language
from bot.exporting.formats import writer
from bot.i18n.catalog import Catalog

BIG = 1234567890123456789
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
EN, ES = Language.EN, Language.ES


def an_edition(language: Language, title: str) -> Edition:
    return Edition(
        language=language,
        title=title,
        blocks=(),
        sentences=("The river rose.",),
        summary=(SummarySentence("The river rose.", 0),),
        provenance=Provenance.PUBLISHER,
        url=f"https://news.example/{language}/story",
        site="The Example",
        authors=("Ana *Bold*",),
        published=date(2026, 2, 28),
    )


EXPORTED = Exported(
    "article-1",
    Article(
        (an_edition(EN, "Water [rises]"), an_edition(ES, "Sube el agua")), (Headline(ES, "Sube el agua"),)
    ),
    Discussion(1, "discussion-1", 1, BIG, DiscussionStatus.LOCKED, 30, NOW),
    (Post(1, "p", 1, 1, BIG, BIG + 1, RoomKind.CHANNEL, PostStatus.POSTED, EN, BIG + 2, None, True, NOW),),
    2,
)


def a_comment(text: str, *, number: int = 0, name: str = "Elena", **changes) -> Comment:
    values = {
        "id": number + 1,
        "discussion_id": 1,
        "post_id": 1,
        "parent_id": None,
        "source_id": BIG + number,
        "author": Author(BIG + 9, name),
        "origin": CommentOrigin.THREAD,
        "status": CommentStatus.VISIBLE,
        "text": text,
        "language": DetectedLanguage.ES,
        "said_at": NOW,
        "edited_at": None,
    }
    return Comment(**(values | changes))


SPOILER = ExportedComment(
    a_comment(
        "It was ||the <i>keeper</i>\nalone||, `a || b`!",
        attachments=(Attachment(BIG, "keeper.png", "image/png", 12, "https://cdn.example/x", spoiler=True),),
    ),
    0,
    None,
    (Revision(1, "||keeper||", NOW),),
)


def written(form: ExportFormat, *entries: ExportedComment, language: Language = EN) -> str:
    writing = writer(form, Catalog.load(), language)
    return writing.head(EXPORTED) + "".join(map(writing.comment, entries)) + writing.tail()
