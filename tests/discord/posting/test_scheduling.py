"""Articles are posted at the time that a moderator chose, once, or the moderators are told why not."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database.schema import scheduled_article
from bot.domain.moderation import Action, TargetKind
from bot.jobs.kinds import Job
from bot.posting.scheduling import schedule_store as store
from bot.posting.scheduling.schedule_store import Scheduled
from tests.discord.answers import Answer, text_of
from tests.discord.news import cards, post, serve
from tests.discord.pages import Pages
from tests.discord.posted import live
from tests.discord.simulated import Simulated

LIST = "/article scheduled"


async def waiting(tertulia: Simulated) -> list[Scheduled]:
    return await tertulia.database.read(store.of_server, tertulia.seed.guild.id)


async def become_due(tertulia: Simulated, ago: timedelta = timedelta(seconds=1)) -> None:
    """Let the time of what waits have come, and the bot start then."""
    at = tertulia.clock.utcnow() - ago
    await tertulia.database.write(
        lambda connection: connection.execute(update(scheduled_article).values(at=at))
    )
    await tertulia.restart()


async def schedule(tertulia: Simulated, link: str, **options: object) -> Answer:
    return await post(tertulia, link, **{"time": "tomorrow 9:00", "channel": tertulia.seed.news, **options})


async def none_waits(tertulia: Simulated) -> bool:
    return await waiting(tertulia) == []


async def has_failed(tertulia: Simulated) -> bool:
    return all(one.told for one in await waiting(tertulia))


async def test_an_article_is_posted_in_its_channels_once_its_time_has_come(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/settings timezone", zone="Europe/Madrid")
    answer = await schedule(tertulia, serve(pages), **{"channel-2": seed.forum})
    [stored] = await waiting(tertulia)
    seconds = int(stored.at.timestamp())
    assert stored.at.minute == 0
    assert answer.ephemeral
    assert answer.text == (
        f"The article will be posted <t:{seconds}:f> (<t:{seconds}:R>), in <#{seed.news.id}> "
        f"<#{seed.forum.id}>. See or cancel it with `/article scheduled`."
    )
    assert (await live(tertulia), cards(seed.news)) == ([], [])
    assert tertulia.health(Job.SCHEDULED_ARTICLE).backlog == 1
    await become_due(tertulia)
    await tertulia.until(partial(none_waits, tertulia))
    assert {one.channel_id for one in await live(tertulia)} == {seed.news.id, seed.forum.id}
    assert len(cards(seed.news)) == 1
    rows = await tertulia.database.read(audit.about, TargetKind.SERVER, seed.guild.id)
    assert [row.actor_id for row in rows if row.action is Action.SCHEDULE] == [tertulia.marta.id]


async def test_what_a_crash_cut_off_is_not_posted_twice(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    await schedule(tertulia, link)
    await post(tertulia, link, channel=tertulia.seed.news)  # as if it had been posted before the crash
    await become_due(tertulia)
    await tertulia.until(partial(none_waits, tertulia))
    assert len(cards(tertulia.seed.news)) == 1


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("soon", r"I cannot read that time\. Write one of the server's time zone \(UTC\), such as 18:30, .*"),
        ("2020-01-01 9:00", r"That time has passed: <t:1577869200:f>\. Times are those of .*, UTC\."),
        ("2999-01-01 9:00", r"That is more than a year away\."),
    ],
)
async def test_a_time_that_cannot_be_used_is_refused(tertulia: Simulated, pages: Pages, at: str, told: str):
    answer = await schedule(tertulia, serve(pages), time=at)
    assert re.fullmatch(told, answer.text)
    assert await waiting(tertulia) == []


async def test_it_is_refused_in_spanish_and_where_one_may_not_post(tertulia: Simulated, pages: Pages):
    tertulia.speaks(tertulia.mateo, "es-ES")
    options = {"link": serve(pages), "channel": tertulia.seed.news}
    refused = await tertulia.run(tertulia.mateo, "/article post", time="pronto", **options)
    assert refused.text.startswith(
        "No entiendo esa hora. Escribe una de la zona horaria del servidor (UTC), "
    )
    done = await tertulia.run(tertulia.mateo, "/article post", time="mañana 9:00", **options)
    assert done.text.startswith("El artículo se publicará <t:")
    refused = await tertulia.run(tertulia.emma, "/article post", time="mañana 9:00", forced=True, **options)
    assert "Manage Messages" in refused.text
    bad = await tertulia.run(tertulia.mateo, "/article post", time="mañana 9:00", link="nothing")
    assert bad.ephemeral
    assert len(await waiting(tertulia)) == 1


async def test_what_waits_is_listed_cancelled_and_put_back(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    assert (await tertulia.run(tertulia.marta, LIST)).text == "No article waits to be posted."
    await schedule(tertulia, link)
    [stored] = await waiting(tertulia)
    listed = await tertulia.run(tertulia.marta, LIST)
    assert "1 scheduled article" in listed.text
    assert f"<#{tertulia.seed.news.id}> · <@{tertulia.marta.id}>\n<{link}>" in listed.text
    cancelled = await tertulia.click(tertulia.marta, listed.message, "Cancel it")
    assert f"Cancelled: <{link}> will not be posted." in cancelled.text
    assert await waiting(tertulia) == []
    again = await tertulia.click(tertulia.marta, listed.message, "Cancel it")
    assert again.text == "That article does not wait any more: it was posted or cancelled."
    undone = await tertulia.click(tertulia.marta, cancelled.message, "Undo")
    assert undone.text.startswith("The article will be posted <t:")
    [back] = await waiting(tertulia)
    assert (back.link, back.at, back.channels) == (stored.link, stored.at, stored.channels)
    tertulia.speaks(tertulia.marta, "es-ES")
    listado = await tertulia.run(tertulia.marta, LIST)
    assert "1 artículo programado" in listado.text
    told = (await tertulia.run(tertulia.marta, "/audit show")).text
    assert "**Artículo programado** · el servidor" in told
    assert "cancelado · hecho" in told
    cancelado = await tertulia.click(tertulia.marta, listado.message, "Cancelar")
    assert f"Cancelado: <{link}> no se publicará." in cancelado.text


async def test_many_are_shown_page_by_page(tertulia: Simulated, pages: Pages):
    for hour in range(8):
        await schedule(tertulia, pages.url(f"/{hour}"), time=f"tomorrow {hour}:00")
    listed = await tertulia.run(tertulia.marta, LIST)
    assert "8 scheduled articles" in listed.text
    assert pages.url("/7") not in listed.text
    later = await tertulia.click(tertulia.marta, listed.message, "Later")
    assert pages.url("/7") in later.text
    assert pages.url("/0") not in later.text


async def test_nobody_sees_or_cancels_what_stands_in_channels_they_do_not_moderate(
    tertulia: Simulated, pages: Pages
):
    await schedule(tertulia, serve(pages))
    shown = await tertulia.run(tertulia.mateo, LIST)
    deny = discord.Permissions(manage_messages=True).value
    denied = Overwrite(tertulia.mateo.id, OverwriteType.MEMBER, deny=deny)
    tertulia.env.backend.set_overwrite(tertulia.seed.news.id, denied)
    await tertulia.settle()
    hidden = await tertulia.run(tertulia.mateo, LIST, at=tertulia.seed.noticias)
    assert hidden.text in ("No article waits to be posted.", "No hay artículos programados.")
    label = "Cancel it" if "Cancel it" in shown.labels else "Cancelar"
    await tertulia.click(tertulia.mateo, shown.message, label)
    assert len(await waiting(tertulia)) == 1


async def test_rights_are_checked_again_and_the_moderators_are_told(tertulia: Simulated, pages: Pages):
    link, moderators = serve(pages), tertulia.seed.moderators
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=moderators)
    await tertulia.run(
        tertulia.mateo, "/article post", time="tomorrow 9:00", link=link, channel=tertulia.seed.news
    )
    deny = discord.Permissions(manage_messages=True).value
    denied = Overwrite(tertulia.mateo.id, OverwriteType.MEMBER, deny=deny)
    tertulia.env.backend.set_overwrite(tertulia.seed.news.id, denied)
    await become_due(tertulia)
    await tertulia.until(partial(has_failed, tertulia))
    assert await live(tertulia) == []
    told = [one for one in tertulia.shown(moderators) if "was not posted at its time" in one]
    assert len(told) == 1
    assert f"<{link}>" in told[0]
    assert f"- <#{tertulia.seed.news.id}>: Whoever scheduled it may not post there any more." in told[0]
    listed = await tertulia.run(tertulia.marta, LIST)
    assert "⚠️ Not posted" in listed.text
    removed = await tertulia.click(tertulia.marta, listed.message, "Remove from the list")
    assert removed.text == "It is removed from the list."
    assert await waiting(tertulia) == []


async def test_a_notice_that_a_crash_cut_off_is_not_sent_twice(tertulia: Simulated, pages: Pages):
    moderators = tertulia.seed.moderators
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=moderators)
    await schedule(tertulia, serve(pages))
    await become_due(tertulia, timedelta(days=2))
    await tertulia.until(partial(has_failed, tertulia))
    untold = update(scheduled_article).values(told_at=None)
    await tertulia.database.write(lambda connection: connection.execute(untold))
    await tertulia.restart()
    await tertulia.until(partial(has_failed, tertulia))
    told = [one for one in tertulia.shown(moderators) if "was not posted at its time" in one]
    assert len(told) == 1
    assert "I was offline at that time, for more than a day." in told[0]


async def test_what_cannot_be_read_yet_is_tried_again(tertulia: Simulated, pages: Pages):
    await schedule(tertulia, pages.url("/bridge"))
    await become_due(tertulia)
    await tertulia.until(lambda: tertulia.health(Job.SCHEDULED_ARTICLE).failing == 1)
    assert len(await waiting(tertulia)) == 1
    serve(pages)
    tertulia.clock.speed = 600.0
    await tertulia.until(partial(none_waits, tertulia))
    assert len(cards(tertulia.seed.news)) == 1


async def test_what_discord_refuses_now_is_posted_later(tertulia: Simulated, pages: Pages):
    await schedule(tertulia, serve(pages))
    tertulia.fail("GET", f"/guilds/{tertulia.seed.guild.id}/members/{tertulia.marta.id}", 500)
    await become_due(tertulia)
    tertulia.clock.speed = 600.0
    await tertulia.until(partial(none_waits, tertulia))
    assert len(cards(tertulia.seed.news)) == 1
    assert text_of(cards(tertulia.seed.news)[0])


async def test_what_fails_in_one_channel_stops_no_other(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=seed.moderators)
    await schedule(tertulia, serve(pages), **{"channel-2": seed.noticias})
    tertulia.fail("POST", f"/channels/{seed.noticias.id}/messages", 403, 50013, times=None)
    await become_due(tertulia)
    await tertulia.until(partial(has_failed, tertulia))
    assert [one.channel_id for one in await live(tertulia)] == [seed.news.id]
    [failed] = await waiting(tertulia)
    assert failed.channels == (seed.noticias.id,)
    [told] = [one for one in tertulia.shown(seed.moderators) if "was not posted at its time" in one]
    assert f"- <#{seed.noticias.id}>: " in told
    assert f"<#{seed.news.id}>" not in told


async def test_a_card_that_discord_does_not_take_at_first_is_posted_once(tertulia: Simulated, pages: Pages):
    news = tertulia.seed.news
    await schedule(tertulia, serve(pages))
    tertulia.fail("POST", f"/channels/{news.id}/messages", 500, times=2)
    await become_due(tertulia)
    tertulia.clock.speed = 600.0
    await tertulia.until(partial(none_waits, tertulia))
    await tertulia.until(lambda: len(cards(news)) == 1)
    await tertulia.settle()
    assert len(cards(news)) == len(await live(tertulia)) == 1


async def test_what_fails_for_good_is_told_while_the_others_are_tried_again(
    tertulia: Simulated, pages: Pages
):
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=seed.moderators)
    options = {"link": pages.url("/bridge"), "channel": seed.news, "channel-2": seed.noticias}
    await tertulia.run(tertulia.mateo, "/article post", time="tomorrow 9:00", **options)
    deny = discord.Permissions(manage_messages=True).value
    denied = Overwrite(tertulia.mateo.id, OverwriteType.MEMBER, deny=deny)
    tertulia.env.backend.set_overwrite(seed.noticias.id, denied)
    await become_due(tertulia)

    def told() -> list[str]:
        return [one for one in tertulia.shown(seed.moderators) if "was not posted at its time" in one]

    await tertulia.until(told)
    assert f"- <#{seed.noticias.id}>: Whoever scheduled it may not post there any more." in told()[0]
    assert {one.channels for one in await waiting(tertulia)} == {(seed.news.id,), (seed.noticias.id,)}
    serve(pages)
    tertulia.clock.speed = 600.0
    await tertulia.until(lambda: len(cards(seed.news)) == 1)
    await tertulia.until(partial(has_failed, tertulia))
    assert [one.channels for one in await waiting(tertulia)] == [(seed.noticias.id,)]
    assert len(told()) == 1
