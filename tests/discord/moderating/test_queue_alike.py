"""All that waits of one author or with one text is hidden at once, each once, and can be taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.database.schema import comment as comment_table
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.moderation import Action
from bot.moderating.queue import alike, queue_store as queue
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.moderated import actions, moderators_channel, report, status
from tests.discord.queued import act, hide_all
from tests.discord.ruled import set_rule
from tests.discord.simulated import Simulated

AUTHOR, TEXT = "Hide all by this author", "Hide all with this text"


async def flooded(tertulia: Simulated) -> tuple[Discussed, list[Comment], list[Comment]]:
    """A discussion, what Emma said in it, and what Elena said with words of Emma's; one is reported."""
    discussed = await discuss(tertulia)
    said = [
        await say(tertulia, tertulia.emma, discussed, text)
        for text in ("Buy at the bridge!", "buy, at the BRIDGE", "And a river.")
    ]
    _, copied = await say(tertulia, tertulia.elena, discussed, "Búy at the b\u200bridge")
    await report(tertulia, tertulia.elena, said[0][0])
    return discussed, [comment for _, comment in said], [copied]


async def statuses(tertulia: Simulated, comments: list[Comment]) -> list[CommentStatus]:
    return [await status(tertulia, one) for one in comments]


async def test_all_by_one_author_are_hidden_after_a_question_and_the_next_card_comes(
    tertulia: Simulated,
) -> None:
    discussed, emmas, elenas = await flooded(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    assert f"{AUTHOR} (3)" in card.labels
    asked = await hide_all(tertulia, tertulia.marta, card, AUTHOR)
    assert "Hide 3 comments by **Emma**" in asked.text
    assert asked.ephemeral
    assert await statuses(tertulia, emmas) == [CommentStatus.VISIBLE] * 3
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 3 comments")
    assert "3 comments hidden." in done.text
    assert "left" not in done.text
    assert done.ephemeral
    assert await statuses(tertulia, emmas) == [CommentStatus.HIDDEN] * 3
    assert await statuses(tertulia, elenas) == [CommentStatus.VISIBLE]
    for one in emmas:
        assert (Action.HIDE, tertulia.marta.id, True) in await actions(tertulia, one)
    assert len(tertulia.shown(discussed.thread)) == 1
    stored = tertulia.env.backend.get_message(tertulia.seed.news.id, card.message.id)
    assert "Nothing waits" in str(stored.components)


async def test_the_same_text_is_the_same_in_any_case_accents_and_disguise(tertulia: Simulated) -> None:
    _, emmas, elenas = await flooded(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    asked = await hide_all(tertulia, tertulia.marta, card, TEXT)
    assert "Hide 3 comments with this text" in asked.text
    await tertulia.click(tertulia.marta, asked.message, "Hide 3 comments")
    hidden, shown = CommentStatus.HIDDEN, CommentStatus.VISIBLE
    assert await statuses(tertulia, emmas) == [hidden, hidden, shown]
    assert await statuses(tertulia, elenas) == [hidden]


async def test_what_stands_alone_has_no_button_for_many(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, "A river.")
    await report(tertulia, tertulia.elena, sent)
    assert (await tertulia.run(tertulia.marta, "/queue")).labels == [
        "Approve",
        "Hide",
        "Hide and warn",
        "Dismiss reports",
        "Next",
        "Member record",
    ]


async def test_spanish_moderators_read_all_of_it_in_spanish(tertulia: Simulated) -> None:
    await flooded(tertulia)
    card = await tertulia.run(tertulia.mateo, "/queue")
    label = next(one for one in card.labels if "texto" in one)
    assert label == "Ocultar todos los que tienen este texto (3)"
    asked = await hide_all(tertulia, tertulia.mateo, card, label)
    assert "¿Ocultar 3 comentarios con este texto" in asked.text
    done = await tertulia.click(tertulia.mateo, asked.message, "Ocultar 3 comentarios")
    assert "3 comentarios ocultados" in done.text
    assert "Deshacer" in done.labels


async def test_what_another_moderator_looks_at_is_left_and_said(tertulia: Simulated) -> None:
    _, emmas, _ = await flooded(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    other = await tertulia.run(tertulia.mateo, "/queue", show="new")
    assert "buy, at the BRIDGE" in other.text
    asked = await hide_all(tertulia, tertulia.marta, card, AUTHOR)
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 3 comments")
    assert "2 comments hidden." in done.text
    assert "1 was left: another moderator is looking at it." in done.text
    hidden, shown = CommentStatus.HIDDEN, CommentStatus.VISIBLE
    assert await statuses(tertulia, emmas) == [hidden, shown, hidden]


async def test_what_was_edited_after_the_question_is_left_and_said(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    first, one = await say(tertulia, tertulia.emma, discussed, "Buy!")
    second, other = await say(tertulia, tertulia.emma, discussed, "Buy!")
    await report(tertulia, tertulia.elena, first)
    card = await tertulia.run(tertulia.marta, "/queue")
    asked = await hide_all(tertulia, tertulia.marta, card, TEXT)
    await tertulia.emma.edit(second, "Sorry.")
    await tertulia.settle()
    await tertulia.until(lambda: _says(tertulia, other, "Sorry."))
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 2 comments")
    assert "1 comment hidden." in done.text
    assert "1 was left: it was changed or decided meanwhile." in done.text
    assert await statuses(tertulia, [one, other]) == [CommentStatus.HIDDEN, CommentStatus.VISIBLE]


async def _says(tertulia: Simulated, comment: Comment, text: str) -> bool:
    row = await tertulia.database.read(
        lambda connection: connection.execute(
            comment_table.select().where(comment_table.c.id == comment.id)
        ).one()
    )
    return bool(row.text == text)


async def test_undo_shows_all_of_them_again_but_for_what_was_decided_since(tertulia: Simulated) -> None:
    _, emmas, _ = await flooded(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    asked = await hide_all(tertulia, tertulia.marta, card, AUTHOR)
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 3 comments")
    await tertulia.database.write(
        queue.decide, emmas[1].id, queue.Decision.HIDDEN, tertulia.mateo.id
    )  # he looked at it, and hid it for his own reason
    undone = await tertulia.click(tertulia.marta, done.message, "Undo")
    assert "2 comments restored." in undone.text
    assert "1 stays hidden" in undone.text
    hidden, shown = CommentStatus.HIDDEN, CommentStatus.VISIBLE
    assert await statuses(tertulia, emmas) == [shown, hidden, shown]


async def test_undo_shows_nothing_that_was_never_shown(tertulia: Simulated) -> None:
    _, emmas, _ = await flooded(tertulia)

    def refuse(connection: object) -> None:
        query = update(comment_table).where(comment_table.c.id == emmas[1].id)
        connection.execute(query.values(status=CommentStatus.REFUSED))  # type: ignore[attr-defined]

    await tertulia.database.write(refuse)
    card = await tertulia.run(tertulia.marta, "/queue")
    asked = await hide_all(tertulia, tertulia.marta, card, AUTHOR)
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 3 comments")
    assert "1 of them was not visible before" in done.text
    await tertulia.click(tertulia.marta, done.message, "Undo")
    hidden, shown = CommentStatus.HIDDEN, CommentStatus.VISIBLE
    assert await statuses(tertulia, emmas) == [shown, hidden, shown]


async def test_who_does_not_moderate_any_more_hides_nothing(tertulia: Simulated) -> None:
    _, emmas, _ = await flooded(tertulia)
    card = await tertulia.run(tertulia.mateo, "/queue")
    label = next(one for one in card.labels if "autor" in one)
    asked = await hide_all(tertulia, tertulia.mateo, card, label)
    guild = tertulia.env.backend.get_guild(tertulia.seed.guild.id)
    guild.members[tertulia.mateo.id].role_ids.clear()
    tertulia.env.backend.announce_role_updates(guild.id, list(guild.roles.values()))
    told = await tertulia.click(tertulia.mateo, asked.message, "Ocultar 3 comentarios")
    assert "0 comentarios ocultados" in told.text
    assert await statuses(tertulia, emmas) == [CommentStatus.VISIBLE] * 3


async def test_where_discord_fails_it_is_said_and_tried_again(tertulia: Simulated) -> None:
    discussed, emmas, _ = await flooded(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    asked = await hide_all(tertulia, tertulia.marta, card, AUTHOR)
    tertulia.fail("DELETE", "/channels/*/messages/*", 500, times=None)
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 3 comments")
    assert "3 comments hidden." in done.text
    assert "On Discord 3 of them are not done yet" in done.text
    assert await statuses(tertulia, emmas) == [CommentStatus.HIDDEN] * 3
    tertulia.heal()
    await tertulia.restart()
    await tertulia.until(lambda: len(tertulia.shown(discussed.thread)) == 1)
    expired = await tertulia.click(tertulia.marta, done.message, "Undo")
    assert "This has expired" in expired.text
    assert await statuses(tertulia, emmas) == [CommentStatus.HIDDEN] * 3


async def test_no_more_than_a_bound_are_hidden_at_once(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "MOST", 2)
    monkeypatch.setattr("bot.moderating.queue.alike_view.MOST", 2)
    _, emmas, _ = await flooded(tertulia)
    await moderators_channel(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    asked = await hide_all(tertulia, tertulia.marta, card, AUTHOR)
    assert "These are the newest; there may be more." in text_of(asked.message)
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 2 comments")
    assert "2 comments hidden." in done.text
    hidden, shown = CommentStatus.HIDDEN, CommentStatus.VISIBLE
    assert await statuses(tertulia, emmas) == [shown, hidden, hidden]
    again = await act(tertulia, tertulia.marta, await tertulia.run(tertulia.marta, "/queue"), "Approve")
    assert again.text


async def test_what_a_rule_held_is_hidden_with_the_rest_and_stays_so(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await set_rule(tertulia, "capitals", "hold")
    _, shown = await say(tertulia, tertulia.emma, discussed, "A river.")
    _, held = await say(tertulia, tertulia.emma, discussed, "THIS IS ALL SHOUTED")
    card = await tertulia.run(tertulia.marta, "/queue", show="held")
    asked = await hide_all(tertulia, tertulia.marta, card, AUTHOR)
    done = await tertulia.click(tertulia.marta, asked.message, "Hide 2 comments")
    assert "2 comments hidden." in done.text
    assert "1 of them was not visible before" in done.text
    await tertulia.click(tertulia.marta, done.message, "Undo")
    assert await statuses(tertulia, [shown, held]) == [CommentStatus.VISIBLE, CommentStatus.HIDDEN]
    assert "Nothing waits" in (await tertulia.run(tertulia.marta, "/queue", show="held")).text
