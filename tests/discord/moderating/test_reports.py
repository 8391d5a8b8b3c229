"""A report reaches the moderators once, waits where none can be told, and is decided once."""

from __future__ import annotations

import asyncio
from functools import partial

import discord
import pytest

from bot.database import erasure_ledger as erasures
from bot.discussion.stores import notice_store
from bot.domain.discussion import CommentStatus
from bot.domain.errors import NotFound, Refused
from bot.domain.language import Language
from bot.domain.moderation import Action
from bot.moderating.hide_comment import Hiding
from bot.moderating.report_comment import Reports
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, actions, hide, moderators_channel, notices, report, status
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def test_a_report_becomes_one_notice_that_counts(tertulia: Simulated):
    tertulia.speaks(tertulia.elena, "en-US")
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    assert "moderators have received your report" in await report(
        tertulia, tertulia.elena, rude, "Es un insulto"
    )
    (notice,) = notices(tertulia)
    assert "Reported by 1 member" in text_of(notice)
    assert "Es un insulto" in text_of(notice)
    assert "You are all \\*fools\\*" in text_of(notice)
    assert f"/{discussed.thread.id}/{rude.id}" in text_of(notice)
    assert labels_of(notice) == ["Hide", "Hide and warn", "Dismiss"]
    await report(tertulia, tertulia.mateo, rude, "Agreed")
    (notice,) = notices(tertulia)
    assert "Reported by 2 members" in text_of(notice)
    assert "Agreed" in text_of(notice)
    assert await actions(tertulia, comment) == [
        (Action.REPORT, tertulia.elena.id, True),
        (Action.REPORT, tertulia.mateo.id, True),
    ]


async def test_nobody_reports_twice_or_themselves_or_what_is_no_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    again = await tertulia.menu(tertulia.elena, "Report comment", rude)
    assert again.text
    assert again.ephemeral
    assert "your own comment" in (await tertulia.menu(tertulia.emma, "Report comment", rude)).text
    elsewhere = await tertulia.emma.send(tertulia.seed.news, "nothing to do with it")
    assert "not a comment" in (await tertulia.menu(tertulia.marta, "Report comment", elsewhere)).text
    assert len(notices(tertulia)) == 1


async def test_a_moderators_channel_that_was_made_public_gets_no_notice_until_it_is_private_again(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    backend, room = tertulia.env.backend, tertulia.seed.moderators
    private = list(backend.get_channel(room.id).overwrites)
    backend.edit_channel(room.id, {}, overwrites=[])
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    assert "los moderadores la verán" in await report(tertulia, tertulia.elena, rude, "Es un insulto")
    hidden = await tertulia.services[Hiding].hide(
        AsMember(tertulia, tertulia.marta), comment.source_id, "rude"
    )
    assert f"Everyone can read <#{room.id}>" in tertulia.client.catalog.say(hidden, Language.EN)
    assert notices(tertulia) == []
    backend.edit_channel(room.id, {}, overwrites=private)
    await tertulia.until(lambda: len(notices(tertulia)) == 2)


async def test_an_empty_reason_is_no_report(tertulia: Simulated):
    discussed = await discuss(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    assert "Describe the problem in a few words" in await report(tertulia, tertulia.marta, rude, "   ")


async def test_without_a_moderators_channel_reports_wait_and_are_sent_once_there_is_one(tertulia: Simulated):
    discussed = await discuss(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    assert "los moderadores la verán" in await report(tertulia, tertulia.elena, rude)
    assert "1 reported comment to decide on" in (await tertulia.run(tertulia.marta, "/settings show")).text
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert "reported by 1 member" in page.text
    answer = await tertulia.run(
        tertulia.marta, "/settings moderators-channel", channel=tertulia.seed.moderators
    )
    assert "1 waiting report" in answer.text
    assert len(notices(tertulia)) == 1


async def test_a_report_that_waited_is_sent_though_the_new_channel_did_not_take_it_at_once(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    tertulia.clock.speed = 100
    tertulia.fail("POST", f"/channels/{tertulia.seed.moderators.id}/messages", 500, times=3)
    await moderators_channel(tertulia)
    assert notices(tertulia) == []
    await tertulia.until(lambda: notices(tertulia))
    assert len(notices(tertulia)) == 1


async def test_a_report_no_moderator_heard_of_before_the_bot_ended_is_sent_after_the_next_start(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    tertulia.fail("POST", f"/channels/{tertulia.seed.moderators.id}/messages", 500, times=None)
    await report(tertulia, tertulia.elena, rude)
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    assert "Reported by 1 member" in text_of(notice)


async def test_what_was_hidden_before_there_was_a_moderators_channel_is_not_announced_later(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    marta = AsMember(tertulia, tertulia.marta)
    await tertulia.services[Hiding].hide(marta, comment.source_id, "rude")
    await moderators_channel(tertulia)
    await tertulia.restart()
    later, _ = await say(tertulia, tertulia.emma, discussed, "And fools again")
    await report(tertulia, tertulia.elena, later)
    (notice,) = notices(tertulia)
    assert "fools again" in text_of(notice)


async def test_hiding_sends_one_notice_and_redraws_the_one_of_its_reports_once(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    (notice,) = notices(tertulia)
    room = f"/channels/{tertulia.seed.moderators.id}/messages"
    before = len(tertulia.requests("POST", room))
    await hide(tertulia, tertulia.marta, notice)
    await tertulia.settle()
    assert len(tertulia.requests("POST", room)) == before + 1
    assert len(tertulia.requests("PATCH", str(notice.id))) == 1
    reported, record = notices(tertulia)
    assert f"/{discussed.thread.id}" in text_of(record)
    assert str(rude.id) not in text_of(reported) + text_of(record), "it stands there no more"


async def test_dismissed_the_comment_stays(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    (notice,) = notices(tertulia)
    assert "dismissed" in (await tertulia.click(tertulia.marta, notice, "Dismiss")).text
    (notice,) = notices(tertulia)
    assert labels_of(notice) == []
    assert "dismissed by" in text_of(notice)
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    await report(tertulia, tertulia.mateo, rude)
    (notice,) = notices(tertulia)
    assert labels_of(notice) == ["Hide", "Hide and warn", "Dismiss"]


async def test_only_moderators_of_the_comments_room_decide_about_it(tertulia: Simulated):
    refused = {tertulia.mateo: discord.PermissionOverwrite(manage_messages=False)}
    quiet = tertulia.seed.guild.create_text_channel("quiet", overwrites=refused)
    await tertulia.settle()
    discussed = await discuss(tertulia, quiet)
    await moderators_channel(tertulia)
    tertulia.speaks(tertulia.mateo, "en-GB")
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    (notice,) = notices(tertulia)
    for button in ("Hide", "Dismiss"):
        answer = await tertulia.click(tertulia.mateo, notice, button)
        assert answer.ephemeral
        assert "Manage Messages" in answer.text
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    assert labels_of(notices(tertulia)[0]) == ["Hide", "Hide and warn", "Dismiss"]


async def test_what_is_said_in_a_private_room_is_told_to_nobody_who_cannot_read_it(tertulia: Simulated):
    seed, seen = tertulia.seed, discord.PermissionOverwrite(view_channel=True)
    inside = dict.fromkeys((seed.emma, seed.elena, seed.marta, seed.bot_role), seen)
    hidden = {seed.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    private = seed.guild.create_text_channel("private", overwrites=hidden | inside)
    await tertulia.settle()
    discussed = await discuss(tertulia, private)
    await moderators_channel(tertulia)
    tertulia.speaks(tertulia.mateo, "en-GB")
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    (notice,) = notices(tertulia)
    assert "fools" not in text_of(notice)
    assert "there with *Comment options*" in text_of(notice)
    assert f"/{discussed.thread.id}/{rude.id}" in text_of(notice)
    assert labels_of(notice) == ["Hide", "Hide and warn", "Dismiss"]
    for button in ("Hide", "Dismiss"):
        assert "not a comment" in (await tertulia.click(tertulia.mateo, notice, button)).text
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    assert "fools" in (await tertulia.menu(tertulia.marta, "Comment options", rude)).text
    await hide(tertulia, tertulia.marta, notice)
    reported, record = notices(tertulia)
    assert "fools" not in text_of(reported) + text_of(record)
    assert "with `/moderate comments`" in text_of(record)
    assert "not a comment" in (await tertulia.click(tertulia.mateo, record, "Restore")).text
    assert await status(tertulia, comment) is CommentStatus.HIDDEN


async def test_reports_made_at_the_same_moment_are_one_notice(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    members = [AsMember(tertulia, one) for one in (tertulia.elena, tertulia.mateo, tertulia.marta)]
    reporting = tertulia.services[Reports]
    await asyncio.gather(*(reporting.report(one, comment.source_id, "rude") for one in members))
    (notice,) = notices(tertulia)
    assert "Reported by 3 members" in text_of(notice)
    with pytest.raises(Refused, match="already"):
        await reporting.report(members[0], rude.id, "rude again")
    with pytest.raises(NotFound):
        await reporting.report(AsMember(tertulia, tertulia.elena, blind=True), rude.id, "rude")


async def test_a_notice_deleted_by_hand_is_sent_anew_with_the_next_report(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    (notice,) = notices(tertulia)
    await tertulia.marta.delete(notice)
    await report(tertulia, tertulia.mateo, rude)
    (notice,) = notices(tertulia)
    assert "Reported by 2 members" in text_of(notice)


async def test_a_notice_forgets_the_text_its_author_erased(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    await tertulia.emma.delete(rude)

    async def erased() -> bool:
        (notice,) = notices(tertulia)
        return "fools" not in text_of(notice) and "erased" in text_of(notice)

    await tertulia.until(erased)
    assert await status(tertulia, comment) is CommentStatus.DELETED
    (notice,) = notices(tertulia)
    assert "Hide" not in labels_of(notice)


async def test_a_notice_shows_what_a_comment_was_edited_to(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    await tertulia.emma.edit(rude, "I am sorry")
    await tertulia.until(lambda: "I am sorry" in text_of(notices(tertulia)[0]))


async def test_a_notice_that_cannot_be_edited_follows_later(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    tertulia.clock.speed = 100
    path = f"/channels/{tertulia.seed.moderators.id}/messages/*"
    tertulia.fail("PATCH", path, 403, 50013, times=2)
    await tertulia.emma.edit(rude, "I am sorry")
    await tertulia.until(lambda: "I am sorry" in text_of(notices(tertulia)[0]))
    assert len(tertulia.requests("PATCH", str(notices(tertulia)[0].id))) == 3


async def test_a_report_that_discord_does_not_take_is_kept_and_tried_again(tertulia: Simulated):
    tertulia.speaks(tertulia.elena, "en-US")
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    tertulia.clock.speed = 100
    tertulia.fail("POST", f"/channels/{tertulia.seed.moderators.id}/messages", 500, times=2)
    assert "the moderators will see it" in await report(tertulia, tertulia.elena, rude)
    await tertulia.until(lambda: notices(tertulia))
    assert len(notices(tertulia)) == 1


async def all_redrawn(tertulia: Simulated) -> bool:
    return not await tertulia.database.read(notice_store.outstanding)


async def test_a_notice_that_was_not_redrawn_before_the_bot_ended_is_after_the_next_start(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    tertulia.fail("PATCH", f"/channels/{tertulia.seed.moderators.id}/messages/*", times=None)
    await tertulia.emma.delete(rude)

    async def deleted() -> bool:
        return await status(tertulia, comment) is CommentStatus.DELETED

    await tertulia.until(deleted)
    await tertulia.stop()
    assert "fools" in text_of(notices(tertulia)[0])
    tertulia.heal()
    await tertulia.start()
    await tertulia.until(lambda: "fools" not in text_of(notices(tertulia)[0]))
    assert not {"emma", "<@0>"} & set(text_of(notices(tertulia)[0]).lower().split()), "nor who said it"
    await tertulia.until(partial(all_redrawn, tertulia))
    seen = len(tertulia.requests("PATCH", str(notices(tertulia)[0].id)))
    await tertulia.restart()
    await asyncio.sleep(0.1)
    assert len(tertulia.requests("PATCH", str(notices(tertulia)[0].id))) == seen, "once is enough"


async def test_what_is_erased_while_its_notice_is_being_sent_does_not_stay_in_it(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    real = tertulia.client.http.send_message

    async def slowly(*args, **options):
        sent = await real(*args, **options)
        await tertulia.database.write(erasures.erase, comment_ids=[comment.id])
        return sent

    monkeypatch.setattr(tertulia.client.http, "send_message", slowly)
    await report(tertulia, tertulia.elena, rude)
    await tertulia.until(lambda: "fools" not in text_of(notices(tertulia)[0]))
