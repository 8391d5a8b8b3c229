"""An article under discussion on the simulated Discord: its card's message, its thread, what was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import discord
from simcord import ChannelHandle, MemberActor

from bot.database.engine import Connection
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
)
from bot.domain.article import Article, Block, BlockKind, Edition, Headline, SummarySentence
from bot.domain.discussion import Comment, Post, RoomKind
from bot.domain.language import Language
from bot.posting import article_store as articles
from tests.discord.simulated import Simulated

SENTENCE = "The river rose two metres in one night."
ARTICLE = Article(
    (
        Edition(
            language=Language.EN,
            title="The night the river rose",
            blocks=(Block(BlockKind.PARAGRAPH, SENTENCE),),
            sentences=(SENTENCE,),
            summary=(SummarySentence(SENTENCE, 0),),
            url="https://news.example/river",
        ),
    ),
    (Headline(Language.ES, "La noche en que subió el río"),),
    ("https://news.example/river",),
)


def another(number: int) -> Article:
    """An article of its own, so that a channel holds several threads."""
    url = f"https://news.example/story-{number}"
    edition = replace(ARTICLE.editions[0], title=f"Story {number}", url=url)
    return replace(ARTICLE, editions=(edition,), aliases=(url,))


@dataclass(frozen=True)
class Discussed:
    """An article's post in a room, and its thread."""

    post: Post
    thread: ChannelHandle

    @property
    def id(self) -> int:
        """The discussion's id."""
        return self.post.discussion_id


async def discuss(
    tertulia: Simulated,
    room: ChannelHandle | None = None,
    article: Article = ARTICLE,
    *,
    language: Language = Language.EN,
) -> Discussed:
    """Put an article's card with its thread into a room, as if it had been posted."""
    channel = tertulia.client.get_channel((room or tertulia.seed.news).id)
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.TextDisplay("A card"))
    card = await channel.send(view=view)
    thread = await card.create_thread(name=article.original.title)

    def store(connection: Connection) -> Post:
        article_id = articles.store(connection, article)
        discussion = discussions.open_for(connection, article_id, channel.guild.id)
        post_id = posts.add(
            connection,
            public_id=f"post-{card.id}"[-16:],
            discussion_id=discussion.id,
            channel_id=channel.id,
            kind=RoomKind.CHANNEL,
            language=language,
            joined=True,
            created_by=tertulia.marta.id,
        )
        posts.mark_posted(connection, post_id, message_id=card.id, thread_id=thread.id)
        post = posts.get(connection, post_id)
        assert post is not None
        return post

    post = await tertulia.database.write(store)
    rooms = tertulia.services[RoomIndex]
    rooms.put(post)
    await tertulia.settle()
    return Discussed(post, tertulia.channel(thread.id))


async def say(
    tertulia: Simulated, member: MemberActor, discussed: Discussed, text: str, **options: object
) -> tuple[discord.Message, Comment]:
    """Let a member write in the discussion's thread; gives the message, and the comment it became."""
    sent = await member.send(discussed.thread, text, **options)
    return sent, await tertulia.until(partial(comment_of, tertulia, sent.id))


async def comment_of(tertulia: Simulated, message_id: int) -> Comment | None:
    """The comment a message shows, as it is stored now."""
    return await tertulia.database.read(comments.by_message, message_id)
