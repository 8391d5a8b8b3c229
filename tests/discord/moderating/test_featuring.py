"""Moderators put comments first: on the card, in the discussion and in exports."""

from __future__ import annotations

import json

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType

from bot.discussion.featuring import featured_store as featured
from bot.domain.language import Language
from bot.domain.moderation import Action
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.featured import card_says, card_text, feature, redrawn
from tests.discord.moderated import actions, hide, report
from tests.discord.news import post, serve
from tests.discord.pages import Pages
from tests.discord.posted import live
from tests.discord.rooms import both, hide_from_all
from tests.discord.ruled import set_rule
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import GUSTA, LIKE

BRIDGE = "The old bridge held for *two* hundred years, @everyone"
SHOWN = "The old bridge held for \\*two\\* hundred years"
STARRED = "**⭐ Featured**"


async def test_a_featured_comment_stands_on_the_card_and_first_in_the_discussion(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    for number in range(6):
        await say(tertulia, tertulia.elena, discussed, f"Comment {number}")
    answer = await feature(tertulia, tertulia.marta, sent)
    assert answer.ephemeral
    assert answer.text == "Featured. The card and the discussion now show this comment first."
    card = await card_says(tertulia, discussed, STARRED)
    assert SHOWN in card
    assert "**Emma** · [<t:" in card
    assert f"/{discussed.thread.id}/{sent.id})" in card
    page = await tertulia.run(tertulia.elena, "/discussion show")
    assert page.text.index("**⭐ Destacados**") < page.text.index(SHOWN) < page.text.index("Comment 5")
    older = await tertulia.click(tertulia.elena, page.message, "◀")
    assert "⭐" not in older.text
    assert [(one[0], one[1]) for one in await actions(tertulia, comment)] == [
        (Action.FEATURE, tertulia.marta.id)
    ]
    record = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    assert "visible · en inglés · destacado" in record.text
    assert f"Destacado por <@{tertulia.marta.id}>" in record.text


async def test_it_is_featured_no_longer_when_a_moderator_says_so(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    await feature(tertulia, tertulia.mateo, sent)
    await card_says(tertulia, discussed, STARRED)
    again = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    assert "Dejar de destacar" in again.labels
    assert "Destacar" not in again.labels
    answer = await tertulia.click(tertulia.mateo, again.message, "Dejar")
    assert answer.text == "Este comentario ya no está destacado."
    await card_says(tertulia, discussed, "⭐", says=False)
    assert "⭐" not in (await tertulia.run(tertulia.emma, "/discussion show")).text
    assert [one[0] for one in await actions(tertulia, comment)] == [Action.FEATURE, Action.FEATURE]
    twice = await tertulia.click(tertulia.mateo, again.message, "Dejar")
    assert twice.text == "Este comentario no está destacado."
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert f"Featuring ended by <@{tertulia.mateo.id}>" in record.text
    audit = await tertulia.run(tertulia.mateo, "/audit show")
    ended, begun = audit.text.split("**Comentario destacado**")[1:3]
    assert "ya no" in ended
    assert "ya no" not in begun


async def test_only_moderators_of_all_rooms_that_they_see_feature_comments(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, BRIDGE)
    options = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    for room in (noticias, news):
        denied = discord.Permissions(manage_messages=True).value
        overwrite = Overwrite(tertulia.mateo.id, OverwriteType.MEMBER, deny=denied)
        tertulia.env.backend.set_overwrite(room.post.channel_id, overwrite)
        refused = await tertulia.click(tertulia.mateo, options.message, "Destacar")
        assert refused.text == "Necesitas allí el permiso Gestionar mensajes."
    assert not await tertulia.database.read(featured.is_featured, comment.id)
    own = await tertulia.menu(tertulia.emma, "Comment options", sent)
    assert own.labels == []


async def test_there_are_three_at_most_and_each_is_featured_once(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said = [(await say(tertulia, tertulia.emma, discussed, f"Comment {one}"))[0] for one in range(4)]
    for one in said[:3]:
        await feature(tertulia, tertulia.marta, one)
    refused = await feature(tertulia, tertulia.mateo, said[3])
    assert refused.text == (
        "Una discusión puede tener 3 comentarios destacados. Deja antes de destacar uno de ellos."
    )
    options = await tertulia.menu(tertulia.marta, "Comment options", said[3])
    await feature(tertulia, tertulia.marta, said[0], "t1:unfeature")
    await tertulia.click(tertulia.marta, options.message, "Feature")
    again = await tertulia.click(tertulia.marta, options.message, "Feature")
    assert again.text == "This comment is already featured."
    await card_says(tertulia, discussed, "Comment 3")
    assert "Comment 0" not in card_text(tertulia, discussed)


async def test_what_is_reported_is_decided_before_it_is_featured(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    await report(tertulia, tertulia.elena, sent)
    refused = await tertulia.click(tertulia.marta, options.message, "Feature")
    assert refused.text == "This comment was reported. Decide about that first."
    reported = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert "Feature" not in reported.labels
    await tertulia.click(tertulia.marta, reported.message, "Dismiss")
    await tertulia.click(tertulia.marta, options.message, "Feature")
    await card_says(tertulia, discussed, STARRED)
    await report(tertulia, tertulia.mateo, sent)
    again = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert {"Stop featuring", "Dismiss"} <= {*again.labels}


@pytest.mark.parametrize("how", ["hidden", "deleted", "held", "erased"])
async def test_what_is_not_visible_any_more_is_featured_nowhere(tertulia: Simulated, how: str):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    await tertulia.click(tertulia.marta, options.message, "Feature")
    await card_says(tertulia, discussed, SHOWN)
    match how:
        case "hidden":
            await hide(tertulia, tertulia.marta, options.message)
        case "deleted":
            await tertulia.emma.delete(sent)
        case "held":
            await set_rule(tertulia, "capitals", "hold")
            await tertulia.emma.edit(sent, content="ALL OF THIS IS SHOUTED")
        case "erased":
            asked = await tertulia.run(tertulia.emma, "/privacy erase")
            await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    await card_says(tertulia, discussed, "⭐", says=False)
    assert not await tertulia.database.read(featured.is_featured, comment.id)
    assert "⭐" not in (await tertulia.run(tertulia.marta, "/discussion show")).text
    late = await tertulia.click(tertulia.marta, options.message, "Feature")
    assert "it cannot be featured" in late.text or "was deleted" in late.text
    if how == "hidden":  # shown again, it is an ordinary comment
        record = await tertulia.run(tertulia.marta, "/moderate comments")
        chosen = await tertulia.choose(tertulia.marta, record.message, str(comment.source_id))
        await tertulia.click(tertulia.marta, chosen.message, "Restore")
        assert "⭐" not in await redrawn(tertulia, discussed)


async def test_an_edited_comment_stays_featured_as_it_says_now(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    await feature(tertulia, tertulia.marta, sent)
    assert "edited" not in await card_says(tertulia, discussed, SHOWN)
    await tertulia.emma.edit(sent, content="It held for a hundred years.")
    card = await card_says(tertulia, discussed, "It held for a hundred years.")
    assert SHOWN not in card
    assert "· edited" in card


async def test_a_private_rooms_featured_comment_shows_in_that_room_and_to_who_reads_it(tertulia: Simulated):
    news, noticias = await both(tertulia)
    hide_from_all(tertulia, noticias, hidden=True)
    await tertulia.settle()
    sent, _ = await say(tertulia, tertulia.marta, noticias, "The mayor's brother told me.")
    await feature(tertulia, tertulia.marta, sent)
    await card_says(tertulia, noticias, "The mayor's brother told me.")
    assert "⭐" not in await redrawn(tertulia, news)
    emmas = await tertulia.run(tertulia.emma, "/discussion show")
    assert "mayor" not in emmas.text
    assert "⭐" not in emmas.text
    martas = await tertulia.run(tertulia.marta, "/discussion show")
    assert martas.text.count("The mayor's brother told me.") == 2  # first, and in its place


async def test_made_private_its_room_takes_its_featured_comments_from_other_cards(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, _ = await say(tertulia, tertulia.marta, noticias, "The mayor's brother told me.")
    await feature(tertulia, tertulia.marta, sent)
    await card_says(tertulia, news, "The mayor's brother told me.")
    hide_from_all(tertulia, noticias, hidden=True)
    await card_says(tertulia, news, "⭐", says=False)
    await card_says(tertulia, noticias, "The mayor's brother told me.")


async def test_made_private_while_the_bot_is_away_it_takes_them_at_the_next_start(tertulia: Simulated):
    news, noticias = await both(tertulia)
    await tertulia.run(tertulia.marta, "/settings part", channel=tertulia.seed.noticias)
    sent, _ = await say(tertulia, tertulia.marta, noticias, "The mayor's brother told me.")
    await feature(tertulia, tertulia.marta, sent)
    await card_says(tertulia, news, "The mayor's brother told me.")
    await tertulia.stop()
    hide_from_all(tertulia, noticias, hidden=True)
    await tertulia.start()
    await card_says(tertulia, news, "⭐", says=False)


async def test_what_discord_does_not_take_is_drawn_later(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    await redrawn(tertulia, discussed)
    tertulia.clock.speed = 600.0
    tertulia.fail("PATCH", f"/channels/{discussed.post.channel_id}/messages/{discussed.post.message_id}")
    answer = await feature(tertulia, tertulia.marta, sent)
    assert answer.text.startswith("Featured.")
    await card_says(tertulia, discussed, SHOWN)


async def test_after_a_kill_the_card_still_follows(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    await redrawn(tertulia, discussed)
    tertulia.fail("PATCH", f"/channels/{discussed.post.channel_id}/messages/*", times=None)
    await feature(tertulia, tertulia.marta, sent)
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()
    await card_says(tertulia, discussed, SHOWN)


async def test_an_archived_forum_posts_card_loses_what_was_hidden(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages), channel=tertulia.seed.forum)
    [stored] = await live(tertulia)
    discussed = Discussed(stored, tertulia.channel(stored.thread_id or 0))
    sent, _ = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    await tertulia.click(tertulia.marta, options.message, "Feature")
    await card_says(tertulia, discussed, SHOWN)
    await tertulia.run(tertulia.marta, "/moderate close", at=discussed.thread)
    await redrawn(tertulia, discussed)
    thread = tertulia.env.backend.get_channel(discussed.thread.id)
    await tertulia.until(lambda: thread.thread_metadata.archived)
    await hide(tertulia, tertulia.marta, options.message)
    await card_says(tertulia, discussed, "⭐", says=False)
    await tertulia.until(lambda: thread.thread_metadata.archived and thread.thread_metadata.locked)


@pytest.mark.engines("one")
async def test_the_card_has_its_translation_into_the_rooms_language(tertulia: Simulated):
    discussed = await discuss(tertulia, language=Language.ES)
    sent, _ = await say(tertulia, tertulia.emma, discussed, LIKE)
    await feature(tertulia, tertulia.marta, sent)
    card = await card_says(tertulia, discussed, GUSTA)
    assert f"{LIKE}\n-# 🌐 Traducido del inglés por one\n{GUSTA}" in card
    await tertulia.run(tertulia.marta, "/settings translation", mirrors="off")
    await say(tertulia, tertulia.emma, discussed, "Another comment")
    await card_says(tertulia, discussed, GUSTA, says=False)
    await tertulia.run(tertulia.emma, "/language mine", **{"translate-discussions": True})
    await say(tertulia, tertulia.elena, discussed, GUSTA)
    page = await tertulia.run(tertulia.elena, "/discussion show")
    assert "🌐" not in page.text


async def test_exports_begin_with_what_is_featured(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, BRIDGE)
    await say(tertulia, tertulia.elena, discussed, "Later")
    await feature(tertulia, tertulia.marta, sent)

    async def exported(form: str) -> str:
        answer = await tertulia.run(tertulia.marta, "/moderate export", at=discussed.thread, format=form)
        return (await answer.files[0].read()).decode()

    told = json.loads(await exported("json"))
    assert told["discussion"]["featured"] == [str(comment.source_id)]
    assert [one["featured"] for one in told["comments"]] == [True, False]
    markdown = await exported("markdown")
    assert markdown.index("## Featured") < markdown.index("The old bridge") < markdown.index("## 2 comments")
    assert markdown.count("The old bridge") == 2
    html = await exported("html")
    assert html.index("<h2>Featured</h2>") < html.index(f'<a href="#c{sent.id}">↓ In the discussion</a>')
    assert html.count(f'id="c{sent.id}"') == 1
    table = await exported("csv")
    assert [line.split(",")[-2] for line in table.splitlines()] == ['"featured"', '"true"', '""']
