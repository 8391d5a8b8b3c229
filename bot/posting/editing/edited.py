"""An article as its cards show it in a server whose moderators changed some of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.article import Article, Edition, SummarySentence
from bot.domain.language import Language

MAX_SENTENCES = 3
"""Sentences that a card shows."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What can be changed of an edition. ``sentences`` are those chosen from it, in its order."""

    title: str
    standfirst: str | None
    picture: str | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardEdit:
    """What moderators put in the place of an edition's own fields; None where they left its own.

    It outlives corrections of the page. Sentences that the edition has no longer are left out.
    """

    title: str | None = None
    standfirst: str | None = None
    picture: str | None = None
    sentences: tuple[str, ...] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that were changed."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)


def fields_of(edition: Edition) -> Fields:
    """What an edition shows of the fields that can be changed."""
    chosen = tuple(one.text for one in edition.summary[:MAX_SENTENCES])
    return Fields(edition.title, edition.standfirst, edition.picture, chosen)


def edit_between(own: Fields, wanted: Fields) -> CardEdit:
    """What has to be changed of an edition's ``own`` fields so that it shows those that are ``wanted``."""

    def changed(name: str) -> object:
        value = getattr(wanted, name)
        return None if value == getattr(own, name) else value

    return CardEdit(**{name: changed(name) for name in CardEdit.__slots__})  # type: ignore[arg-type]


def with_edits(article: Article, edits: Mapping[Language, CardEdit]) -> Article:
    """``article`` with what moderators changed, each language for itself."""
    if not edits:
        return article
    shown = [
        _edited(one, edits[one.language])
        if one.language in edits and one is article.edition(one.language)
        else one
        for one in article.editions
    ]
    return replace(article, editions=tuple(shown))


def _edited(edition: Edition, edit: CardEdit) -> Edition:
    summary = _summary(edition.sentences, edit.sentences or ())
    changed = {name: getattr(edit, name) for name in edit.fields if name != "sentences"}
    names = (*changed, *(["sentences"] if summary else []))
    return replace(edition, **changed, summary=summary or edition.summary, edited=names)


def _summary(sentences: Sequence[str], chosen: Sequence[str]) -> tuple[SummarySentence, ...]:
    """Those chosen sentences that are still there, in their order."""
    wanted = set(chosen)
    kept: list[SummarySentence] = []
    for place, text in enumerate(sentences):
        if text in wanted:
            wanted.discard(text)  # where it stands twice, the first is meant
            kept.append(SummarySentence(text, place))
    return tuple(kept)
