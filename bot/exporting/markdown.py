"""A discussion as Markdown."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.domain.article import Edition, Provenance
from bot.domain.card import QUESTION
from bot.domain.export import Exported, ExportedComment, translated_by
from bot.domain.language import Language
from bot.domain.mentions import plain
from bot.domain.message import Message, counted, message
from bot.domain.people import STAFF
from bot.domain.spoilers import MASK, masked
from bot.exporting.html import label_of
from bot.i18n.catalog import Catalog
from bot.translation.article_edition import with_machine_edition

_MAX_DEPTH = 8
"""Levels of Markdown's lists: deeper comments are put on the last."""
_MARKS = str.maketrans({mark: "\\" + mark for mark in "\\`*_~[]<>&|"})
_AT_START = re.compile(r"[-+#=]|\d++(?=[.)])")
"""Markdown's markup: anywhere, and at a line's start."""


class MarkdownWriter:
    """What a page of HTML holds, with the comments as nested lists; spoilers, which Markdown cannot hide, are
    masked.
    """

    def __init__(self, catalog: Catalog, language: Language) -> None:
        self._catalog = catalog
        self._language = language
        self._mask = catalog.say(MASK, language)

    def head(self, exported: Exported) -> str:
        """The article."""
        article = exported.article
        title = article.title(self._language) or article.original.title
        parts = [f"# {_escaped(title)}"]
        machine = exported.machine_edition
        every = with_machine_edition(article, machine) if machine else article
        for edition in every.editions:
            language = self._say(message("{language}", language=edition.language))
            same = edition.title == title
            parts.append(f"## {language}" if same else f"## {_escaped(edition.title)} ({language})")
            if edition.url:
                parts.append(f"<{_target(edition.url)}>")
            parts.append("\n".join(f"- {_escaped(one.text)}" for one in edition.summary))
            parts.append(" · ".join(self._facts(edition)))
        known = {edition.language for edition in every.editions}
        for one in article.headlines:
            if one.language not in known and one.title != title:
                language = self._say(message("{language}", language=one.language))
                parts.append(f"## {_escaped(one.title)} ({language})")
                parts.append(f"<{_target(one.url)}>" if one.url else "")
        if exported.question:
            parts.append(f"## {self._say(QUESTION)}")
            parts += [_escaped(text) for _, text in exported.question.texts(self._language)]
        if exported.featured:
            parts.append(f"## {self._say(message('Featured'))}")
            parts.append("".join(map(self.comment, exported.featured)).rstrip("\n"))
        parts.append(f"## {self._say(counted('{count} comment', '{count} comments', exported.comments))}")
        parts.append(self._say(message("Exported by Tertulia on {date}", date=datetime.now(UTC).date())))
        return "\n\n".join([part for part in parts if part]) + "\n\n"

    def _facts(self, edition: Edition) -> list[str]:
        facts = [_escaped(one) for one in (edition.site, *edition.authors) if one]
        facts += [self._say(message("{date}", date=edition.published))] if edition.published else []
        if edition.provenance is Provenance.MACHINE:
            facts.append(self._say(translated_by(edition, _escaped(edition.engine or ""))))
        return facts

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)

    def comment(self, entry: ExportedComment) -> str:
        """One item of the list, below its parent."""
        comment, indent = entry.comment, "  " * min(entry.depth, _MAX_DEPTH)
        notes = [f"{comment.said_at:%Y-%m-%d %H:%M} UTC"]
        notes += [self._say(message("edited"))] if comment.edited_at else []
        if status := label_of(comment):
            notes.append(self._say(status))
        author = comment.author
        name = f"**{_escaped(author.shown) or '…'}**" + (f" {self._say(STAFF)}" if author.staff else "")
        lines = [f"{name} ({', '.join(notes)})"]
        if entry.parent_source_id is not None and entry.depth >= _MAX_DEPTH:
            answered = _escaped(entry.parent_author or "…")
            lines.append(f"↪ {self._say(message('to {name}', name=answered))}")
        text = masked(comment.plain, self._mask)
        lines += [_escaped(line) for line in text.splitlines() if line.strip()]
        if made := entry.translation:
            label = self._say(message("machine translation"))
            lines.append(f"*{label} · {self._say(made.provenance)}:*")
            translated = masked(plain(made.text, comment.names), self._mask)
            lines += [_escaped(line) for line in translated.splitlines() if line.strip()]
        for one in comment.attachments:
            name = self._mask if one.spoiler else _escaped(one.filename)
            lines.append(f"📎 {name} ({one.size:,} B)")
        if entry.reactions:
            lines.append(" · ".join(f"{_escaped(one.name)} {one.count}" for one in entry.reactions))
        lines += [
            f"~~{_escaped(masked(plain(one.text, comment.names), self._mask))}~~" for one in entry.revisions
        ]
        return f"{indent}- " + f"  \n{indent}  ".join(lines) + "\n"

    def tail(self) -> str:
        """Nothing."""
        return ""


def _escaped(text: str) -> str:
    line = " ".join(text.split()).translate(_MARKS)
    begins = _AT_START.match(line)
    if begins is None:
        return line
    # Of a list's number, escape the mark after it.
    place = begins.end() if begins[0][-1].isdigit() else 0
    return f"{line[:place]}\\{line[place:]}"


def _target(url: str) -> str:
    return re.sub(r"[<>\s\\]", "", url)
