"""*Add to discussion* brings a message from elsewhere into a discussion, once, and only by who may."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import discord
import pytest
from simcord import ChannelHandle

from bot.commenting.add_message import MessageAdding, PointedMessage
from bot.discordkit.missing_permissions import place_of
from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.domain.article import Article
from bot.domain.discussion import AppearanceKind, AppearanceStatus, Comment, CommentOrigin, CommentStatus
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import Action
from bot.gathering.discord_events import pointed_at
from bot.servers.room_membership import RoomMembership
from tests.discord.adding import MENU, OLDER, PRIVATE, WHICH, WORDS, add, elsewhere, public_id
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import ARTICLE, Discussed, comment_of, discuss, say
from tests.discord.moderated import actions, hide, mute, status
from tests.discord.rooms import make_private
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

pytestmark = pytest.mark.pace(30)


async def mirror_in(tertulia: Simulated, room: Discussed, text: str) -> discord.Message:
    """The mirror that holds ``text``, once it stands and that is stored."""

    async def standing() -> discord.Message | None:
        found = next((one for one in room.thread.history() if text in text_of(one)), None)
        return found if found and await tertulia.database.read(appearances.shown_by, [found.id]) else None

    return await tertulia.until(standing)


async def stored(tertulia: Simulated, sent: discord.Message) -> Comment:
    found = await comment_of(tertulia, sent.id)
    assert found is not None
    return found


async def becomes(tertulia: Simulated, comment: Comment, wanted: CommentStatus) -> None:
    async def has() -> bool:
        return await status(tertulia, comment) is wanted

    await tertulia.until(has)


# ---------------------------------------------------------------------- what it does


async def test_a_message_from_another_channel_appears_in_every_room_with_its_author_and_a_link(
    tertulia: Simulated,
):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    answer = await add(tertulia, tertulia.emma, sent, news)
    assert answer.ephemeral
    assert f"/{news.thread.id}" in answer.text
    for room in (news, noticias):
        mirror = await mirror_in(tertulia, room, "very")
        assert mirror.author.display_name == "Emma"
        assert text_of(mirror) == f"-# [↗ English]({sent.jump_url})\n{WORDS}"
    comment = await stored(tertulia, sent)
    assert (comment.origin, comment.status) == (CommentOrigin.ADDED, CommentStatus.VISIBLE)
    assert (comment.source_id, comment.parent_id, comment.author.id) == (sent.id, None, tertulia.emma.id)
    assert await actions(tertulia, comment) == [(Action.ADD, tertulia.emma.id, True)]
    shown = await tertulia.run(tertulia.elena, "/discussion show", at=news.thread)
    assert "opposite" in shown.text
    assert sent in elsewhere(tertulia).history()


async def test_the_only_article_is_chosen_already(tertulia: Simulated):
    await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    dialog = await tertulia.menu(tertulia.emma, MENU, sent)
    [offered] = dialog.dialog["components"][0]["component"]["options"]
    assert offered["default"]


async def test_it_is_added_once(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    opened = await tertulia.menu(tertulia.emma, MENU, sent)
    await add(tertulia, tertulia.emma, sent, news)
    late = await tertulia.fill(tertulia.emma, opened, {WHICH: [await public_id(tertulia, news)]})
    assert "already a comment in a discussion" in late.text
    assert "already" in (await tertulia.menu(tertulia.marta, MENU, sent)).text
    mirror = await mirror_in(tertulia, news, "very")
    assert "already" in (await tertulia.menu(tertulia.emma, MENU, mirror)).text
    assert len([one for one in news.thread.history() if "very" in text_of(one)]) == 1


async def test_a_reply_to_it_in_the_thread_is_its_child_and_one_where_it_stands_is_nothing(
    tertulia: Simulated,
):
    news = await discuss(tertulia)
    other = await discuss(tertulia, elsewhere(tertulia), other_article())
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await add(tertulia, tertulia.emma, sent, news)
    mirror = await mirror_in(tertulia, news, "very")
    _, child = await say(tertulia, tertulia.elena, news, "¿De verdad?", reply_to=mirror)
    assert child.parent_id == (await stored(tertulia, sent)).id
    there = await tertulia.elena.send(elsewhere(tertulia), "Stays between us", reply_to=sent)
    _, last = await say(tertulia, tertulia.emma, other, "something else")
    assert await comment_of(tertulia, there.id) is None
    assert last.discussion_id == other.id


def other_article() -> Article:
    (edition,) = ARTICLE.editions
    title, url = "A bridge too low", "https://news.example/bridge"
    return Article((replace(edition, title=title, url=url),), (), (url,))


async def test_an_older_article_is_found_by_its_headline(tertulia: Simulated):
    news = await discuss(tertulia)
    other = await discuss(tertulia, tertulia.seed.noticias, other_article())
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    dialog = await tertulia.menu(tertulia.emma, MENU, sent)
    offered = dialog.dialog["components"][0]["component"]["options"]
    assert [one["label"] for one in offered] == ["A bridge too low", "The night the river rose"]
    none = await tertulia.fill(tertulia.emma, dialog, {})
    assert none.text.startswith("Choose an article from the list")
    dialog = await tertulia.menu(tertulia.emma, MENU, sent)
    await tertulia.fill(tertulia.emma, dialog, {OLDER: "river"})
    assert (await stored(tertulia, sent)).discussion_id == news.id != other.id


async def test_the_dialog_is_in_the_readers_language(tertulia: Simulated):
    await discuss(tertulia)
    sent = await tertulia.elena.send(elsewhere(tertulia), "Yo lo vi con mis propios ojos aquella noche.")
    dialog = await tertulia.menu(tertulia.elena, MENU, sent)
    spanish = partial(tertulia.client.catalog.say, language=Language.ES)
    assert dialog.dialog["title"] == spanish(message("Add to a discussion"))
    first = dialog.dialog["components"][0]
    assert first["label"] == spanish(message(WHICH))
    assert first["component"]["options"][0]["label"] == "La noche en que subió el río"


# ---------------------------------------------------------------------- who may, and what


async def test_only_its_author_or_a_moderator_adds_a_message(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    tertulia.speaks(tertulia.elena, "en-US")
    refused = await tertulia.menu(tertulia.elena, MENU, sent)
    assert refused.ephemeral
    assert "Only its author or a moderator" in refused.text
    assert await comment_of(tertulia, sent.id) is None
    await add(tertulia, tertulia.marta, sent, news)
    comment = await stored(tertulia, sent)
    assert comment.author.name == "Emma"
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert f"Added to the discussion by <@{tertulia.marta.id}>" in record.text


async def test_what_is_no_members_message_is_refused_in_one_sentence(tertulia: Simulated):
    news = await discuss(tertulia)
    card = next(one for one in tertulia.seed.news.history() if one.id == news.post.message_id)
    assert "Messages from bots" in (await tertulia.menu(tertulia.marta, MENU, card)).text
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    forward = await tertulia.emma.forward(sent, elsewhere(tertulia))
    assert "This is a forward" in (await tertulia.menu(tertulia.emma, MENU, forward)).text
    await tertulia.marta.set_pinned(sent, True)
    await tertulia.settle()
    notice = elsewhere(tertulia).history()[-1]
    assert notice.type is discord.MessageType.pins_add
    assert "system message" in (await tertulia.menu(tertulia.marta, MENU, notice)).text


async def test_there_has_to_be_a_discussion(tertulia: Simulated):
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    assert "no discussion yet" in (await tertulia.menu(tertulia.emma, MENU, sent)).text


async def test_a_locked_discussion_takes_only_what_moderators_add(tertulia: Simulated):
    news = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/moderate lock", at=news.thread)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    assert "locked" in (await add(tertulia, tertulia.emma, sent, news)).text
    assert await comment_of(tertulia, sent.id) is None
    await add(tertulia, tertulia.marta, sent, news)
    assert (await stored(tertulia, sent)).status is CommentStatus.VISIBLE


async def test_who_may_not_write_in_the_discussion_adds_nothing_to_it(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    mute(tertulia, tertulia.emma, tertulia.marta)
    assert "do not have permission to write" in (await add(tertulia, tertulia.emma, sent, news)).text
    assert await comment_of(tertulia, sent.id) is None
    await add(tertulia, tertulia.marta, sent, news)
    assert (await stored(tertulia, sent)).status is CommentStatus.VISIBLE


async def test_slow_mode_holds_for_what_is_added(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await say(tertulia, tertulia.emma, news, "just now")
    await tertulia.run(tertulia.marta, "/moderate slowmode", seconds=300, at=news.thread)
    assert "slow mode" in (await add(tertulia, tertulia.emma, sent, news)).text


# ---------------------------------------------------------------------- private channels


async def test_a_private_channels_message_leaves_it_by_its_authors_hand_alone_and_knowingly(
    tertulia: Simulated,
):
    news = await discuss(tertulia)
    sent = await tertulia.mateo.send(tertulia.seed.moderators, WORDS)
    refused = await tertulia.menu(tertulia.marta, MENU, sent)
    assert "only its author" in refused.text
    tertulia.speaks(tertulia.mateo, "en-US")
    dialog = await tertulia.menu(tertulia.mateo, MENU, sent)
    (consent,) = [one for one in dialog.dialog["components"] if one["label"] == PRIVATE]
    assert consent["component"]["required"]
    chosen = {WHICH: [await public_id(tertulia, news)], PRIVATE: ["yes"]}
    assert "is in" in (await tertulia.fill(tertulia.mateo, dialog, chosen)).text
    assert await mirror_in(tertulia, news, "very")
    for command in ("/discussion show", "/discussion search"):
        more = {"text": "opposite"} if command.endswith("search") else {}
        read = await tertulia.run(tertulia.emma, command, at=news.thread, **more)
        assert f"/{news.thread.id}/" in read.text
        assert str(tertulia.seed.moderators.id) not in read.text


async def test_a_message_is_added_below_no_card_that_whoever_adds_it_does_not_see(tertulia: Simulated):
    private = await discuss(tertulia, tertulia.seed.moderators)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    channel = tertulia.client.get_channel(elsewhere(tertulia).id)
    assert isinstance(channel, discord.TextChannel)
    pointed = PointedMessage(pointed_at(await channel.fetch_message(sent.id)), *place_of(channel))
    emma = AsMember(tertulia, tertulia.emma)
    with pytest.raises(NotFound):
        await tertulia.services[MessageAdding].add(emma, pointed, private.id, sent.id + 1, confirmed=True)
    assert await comment_of(tertulia, sent.id) is None


async def test_in_a_private_room_of_its_own_a_moderator_adds_what_others_said_there(tertulia: Simulated):
    news = await discuss(tertulia)
    closed = await discuss(tertulia, tertulia.seed.moderators)
    await tertulia.services[RoomMembership].on_visibility({tertulia.seed.moderators.id: False})
    sent = await tertulia.mateo.send(tertulia.seed.moderators, WORDS)
    await add(tertulia, tertulia.marta, sent, closed, **{PRIVATE: ["yes"]})
    assert await mirror_in(tertulia, closed, "very")
    comment = await stored(tertulia, sent)
    assert comment.post_id == closed.post.id
    assert news.thread.history() == []
    seen = await tertulia.run(tertulia.emma, "/discussion show", at=news.thread)
    assert "opposite" not in seen.text


async def private_thread(tertulia: Simulated, *members) -> ChannelHandle:
    """A private thread in a channel that everybody reads, and whose cards everybody does."""
    channel = tertulia.client.get_channel(tertulia.seed.news.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="between us", type=discord.ChannelType.private_thread)
    for member in members:
        await thread.add_user(discord.Object(member.id))
    await tertulia.settle()
    return tertulia.channel(thread.id)


async def test_a_private_threads_message_is_not_at_home_below_the_cards_of_its_channel(tertulia: Simulated):
    news = await discuss(tertulia)
    thread = await private_thread(tertulia, tertulia.emma, tertulia.marta)
    sent = await tertulia.emma.send(thread, WORDS)
    refused = await tertulia.menu(tertulia.marta, MENU, sent)
    assert "only its author" in refused.text
    await add(tertulia, tertulia.emma, sent, news, **{PRIVATE: ["yes"]})
    assert await mirror_in(tertulia, news, "very")


# ---------------------------------------------------------------------- what follows


async def test_edits_and_deletions_of_the_original_follow(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await add(tertulia, tertulia.emma, sent, news)
    await mirror_in(tertulia, news, "very")
    await tertulia.emma.edit(sent, "It was in April.")
    await mirror_in(tertulia, news, "in April")
    comment = await stored(tertulia, sent)
    (before,) = await tertulia.database.read(comments.revisions, comment.id)
    assert before.text == WORDS
    await tertulia.emma.delete(sent)
    await becomes(tertulia, comment, CommentStatus.DELETED)
    await tertulia.until(lambda: news.thread.history() == [])


async def test_edits_are_followed_after_a_restart_too_and_found_where_they_were_missed(tertulia: Simulated):
    news = await discuss(tertulia)
    first = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    second = await tertulia.emma.send(elsewhere(tertulia), "A second thing I heard on the radio")
    third = await tertulia.emma.send(elsewhere(tertulia), "A third thing I heard on the radio")
    for sent in (first, second, third):
        await add(tertulia, tertulia.emma, sent, news)
        await mirror_in(tertulia, news, sent.content[:8])
    await tertulia.stop()
    await tertulia.emma.edit(first, "It was in April.")
    await tertulia.emma.delete(second)
    await tertulia.start()
    await mirror_in(tertulia, news, "in April")
    await tertulia.until(lambda: not any("second" in text_of(one) for one in news.thread.history()))
    await tertulia.emma.edit(third, "Forget the radio.")
    await mirror_in(tertulia, news, "Forget the radio")
    single = tertulia.requests("GET", f"/channels/{elsewhere(tertulia).id}/messages")
    assert all("after" not in one.path for one in single), "a busy channel is not read through"


async def test_a_message_deleted_while_the_dialog_is_open_is_not_added(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    dialog = await tertulia.menu(tertulia.emma, MENU, sent)
    await tertulia.emma.delete(sent)
    late = await tertulia.fill(tertulia.emma, dialog, {WHICH: [await public_id(tertulia, news)]})
    assert "deleted in the meantime" in late.text
    assert await comment_of(tertulia, sent.id) is None


async def test_a_message_that_was_deleted_where_nobody_told_of_it_is_not_added(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    dialog = await tertulia.menu(tertulia.emma, MENU, sent)
    tertulia.env.backend.messages[elsewhere(tertulia).id].pop(sent.id)
    late = await tertulia.fill(tertulia.emma, dialog, {WHICH: [await public_id(tertulia, news)]})
    assert "deleted in the meantime" in late.text
    assert await comment_of(tertulia, sent.id) is None


async def test_what_is_added_is_what_the_message_says_when_the_dialog_is_sent(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    dialog = await tertulia.menu(tertulia.marta, MENU, sent)
    await tertulia.emma.edit(sent, "It was in April.")
    await tertulia.fill(tertulia.marta, dialog, {WHICH: [await public_id(tertulia, news)]})
    comment = await stored(tertulia, sent)
    assert (comment.text, comment.author.name) == ("It was in April.", "Emma")
    assert comment.edited_at is not None
    await mirror_in(tertulia, news, "in April")


@pytest.mark.parametrize("who", ["mateo", "marta"])
async def test_a_message_leaves_no_channel_that_was_made_private_meanwhile(tertulia: Simulated, who: str):
    news = await discuss(tertulia)
    tertulia.speaks(tertulia.mateo, "en-US")
    sent = await tertulia.mateo.send(elsewhere(tertulia), WORDS)
    member = getattr(tertulia, who)
    dialog = await tertulia.menu(member, MENU, sent)
    make_private(tertulia, elsewhere(tertulia))
    late = await tertulia.fill(member, dialog, {WHICH: [await public_id(tertulia, news)]})
    said = "Confirm that others may read" if who == "mateo" else "only its author can add a message"
    assert said in late.text
    assert await comment_of(tertulia, sent.id) is None


async def test_who_moderates_no_more_when_the_dialog_is_sent_adds_nothing(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    dialog = await tertulia.menu(tertulia.marta, MENU, sent)
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    for role_id in list(backend.get_guild(guild_id).members[tertulia.marta.id].role_ids):
        backend.remove_member_role(guild_id, tertulia.marta.id, role_id)
    late = await tertulia.fill(tertulia.marta, dialog, {WHICH: [await public_id(tertulia, news)]})
    assert "Only its author or a moderator" in late.text
    assert await comment_of(tertulia, sent.id) is None


async def test_its_author_takes_it_out_and_the_message_stays(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await add(tertulia, tertulia.marta, sent, news)
    mirror = await mirror_in(tertulia, news, "very")
    options = await tertulia.menu(tertulia.emma, "Comment options", mirror)
    assert options.labels == ["Delete"]
    sure = await tertulia.click(tertulia.emma, options.message, "Delete")
    assert "stays where you wrote it" in sure.text
    done = await tertulia.click(tertulia.emma, sure.message, "Remove permanently")
    assert done.text == "Your message has been removed from the discussion, and what was stored of it erased."
    await tertulia.until(lambda: news.thread.history() == [])
    assert sent in elsewhere(tertulia).history()
    assert (await stored(tertulia, sent)).text == ""
    await tertulia.restart()
    assert sent in elsewhere(tertulia).history()
    assert "erased" in (await tertulia.menu(tertulia.marta, MENU, sent)).text


async def test_hidden_it_stays_where_it_was_said_and_is_restored_into_the_thread(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await add(tertulia, tertulia.emma, sent, news)
    await mirror_in(tertulia, news, "very")
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    await hide(tertulia, tertulia.marta, record.message)
    await tertulia.until(lambda: news.thread.history() == [])
    assert sent in elsewhere(tertulia).history()
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert labels_of(record.message) == ["Restore", "Member record"]
    await tertulia.click(tertulia.marta, record.message, "Restore")
    await mirror_in(tertulia, news, "very")

    async def standing() -> bool:
        shown = await tertulia.database.read(appearances.of_comment, (await stored(tertulia, sent)).id)
        kinds = [one.kind for one in shown if one.status is AppearanceStatus.SHOWN]
        return kinds == [AppearanceKind.ORIGINAL, AppearanceKind.MIRROR]

    await tertulia.until(standing)


async def test_what_its_author_had_erased_is_not_added_again(tertulia: Simulated):
    news = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await say(tertulia, tertulia.emma, news, "and this too")
    sure = await tertulia.run(tertulia.emma, "/privacy erase", at=news.thread)
    await tertulia.click(tertulia.emma, sure.message, sure.labels[0])
    assert "erased" in (await add(tertulia, tertulia.marta, sent, news)).text
    assert not any("very" in text_of(one) for one in news.thread.history())


# ---------------------------------------------------------------------- what the bot may not read


@pytest.mark.bot(message_content=False)
async def test_without_the_message_content_messages_are_added_by_hand(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    sent = await tertulia.emma.send(elsewhere(tertulia), WORDS)
    await add(tertulia, tertulia.emma, sent, news)
    await mirror_in(tertulia, noticias, "very")
    unread = await tertulia.emma.send(news.thread, "Nobody gathers this")
    await tertulia.settle()
    assert await comment_of(tertulia, unread.id) is None
    done = await tertulia.menu(tertulia.emma, MENU, unread)
    assert f"/{news.thread.id}" in done.text
    comment = await stored(tertulia, unread)
    assert (comment.origin, comment.discussion_id) == (CommentOrigin.THREAD, news.id)
    await mirror_in(tertulia, noticias, "Nobody gathers")
    assert len(news.thread.history()) == 2, "it is not shown a second time where it stands"
