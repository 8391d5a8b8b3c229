"""Writing discussions as JSON and CSV, in constant memory. Markdown and HTML have modules of their own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.domain.article import Edition
from bot.domain.card import Question
from bot.domain.discussion import Attachment, Post
from bot.domain.export import BEGINNING, Exported, ExportedComment, ExportFormat, row_of
from bot.domain.language import Language
from bot.domain.mentions import mentioned, plain
from bot.domain.message import Message
from bot.domain.spoilers import MASK, masked
from bot.domain.translation import MachineEdition, MachineText
from bot.exporting.html import HtmlWriter
from bot.exporting.markdown import MarkdownWriter
from bot.i18n.catalog import Catalog

VERSION = 1
"""Version of the JSON: it grows with incompatible changes."""
COLUMNS = (
    "id",
    "parent_id",
    "depth",
    "author_id",
    "author",
    "status",
    "origin",
    "language",
    "said_at",
    "edited_at",
    "text",
    "attachments",
    "reactions",
    "translation",
    "translation_language",
    "translation_engine",
    "translation_version",
    "featured",
    "staff",
)


class Writer(Protocol):
    """Writes one discussion."""

    def head(self, exported: Exported) -> str:
        """Return the text before the comments."""

    def comment(self, entry: ExportedComment) -> str:
        """Return one comment."""

    def tail(self) -> str:
        """Return the text after the comments."""


def writer(
    form: ExportFormat, catalog: Catalog, language: Language, chart: str | Message | None = None
) -> Writer:
    """Return a writer for one export, with headings in ``language``; ``chart`` is for a page."""
    match form:
        case ExportFormat.JSON:
            return JsonWriter()
        case ExportFormat.CSV:
            return CsvWriter(catalog.say(MASK, language))
        case ExportFormat.MARKDOWN:
            return MarkdownWriter(catalog, language)
        case ExportFormat.HTML:
            return HtmlWriter(catalog, language, chart)


class JsonWriter:
    """One object. Discord's ids are strings: JSON readers lose the digits of such numbers."""

    def __init__(self) -> None:
        self._first = True

    def head(self, exported: Exported) -> str:
        """Everything but the comments, ending in their open list."""
        article = exported.article
        made = [exported.machine_edition] if exported.machine_edition else []
        value = {
            "version": VERSION,
            "exported_at": moment(datetime.now(UTC)),
            "article": {
                "id": exported.article_public_id,
                "original": article.original.language,
                "editions": {one.language: _edition(one) for one in reversed(article.editions)},
                "headlines": {
                    one.language: {"title": one.title, "url": one.url} for one in article.headlines
                },
                "machine_editions": {one.language: _machine_edition(one) for one in made},
            },
            "discussion": {
                "id": exported.discussion.public_id,
                "server_id": str(exported.discussion.server_id),
                "status": exported.discussion.status,
                "slowmode": exported.discussion.slowmode,
                "question": _question(exported.question),
                "featured": [str(one.comment.source_id) for one in exported.featured],
                "posts": [_post(one) for one in exported.posts],
            },
        }
        return json.dumps(value, ensure_ascii=False, indent=1)[:-2] + ',\n "comments": ['

    def comment(self, entry: ExportedComment) -> str:
        """One element of the list."""
        comment = entry.comment
        texts = "\n".join([comment.text, *(one.text for one in entry.revisions)])
        names = mentioned(texts, comment.names)
        value: dict[str, Any] = {
            "id": str(comment.source_id),
            "parent_id": _id(entry.parent_source_id),
            "depth": entry.depth,
            "author": {
                "id": str(comment.author.id),
                "name": comment.author.name,
                "staff": comment.author.staff,
            },
            "status": comment.standing,
            "origin": comment.origin,
            "language": comment.language,
            "said_at": moment(comment.said_at),
            "edited_at": moment(comment.edited_at),
            "text": comment.text,
            "names": {str(one): name for one, name in names.items()},
            "attachments": [_attachment(one) for one in comment.attachments],
            "reactions": [{"emoji": one.emoji, "count": one.count} for one in entry.reactions],
            "featured": entry.featured,
        }
        if entry.translation:
            value["translation"] = translation(entry.translation)
        if entry.revisions:
            value["revisions"] = [
                {"number": one.number, "text": one.text, "replaced_at": moment(one.replaced_at)}
                for one in entry.revisions
            ]
        comma, self._first = ("" if self._first else ","), False
        return f"{comma}\n  {json.dumps(value, ensure_ascii=False)}"

    def tail(self) -> str:
        """Close the list and the object."""
        return "\n ]\n}\n"


class CsvWriter:
    """A header and one row for each comment, with formulas escaped and ``mask`` in place of spoilers."""

    def __init__(self, mask: str) -> None:
        self._mask = mask

    def head(self, exported: Exported) -> str:
        """The names of the columns, after the byte order mark by which Excel recognises UTF-8."""
        return BEGINNING + row_of(COLUMNS)

    def comment(self, entry: ExportedComment) -> str:
        """One row."""
        comment, made = entry.comment, entry.translation
        translated = ("", "", "", "")
        if made:
            words = masked(plain(made.text, comment.names), self._mask)
            translated = (words, made.language, made.engine, made.version)
        return row_of(
            (
                str(comment.source_id),
                _id(entry.parent_source_id) or "",
                str(entry.depth),
                str(comment.author.id),
                comment.author.name,
                comment.standing,
                comment.origin,
                comment.language,
                moment(comment.said_at) or "",
                moment(comment.edited_at) or "",
                masked(comment.plain, self._mask),
                "; ".join(self._mask if one.spoiler else one.filename for one in comment.attachments),
                "; ".join(f"{one.name} {one.count}" for one in entry.reactions),
                *translated,
                "true" if entry.featured else "",
                "true" if comment.author.staff else "",
            )
        )

    def tail(self) -> str:
        """Nothing."""
        return ""


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "title": edition.title,
        "url": edition.url,
        "site": edition.site,
        "authors": list(edition.authors),
        "published": edition.published.isoformat() if edition.published else None,
        "provenance": edition.provenance,
        "summary": [{"text": one.text, "sentence": one.sentence} for one in edition.summary],
    }


def _machine_edition(made: MachineEdition) -> dict[str, Any]:
    return {
        "title": made.title,
        "standfirst": made.standfirst,
        "summary": list(made.sentences),
        "engine": made.engine,
        "engine_version": made.version,
        "rough": made.rough,
    }


def _question(question: Question | None) -> dict[str, str] | None:
    return {str(language): text for language, text in question.texts(Language.EN)} if question else None


def _post(post: Post) -> dict[str, Any]:
    return {
        "channel_id": str(post.channel_id),
        "message_id": _id(post.message_id),
        "thread_id": _id(post.thread_id),
        "status": post.status,
        "language": post.language,
    }


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "spoiler": attachment.spoiler,
    }


def translation(made: MachineText) -> dict[str, Any]:
    """Return what a machine made of a comment, as a field of its own."""
    return {
        "text": made.text,
        "language": made.language,
        "engine": made.engine,
        "version": made.version,
        "rough": made.rough,
    }


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)


def moment(value: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC, with milliseconds; None for None."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="milliseconds")
