"""*Add to discussion*: the dialog that asks for the discussion, and for consent in a private channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from discord.ui import CheckboxGroup, Label, Select, TextInput

from bot.browsing.article_option import MAX_CHOICE_LENGTH
from bot.browsing.choose_discussion import DiscussionChoice, DiscussionPicker
from bot.commenting.add_message import MessageAdding, PointedMessage
from bot.commenting.waiting import MESSAGE_WAITS
from bot.discordkit import interactions
from bot.discordkit.errors import Dialog
from bot.discordkit.links import thread_link
from bot.discordkit.missing_permissions import place_of
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Post
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class AddingDialog(Dialog):
    """Asks for the discussion: one of the latest, or words of its headline."""

    def __init__(
        self,
        catalog: Catalog,
        language: Language,
        pointed: PointedMessage,
        choices: Sequence[DiscussionChoice],
    ) -> None:
        super().__init__(title=catalog.say(message("Add to a discussion"), language))
        self._pointed = pointed
        self._chosen: Select[Any] = Select(required=False)
        for one in choices:
            label = trimmed(one_line(one.headline), MAX_CHOICE_LENGTH) or "…"
            self._chosen.add_option(label=label, value=one.public_id, default=len(choices) == 1)
        self._typed: TextInput[Any] = TextInput(required=False, max_length=300)
        self._consent: CheckboxGroup[Any] = CheckboxGroup()

        def ask(label: Message, hint: Message, component: Any) -> None:
            text, description = catalog.say(label, language), catalog.say(hint, language)
            self.add_item(Label(text=text, description=description, component=component))

        ask(
            message("Which article is it about?"),
            message("It will appear in that discussion under its author's name, and also stay here."),
            self._chosen,
        )
        ask(
            message("An older article"),
            message("Words from its headline, if it is not in the list."),
            self._typed,
        )
        if not pointed.public:
            self._consent.add_option(
                label=catalog.say(message("Others may read what I wrote here"), language), value="yes"
            )
            ask(
                message("This channel is private"),
                message(
                    "Everyone who can see the discussion will be able to read your message and your name."
                ),
                self._consent,
            )

    async def submit(self, interaction: Interaction) -> None:
        """Add the message, and answer once it is stored."""
        services, viewer = interaction.client.services, await viewer_of(interaction)
        chosen = self._typed.value.strip() or "".join(self._chosen.values)
        if not chosen:
            raise BadInput(message("Choose an article from the list, or write words from its headline."))
        discussion_id = await services[DiscussionPicker].resolve(viewer, chosen)
        # The channel's permissions may have changed since the dialog was opened.
        pointed = PointedMessage(self._pointed.posted, *place_of(interaction.channel))
        post = await services[MessageAdding].add(
            viewer, pointed, discussion_id, interaction.id, confirmed=bool(self._consent.values)
        )
        await interactions.respond(interaction, await added(services[MessageAdding], post, pointed.posted.id))


async def added(adding: MessageAdding, post: Post, message_id: int) -> Message:
    """Return what to answer to whoever added a message below a post."""
    if await adding.waits(post, message_id):
        return MESSAGE_WAITS
    return message("The message is in [the discussion]({link}).", link=thread_link(post))
