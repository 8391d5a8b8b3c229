"""A mirror is looked at again once it was sent: what may not be shown any more is taken back at once."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from discord import Webhook

from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Appearance, AppearanceKind, AppearanceStatus, Comment, CommentStatus
from bot.jobs.kinds import Job
from bot.mirroring import delivery
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.moderating.hide_comment import Hiding
from tests.discord.answers import text_of as words_of
from tests.discord.discussed import Discussed, comment_of, discuss, say
from tests.discord.moderated import moderators_channel, notices, report, status
from tests.discord.rooms import both, hide_from_all, is_joined, mirror_in, mirrors
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

pytestmark = pytest.mark.pace(30)

SAID = "said while everybody could read it"


class Held:
    """Holds calls of a method up, as a request waits inside a rate limit."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        name: str,
        owner: type[Webhook | DiscordWebhooks] = Webhook,
        *,
        after: bool = False,
    ) -> None:
        """``after``: until the platform has done it, and only its answer is outstanding. An original that is
        deleted is not held up.
        """
        self.begun, self.opened = asyncio.Event(), asyncio.Event()
        work = getattr(owner, name)
        held = self

        async def slowly(self: Webhook | DiscordWebhooks, *arguments, **options):
            if any(isinstance(one, Appearance) and one.kind is AppearanceKind.ORIGINAL for one in arguments):
                return await work(self, *arguments, **options)
            if not after:
                held.begun.set()
                await held.opened.wait()
                return await work(self, *arguments, **options)
            outcome = await work(self, *arguments, **options)
            held.begun.set()
            await held.opened.wait()
            return outcome

        monkeypatch.setattr(owner, name, slowly)


def stands(tertulia: Simulated, room: Discussed, text: str) -> bool:
    return text in "".join(tertulia.shown(room.thread))


@pytest.mark.parametrize("private", ["the room it was said in", "the room it is shown in"])
async def test_a_mirror_whose_room_went_private_while_it_waited_is_taken_back(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, private: str
):
    news, noticias = await both(tertulia)
    held = Held(monkeypatch, "send")
    _, comment = await say(tertulia, tertulia.emma, news, SAID)
    await held.begun.wait()
    closed = news if private == "the room it was said in" else noticias
    hide_from_all(tertulia, closed, hidden=True)
    await tertulia.until(partial(parted, tertulia, closed))
    held.opened.set()
    await tertulia.until(partial(given_up, tertulia, comment))
    assert not stands(tertulia, noticias, SAID)


async def parted(tertulia: Simulated, room: Discussed) -> bool:
    return not await is_joined(tertulia, room)


async def given_up(tertulia: Simulated, comment: Comment) -> bool:
    return await mirrors(tertulia, comment) == [AppearanceStatus.GONE]


async def test_a_mirror_that_was_to_be_taken_back_is_so_after_a_crash(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    with monkeypatch.context() as crash:
        taking, held = Held(crash, "delete_appearance", DiscordWebhooks), Held(crash, "send")
        _, comment = await say(tertulia, tertulia.emma, news, SAID)
        await held.begun.wait()
        hide_from_all(tertulia, news, hidden=True)
        await tertulia.until(partial(parted, tertulia, news))
        held.opened.set()
        await taking.begun.wait()
        await tertulia.stop()
    assert stands(tertulia, noticias, SAID)
    await tertulia.start()
    await tertulia.until(lambda: not stands(tertulia, noticias, SAID))
    await tertulia.until(partial(given_up, tertulia, comment))


async def test_a_mirror_that_could_not_be_taken_back_is_taken_back_later(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    tertulia.clock.speed = 100.0
    held = Held(monkeypatch, "send")
    _, comment = await say(tertulia, tertulia.emma, news, SAID)
    await held.begun.wait()
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.until(partial(parted, tertulia, news))
    tertulia.fail("DELETE", "/webhooks/*", 500, times=3)
    held.opened.set()
    await tertulia.until(partial(given_up, tertulia, comment))
    assert not stands(tertulia, noticias, SAID)


async def test_a_mirror_whose_comment_is_put_back_while_it_is_taken_back_is_sent_anew(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    with monkeypatch.context() as limited:
        held, taking = Held(limited, "send"), Held(limited, "delete_appearance", DiscordWebhooks, after=True)
        _, comment = await say(tertulia, tertulia.emma, news, SAID)
        await held.begun.wait()
        hide = partial(comments.set_status, comment_id=comment.id, status=CommentStatus.HIDDEN)
        await tertulia.database.write(hide)
        held.opened.set()
        await taking.begun.wait()
        show = partial(comments.set_status, comment_id=comment.id, status=CommentStatus.VISIBLE)
        await tertulia.database.write(show)
        taking.opened.set()
        await mirror_in(tertulia, noticias, comment)


async def test_a_mirror_is_not_given_up_once_its_comment_is_shown_again(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    found, restored, loop = delivery.load_mirror, asyncio.Event(), asyncio.get_running_loop()

    async def put_back() -> None:
        if not restored.is_set():
            restored.set()
            await tertulia.services[Hiding].restore(AsMember(tertulia, tertulia.marta), comment.source_id)

    def put_back_meanwhile(connection, appearance_id, **options):
        now = found(connection, appearance_id, **options)
        if now.draft is None and not restored.is_set():
            asyncio.run_coroutine_threadsafe(put_back(), loop).result(10)
        return now

    with monkeypatch.context() as limited:
        held = Held(limited, "send", DiscordWebhooks)
        await say(tertulia, tertulia.elena, news, "holds up what follows it")
        await held.begun.wait()
        _, comment = await say(tertulia, tertulia.emma, news, SAID)
        hide = partial(comments.set_status, comment_id=comment.id, status=CommentStatus.HIDDEN)
        await tertulia.database.write(hide)
        monkeypatch.setattr(delivery, "load_mirror", put_back_meanwhile)
        held.opened.set()
        await restored.wait()
        await mirror_in(tertulia, noticias, comment)


async def test_a_quote_of_a_room_that_went_private_while_its_mirror_waited_is_taken_out(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    _, parent = await say(tertulia, tertulia.emma, news, SAID)
    standing = await mirror_in(tertulia, noticias, parent)
    third = await discuss(tertulia, tertulia.seed.announcements)
    held = Held(monkeypatch, "send")
    _, answer = await say(tertulia, tertulia.elena, noticias, "an answer", reply_to=standing)
    await held.begun.wait()
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.until(partial(parted, tertulia, news))
    held.opened.set()
    await mirror_in(tertulia, third, answer)
    await tertulia.until(lambda: stands(tertulia, third, "an answer") and not stands(tertulia, third, SAID))


# ---------------------------------------------------------------------- edits


@pytest.mark.parametrize("private", ["the room it was said in", "the room it is shown in"])
async def test_an_edit_whose_room_went_private_while_it_waited_is_taken_back(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, private: str
):
    news, noticias = await both(tertulia)
    said, comment = await say(tertulia, tertulia.emma, news, "first draft")
    await mirror_in(tertulia, noticias, comment)
    held = Held(monkeypatch, "edit_message")
    await tertulia.emma.edit(said, "second draft")
    await held.begun.wait()
    closed = news if private == "the room it was said in" else noticias
    hide_from_all(tertulia, closed, hidden=True)
    await tertulia.until(partial(parted, tertulia, closed))
    held.opened.set()
    await tertulia.until(partial(given_up, tertulia, comment))
    assert not stands(tertulia, noticias, "draft")


async def test_an_edit_that_may_have_been_made_before_a_crash_is_taken_back_after_it(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    said, comment = await say(tertulia, tertulia.emma, news, "first draft")
    await mirror_in(tertulia, noticias, comment)
    with monkeypatch.context() as crash:
        held = Held(crash, "edit_message", after=True)
        await tertulia.emma.edit(said, "second draft")
        await held.begun.wait()
        hide_from_all(tertulia, news, hidden=True)
        await tertulia.until(partial(parted, tertulia, news))
        await tertulia.stop()
    assert stands(tertulia, noticias, "second draft")
    await tertulia.start()
    await tertulia.until(partial(given_up, tertulia, comment))
    assert not stands(tertulia, noticias, "draft")


async def test_what_appeared_before_a_room_went_private_stays_though_it_is_edited_while_no_bot_runs(
    tertulia: Simulated,
):
    news, noticias = await both(tertulia)
    said, comment = await say(tertulia, tertulia.mateo, news, "first draft")
    await mirror_in(tertulia, noticias, comment)
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.until(partial(parted, tertulia, news))
    await tertulia.stop()
    await tertulia.mateo.edit(said, "second draft")
    await tertulia.start()

    async def edited() -> bool:
        stored = await comment_of(tertulia, said.id)
        return stored is not None and stored.text == "second draft"

    await tertulia.until(edited)
    await tertulia.settle()
    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)
    assert stands(tertulia, noticias, "first draft")
    assert not stands(tertulia, noticias, "second draft")


async def test_an_edit_of_a_comment_erased_while_it_waited_does_not_stand(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    said, comment = await say(tertulia, tertulia.emma, news, "first draft")
    await mirror_in(tertulia, noticias, comment)
    held = Held(monkeypatch, "edit_message")
    await tertulia.emma.edit(said, "second draft")
    await held.begun.wait()
    await tertulia.emma.delete(said)

    async def erased() -> bool:
        return await status(tertulia, comment) is CommentStatus.DELETED

    await tertulia.until(erased)
    held.opened.set()
    await tertulia.until(lambda: not stands(tertulia, noticias, "draft"))


# ---------------------------------------------------------------------- deleted before they were noted


async def test_a_mirror_that_a_moderator_deletes_before_it_is_noted_counts_as_deleted(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    say_it = DiscordWebhooks.send

    async def deleted_at_once(self: DiscordWebhooks, post, content, *, archived):
        sent = await say_it(self, post, content, archived=archived)
        [mirror] = [one for one in noticias.thread.history() if one.id == sent.message_id]
        await tertulia.marta.delete(mirror)
        await tertulia.settle()  # its deletion is told before the answer to the request comes
        return sent

    monkeypatch.setattr(DiscordWebhooks, "send", deleted_at_once)
    _, comment = await say(tertulia, tertulia.emma, news, SAID)

    async def hidden() -> bool:
        return await status(tertulia, comment) is CommentStatus.HIDDEN

    await tertulia.until(hidden)
    await tertulia.until(partial(given_up, tertulia, comment))


# ---------------------------------------------------------------------- moderators' notices


@pytest.mark.parametrize("request_of", ["send_message", "edit_message"])
async def test_a_notice_whose_room_went_private_while_it_waited_leaves_the_words_out(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, request_of: str
):
    news = await discuss(tertulia)
    await moderators_channel(tertulia)
    said, _ = await say(tertulia, tertulia.emma, news, SAID)
    if request_of == "edit_message":
        await report(tertulia, tertulia.elena, said)
    waits = getattr(tertulia.client.http, request_of)

    async def slowly(channel_id: int, *arguments, **options):
        if channel_id == tertulia.seed.moderators.id:
            hide_from_all(tertulia, news, hidden=True)
            await tertulia.until(partial(parted, tertulia, news))
        return await waits(channel_id, *arguments, **options)

    monkeypatch.setattr(tertulia.client.http, request_of, slowly)
    await report(tertulia, tertulia.mateo, said)
    [notice] = notices(tertulia)
    await tertulia.until(lambda: SAID not in words_of(notices(tertulia)[0]))
    assert notice.id == notices(tertulia)[0].id
