"""``/moderate question``: what moderators ask in a discussion."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.browsing.article_option import offer_articles
from bot.browsing.choose_discussion import DiscussionPicker
from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.member_words import in_one_line
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.card import MAX_QUESTION_LENGTH, Question
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.moderating.featuring.ask_question import Questions
from bot.posting.undo_button import removed_view

Text = app_commands.Range[str, 1, MAX_QUESTION_LENGTH]


class QuestionCommand(commands.Cog):
    """The command that ``/moderate`` has for questions."""

    _questions: Questions
    _picker: DiscussionPicker

    @app_commands.command(
        name=locale_str("question"),
        description=locale_str("Ask a question on the card and in the threads (leave empty to see it)"),
    )
    @app_commands.describe(
        english=locale_str("The question in English"),
        spanish=locale_str("The question in Spanish"),
        clear=locale_str("Remove the question"),
        article=locale_str("The article (leave empty for the one of this thread)"),
    )
    @app_commands.rename(
        english=locale_str("english"),
        spanish=locale_str("spanish"),
        clear=locale_str("clear"),
        article=locale_str("article"),
    )
    @app_commands.autocomplete(article=offer_articles)
    async def question(
        self,
        interaction: Interaction,
        english: Text | None = None,
        spanish: Text | None = None,
        clear: bool = False,
        article: str | None = None,
    ) -> None:
        """Ask a question, show or remove the one that there is."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        discussion_id = await self._picker.resolve(viewer, article)
        catalog, language = interaction.client.catalog, viewer.member.language
        if clear and (english or spanish):
            raise BadInput(message("Either write a question or remove it, not both."))
        if clear:
            public_id, done = await self._questions.remove(viewer, discussion_id)
            view = removed_view(done, custom_ids.ask_again(public_id), catalog, language)
            await interactions.respond(interaction, view=view)
            return
        if english or spanish:
            answer = await self._questions.ask(viewer, discussion_id, english, spanish)
        else:
            found = await self._questions.asked(viewer, discussion_id)
            lines = _lines(found) if found else [message("This discussion has no question.")]
            answer = message("{text}", text=said(catalog, language, *lines))
        await interactions.respond(interaction, answer)


def _lines(question: Question) -> list[Message]:
    return [
        message("**{language}:** {text}", language=language, text=in_one_line(text, MAX_QUESTION_LENGTH))
        for language, text in question.texts(Language.EN)
    ]
