"""A discussion as one HTML page: both editions side by side, the comments as a tree, ready to print.

The page has no scripts or pictures and loads nothing; its content security policy forbids that too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from bot.domain.article import Edition, Provenance
from bot.domain.card import QUESTION
from bot.domain.discussion import Attachment, Comment, CommentStatus, DetectedLanguage
from bot.domain.export import Exported, ExportedComment, translated_by
from bot.domain.language import Language
from bot.domain.mentions import plain
from bot.domain.message import Message, counted, message
from bot.domain.people import STAFF
from bot.domain.spoilers import parts as parts_of
from bot.i18n.catalog import Catalog
from bot.translation.article_edition import with_machine_edition

_MAX_DEPTH = 6
"""Levels of nested lists: deeper comments are put on the last, with a link to their parent."""
_STATUSES = {
    CommentStatus.HIDDEN: message("hidden"),
    CommentStatus.REFUSED: message("refused: the discussion was locked"),
    CommentStatus.DELETED: message("deleted"),
}
"""Labels of comments that are not visible."""
_HUES = 6
"""Colours of avatars, by author; white letters on each have a contrast of 5 at least."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #5b6472; --mark: #b5532a; --back: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3b424d; --soft: #a4adba; --mark: #ee9a72; --back: #16191d; }
}
* { box-sizing: border-box; }
body { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; background: var(--back);
  font: 1rem/1.55 Georgia, "Times New Roman", serif; overflow-wrap: anywhere; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1.5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem; }
a { color: inherit; }
.editions { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1.25rem; }
.edition { border: 1px solid var(--line); border-top: 4px solid var(--mark); border-radius: 4px;
  padding: 1rem 1.25rem; }
.edition p { margin: .5rem 0; }
.edition p, .text { max-width: 60ch; }
.soft, small, .head time, .head span, .to { color: var(--soft);
  font: .85rem/1.5 system-ui, sans-serif; }
article { display: grid; grid-template-columns: 2.25rem minmax(0, 1fr); column-gap: .75rem; }
.avatar { display: grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: 50%;
  color: #fff; background: #59616e; font: 600 .8rem/1 system-ui, sans-serif; }
.hue0 { background: #9a4a23; } .hue1 { background: #2f6b4f; } .hue2 { background: #35589a; }
.hue3 { background: #7a3f86; } .hue4 { background: #8a5a10; } .hue5 { background: #1f6a78; }
.comments { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
.chart { margin: 2rem 0 0; }
.chart svg { display: block; width: 100%; height: auto; }
ol { list-style: none; margin: 0; padding: 0; }
ol ol { margin-left: .4rem; padding-left: 1.1rem; border-left: 2px solid var(--line); }
li { margin-top: 1rem; }
.head, .to { margin: 0; }
.head { font-family: system-ui, sans-serif; }
.head strong { font-size: .95rem; }
.head .staff { color: var(--mark); font-size: .85rem; }
.text { white-space: pre-wrap; margin: .2rem 0; }
.gone > article .text, .gone > article .head strong { color: var(--soft); font-style: italic; }
.machine { border-left: 3px dotted var(--line); padding-left: .6rem; }
del { color: var(--soft); }
.spoiler { display: inline-block; max-width: 100%; vertical-align: top; }
.spoiler > summary { padding: 0 .4rem; border: 1px solid var(--line); border-radius: 4px;
  color: var(--soft); font: .85rem/1.5 system-ui, sans-serif; cursor: pointer; list-style: none; }
.spoiler > summary::-webkit-details-marker { display: none; }
.spoiler[open] { padding: 0 .4rem .2rem 0; }
.spoiler[open] > summary { width: fit-content; border-style: dashed; }
article:target { outline: 2px solid var(--mark); outline-offset: .3rem; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; color: #000; background: #fff; }
  .edition, article, .chart { break-inside: avoid; }
  .avatar { print-color-adjust: exact; }
  a { text-decoration: none; }
  .spoiler > span { display: none; }
}
"""


def label_of(comment: Comment) -> Message | None:
    """What a comment is marked with that is not visible."""
    return message("waits for a moderator") if comment.held else _STATUSES.get(comment.status)


class HtmlWriter:
    """One page in one language, with people's text escaped."""

    def __init__(self, catalog: Catalog, language: Language, chart: str | Message | None = None) -> None:
        """``chart`` is an SVG element of ours, or why there is none."""
        self._catalog = catalog
        self._language = language
        self._chart = chart
        self._open = 0
        """Number of open list levels."""

    def head(self, exported: Exported) -> str:
        """The article in each of its languages, and the heading of the comments."""
        article = exported.article
        title = article.title(self._language) or article.original.title
        machine = exported.machine_edition
        every = with_machine_edition(article, machine) if machine else article
        editions = {one.language: one for one in reversed(every.editions)}
        shown = [
            editions[language] for language in (self._language, self._language.other) if language in editions
        ]
        known = {one.language for one in shown}
        cards = [self._edition(one, title) for one in shown]
        cards += [
            self._card(one.title, one.language, one.url, "")
            for one in article.headlines
            if one.language not in known and one.title != title
        ]
        links = {one.title: one.url for one in article.headlines} | {one.title: one.url for one in shown}
        made = message("Exported by Tertulia on {date}", date=datetime.now(UTC).date())
        heading = counted("{count} comment", "{count} comments", exported.comments)
        return (
            f'<!doctype html>\n<html lang="{self._language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
            f'<h1 dir="auto">{_linked(title, links.get(title))}</h1>\n'
            f'</header>\n<main>\n<section class="editions">\n{"".join(cards)}</section>\n'
            f"{self._first(exported)}{self._figure()}"
            f'<section class="comments">\n<h2>{self._say(heading)}</h2>\n'
            f'<p class="soft">{self._say(made)}</p>\n'
        )

    def _first(self, exported: Exported) -> str:
        """What moderators put first: the question, and comments with links to their places."""
        asked = ""
        if exported.question:
            texts = exported.question.texts(self._language)
            lines = "".join(
                f'<p class="text" lang="{one}" dir="auto">{_text(text)}</p>\n' for one, text in texts
            )
            asked = f'<section class="comments">\n<h2>{self._say(QUESTION)}</h2>\n{lines}</section>\n'
        if not exported.featured:
            return asked
        articles = "".join(f"<li>{self._article(one, leads_to=True)}</li>\n" for one in exported.featured)
        heading = self._say(message("Featured"))
        listed = f'<section class="comments">\n<h2>{heading}</h2>\n<ol>\n{articles}</ol>\n</section>\n'
        return asked + listed

    def _figure(self) -> str:
        match self._chart:
            case None:
                return ""
            case str():
                return f'<figure class="chart">{self._chart}</figure>\n'
            case _:
                return f'<p class="chart soft">{self._say(self._chart)}</p>\n'

    def comment(self, entry: ExportedComment) -> str:
        """One comment, in the list below its parent."""
        depth = min(entry.depth, _MAX_DEPTH - 1)
        gone = "" if entry.comment.status is CommentStatus.VISIBLE else ' class="gone"'
        return f"{self._up_to(depth)}<li{gone}>{self._article(entry)}"

    def tail(self) -> str:
        """Close the open lists and the page."""
        return "</li></ol>\n" * self._open + "</section>\n</main>\n</body>\n</html>\n"

    def _up_to(self, depth: int) -> str:
        """Open or close lists for a comment at ``depth``."""
        if depth >= self._open:
            self._open += 1
            return "\n<ol>"
        closed = "</li></ol>\n" * (self._open - depth - 1) + "</li>\n"
        self._open = depth + 1
        return closed

    def _article(self, entry: ExportedComment, *, leads_to: bool = False) -> str:
        """A comment in its place or, elsewhere, with a link that ``leads_to`` that."""
        comment = entry.comment
        name = comment.author.shown
        mark = f' <b class="staff">{self._say(STAFF)}</b>' if comment.author.staff else ""
        head = [f'<strong dir="auto">{_text(name) or "…"}</strong>{mark}', _time(comment.said_at)]
        notes = [message("edited")] if comment.edited_at else []
        notes += [status] if (status := label_of(comment)) else []
        head += [f"<span>{self._say(note)}</span>" for note in notes]
        parts = [f'<p class="head">{" · ".join(head)}</p>']
        if entry.parent_source_id is not None and entry.depth >= _MAX_DEPTH:
            answers = self._say(message("to {name}", name=entry.parent_author or "…"))
            parts.append(f'<p class="to"><a href="#c{entry.parent_source_id}">↪ {answers}</a></p>')
        if comment.text:
            words = self._words(comment.plain)
            parts.append(f'<div class="text" dir="auto"{_lang(comment.language)}>{words}</div>')
        if made := entry.translation:
            label = f"{self._say(message('machine translation'))} · {self._say(made.provenance)}"
            words = self._words(plain(made.text, comment.names))
            parts.append(f'<p class="soft">{_text(label)}</p>')
            parts.append(f'<div class="text machine" lang="{made.language}" dir="auto">{words}</div>')
        parts += [f'<div class="soft" dir="auto">📎 {self._file(one)}</div>' for one in comment.attachments]
        if entry.reactions:
            counted = " · ".join(f"{_text(one.name)} {one.count}" for one in entry.reactions)
            parts.append(f'<p class="soft">{counted}</p>')
        parts += [
            f'<div class="text" dir="auto"><del datetime="{_iso(one.replaced_at)}">'
            f"{self._words(plain(one.text, comment.names))}</del></div>"
            for one in entry.revisions
        ]
        hue = f" hue{comment.author.id % _HUES}" if comment.author.id else ""
        avatar = f'<span class="avatar{hue}" aria-hidden="true">{_text(_initials(name))}</span>'
        place = f"c{comment.source_id}"
        if leads_to:
            label = self._say(message("In the discussion"))
            parts.append(f'<p class="to"><a href="#{place}">↓ {label}</a></p>')
        start = "<article>" if leads_to else f'<article id="{place}">'
        return f"{start}{avatar}<div>{''.join(parts)}</div></article>"

    def _words(self, text: str) -> str:
        """Escape a member's text; spoilers open on a click."""
        return "".join(
            self._hidden(part.text) if part.hidden else _text(part.text) for part in parts_of(text)
        )

    def _file(self, attachment: Attachment) -> str:
        name = self._hidden(attachment.filename) if attachment.spoiler else _text(attachment.filename)
        return f"{name} ({attachment.size:,} B)"

    def _hidden(self, words: str) -> str:
        label = self._say(message("Spoiler"))
        return (
            f'<details class="spoiler"><summary lang="{self._language}">{label}</summary>'
            f"<span>{_text(words)}</span></details>"
        )

    def _edition(self, edition: Edition, title: str) -> str:
        """The edition; its headline only where it is not the page's ``title``."""
        facts = [_text(one) for one in (edition.site, *edition.authors) if one]
        facts += [self._say(message("{date}", date=edition.published))] if edition.published else []
        if edition.provenance is Provenance.MACHINE:
            facts.append(self._say(translated_by(edition, edition.engine or "")))
        summary = "".join(f'<p dir="auto">{_text(one.text)}</p>\n' for one in edition.summary)
        headline = None if edition.title == title else edition.title
        return self._card(
            headline, edition.language, edition.url, f"{summary}<small>{' · '.join(facts)}</small>"
        )

    def _card(self, title: str | None, language: Language, url: str | None, body: str) -> str:
        name = self._say(message("{language}", language=language))
        headline = f'<h2 dir="auto">{_linked(title, url)}</h2>\n' if title else ""
        return f'<div class="edition" lang="{language}">\n<small>{name}</small>\n{headline}{body}\n</div>\n'

    def _say(self, sentence: Message) -> str:
        return _text(self._catalog.say(sentence, self._language))


def _text(text: str | None) -> str:
    """Escape text, without control characters, which HTML forbids."""
    kept = "".join(one for one in text or "" if one in "\t\n" or one >= " ")
    return escape(kept)


def _linked(title: str, url: str | None) -> str:
    target = _target(url)
    return f'<a rel="noreferrer" href="{target}">{_text(title)}</a>' if target else _text(title)


def _initials(name: str) -> str:
    """The first letters of the first and last word of a name, in place of a picture."""
    words = [word for word in name.split() if word[0].isalnum()] or name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends)[:4] or "…"


def _target(url: str | None) -> str | None:
    """Return an http(s) URL escaped, or None for any other."""
    if url is None or not url.startswith(("http://", "https://")):
        return None
    return _text(url)


def _lang(language: DetectedLanguage) -> str:
    known = (DetectedLanguage.EN, DetectedLanguage.ES)
    return f' lang="{language}"' if language in known else ""


def _time(moment: datetime) -> str:
    return f'<time datetime="{_iso(moment)}">{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC</time>'


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
