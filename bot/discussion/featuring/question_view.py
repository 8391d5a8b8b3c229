"""The question that moderators ask in a discussion: in its threads, on its cards and first on its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, Separator, TextDisplay

from bot.discordkit import custom_ids
from bot.discordkit.member_words import in_one_line
from bot.discordkit.paged_view import framed
from bot.discussion.comment_lines_view import Say
from bot.domain.card import MAX_QUESTION_LENGTH, QUESTION, Question
from bot.domain.discussion import Post
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

_SIGN = "❓"


def question_text(question: Question, say: Say, language: Language, longest: int) -> str:
    """Return a question below a heading, in the reader's language where it was asked in that; its text is cut
    to ``longest`` characters.
    """
    _, text = question.texts(language)[0]
    return f"**{_SIGN} {say(QUESTION)}**\n{in_one_line(text, longest)}"


def question_view(question: Question, post: Post, catalog: Catalog) -> LayoutView:
    """Draw a question for the thread of a post, in all its languages, that of the room first."""
    button = Button[Any](
        label=catalog.say(message("Answer"), post.language),
        custom_id=custom_ids.answer(post.public_id, question.id),
        style=discord.ButtonStyle.secondary,
    )
    return framed(_texts(question, post, catalog), [button])


def _texts(question: Question, post: Post, catalog: Catalog) -> Iterator[Item[LayoutView]]:
    for number, (language, text) in enumerate(question.texts(post.language)):
        if number:
            yield Separator()
        heading = catalog.say(QUESTION, language)
        yield TextDisplay(f"### {_SIGN} {heading}\n{in_one_line(text, MAX_QUESTION_LENGTH)}")


def shown_question(components: object, post: Post) -> int | None:
    """Return the id of the question that a message of the bot's shows for a post; None if it shows none."""
    for one in components if isinstance(components, list) else ():
        found = custom_ids.ANSWER.fullmatch(str(getattr(one, "custom_id", "")))
        if found and found["public_id"] == post.public_id:
            return int(found["question"])
        inside = shown_question(list(getattr(one, "children", ())), post)
        if inside is not None:
            return inside
    return None
