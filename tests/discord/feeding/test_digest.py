"""A room has a digest of what was talked about, once at its time, with what its readers may read."""

from __future__ import annotations

from datetime import timedelta

from simcord import MemberActor
from sqlalchemy import update

from bot.database.engine import Connection
from bot.database.schema import digest as digest_table
from bot.discussion.stores import server_store as servers
from bot.feeding.digests import digest_store as digests
from bot.feeding.digests.digest_store import StoredDigest
from bot.jobs.kinds import Job
from bot.jobs.worker import Worker
from tests.discord.answers import Answer
from tests.discord.discussed import another, discuss, say
from tests.discord.rooms import hide_from_all
from tests.discord.simulated import Simulated


async def run(tertulia: Simulated, member: MemberActor | None = None, **options: object) -> Answer:
    """Use the command, which has an option ``at``, in the news channel."""
    return Answer(await (member or tertulia.marta).slash(tertulia.seed.news, "feed digest", **options))


async def stored(tertulia: Simulated) -> list[StoredDigest]:
    return await tertulia.database.read(digests.of_server, tertulia.seed.guild.id)


async def age(tertulia: Simulated, **values: object) -> None:
    """Let the digest have been due a day ago: the last one was two days ago."""
    at = tertulia.clock.utcnow() - timedelta(days=2)

    def work(connection: Connection) -> None:
        connection.execute(update(digest_table).values(last_at=at, **values))

    await tertulia.database.write(work)
    tertulia.services[Worker].schedule([(Job.DIGEST, tertulia.seed.guild.id)])


def shown(tertulia: Simulated) -> list[str]:
    """The digests in the news channel."""
    return [text for text in tertulia.shown(tertulia.seed.news) if "in articles" in text]


async def finished(tertulia: Simulated) -> bool:
    """Whether what was due is done."""
    limit = tertulia.clock.utcnow() - timedelta(hours=1)
    return all(one.last_at > limit for one in await stored(tertulia))


async def test_what_was_talked_about_most_comes_first(tertulia: Simulated):
    quiet = await discuss(tertulia, article=another(1))
    busy = await discuss(tertulia, article=another(2))
    await say(tertulia, tertulia.emma, quiet, "One word about this.")
    await say(tertulia, tertulia.emma, busy, "I think so.")
    await say(tertulia, tertulia.elena, busy, "Yo creo que no.")
    await discuss(tertulia, article=another(3))
    answer = await run(tertulia, every="day", at="7")
    assert answer.ephemeral
    assert answer.text.startswith(f"The first digest comes to <#{tertulia.seed.news.id}> <t:")
    await age(tertulia)
    await tertulia.until(lambda: shown(tertulia))
    [text] = shown(tertulia)
    lines = text.splitlines()
    assert lines[0] == "### The day in articles"
    assert lines[1].startswith("- [Story 2](https://discord.com/channels/")
    assert lines[1].endswith(f"/{busy.thread.id}) · 2 new comments")
    assert lines[2].endswith("· 1 new comment")
    assert lines[3].startswith("- [Story 3](")
    await tertulia.until(lambda: finished(tertulia))
    tertulia.services[Worker].schedule([(Job.DIGEST, tertulia.seed.guild.id)])
    await tertulia.settle()
    assert len(shown(tertulia)) == 1


async def test_nothing_is_posted_where_there_is_nothing_to_say(tertulia: Simulated):
    await run(tertulia, every="week", day=0)
    await age(tertulia, weekday=None)
    await tertulia.until(lambda: finished(tertulia))
    assert shown(tertulia) == []


async def test_it_names_nothing_that_its_readers_may_not_read(tertulia: Simulated):
    hidden = await discuss(tertulia, tertulia.seed.noticias, another(1))
    open_ = await discuss(tertulia, tertulia.seed.announcements, another(2))
    await say(tertulia, tertulia.mateo, hidden, "Not for all of you.")
    await say(tertulia, tertulia.emma, open_, "For all of you.")
    hide_from_all(tertulia, hidden, hidden=True)
    await tertulia.settle()
    await run(tertulia, every="day")
    await age(tertulia)
    await tertulia.until(lambda: shown(tertulia))
    assert "Story 2" in shown(tertulia)[0]
    assert "Story 1" not in shown(tertulia)[0]


async def test_one_that_was_sent_before_a_crash_is_not_sent_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "What a river!")
    await run(tertulia, every="day")
    before = tertulia.clock.utcnow() - timedelta(days=2)
    await age(tertulia)
    await tertulia.until(lambda: shown(tertulia))
    await tertulia.until(lambda: finished(tertulia))

    def crash(connection: Connection) -> None:
        begun = tertulia.clock.utcnow() - timedelta(minutes=1)
        connection.execute(update(digest_table).values(last_at=before, begun_at=begun))

    await tertulia.database.write(crash)
    tertulia.services[Worker].schedule([(Job.DIGEST, tertulia.seed.guild.id)])
    await tertulia.until(lambda: finished(tertulia))
    assert len(shown(tertulia)) == 1


async def test_discord_fails_and_it_is_sent_later(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "What a river!")
    await run(tertulia, every="day")
    tertulia.fail("POST", f"/channels/{tertulia.seed.news.id}/messages", 500)
    await age(tertulia)
    await tertulia.until(lambda: tertulia.health(Job.DIGEST).failing == 1)
    assert shown(tertulia) == []
    tertulia.heal()
    await tertulia.restart()
    await tertulia.until(lambda: shown(tertulia))
    await tertulia.until(lambda: finished(tertulia))
    assert len(shown(tertulia)) == 1


async def test_it_is_shown_changed_and_ended(tertulia: Simulated):
    seed = tertulia.seed
    none = await run(tertulia)
    assert none.text == "No channel has a digest."
    options = {"every": "week", "day": 0, "at": "9:30", "channel": seed.noticias}
    await run(tertulia, **options)
    listed = await run(tertulia)
    assert listed.text.startswith(f"- <#{seed.noticias.id}>: Mondays at 09:30, next <t:")
    wrong = await run(tertulia, every="day", at="25:00")
    assert wrong.text == "I cannot read that time. Write it like this: 18:30."
    forum = await run(tertulia, every="day", channel=seed.forum)
    assert forum.text == "A digest is posted in a text channel, not in a forum."
    other = await run(tertulia, every="off")
    assert other.text == "There is no digest in that channel."
    tertulia.speaks(tertulia.marta, "es-ES")
    assert "los lunes a las 09:30" in (await run(tertulia)).text
    ended = await run(tertulia, every="off", channel=seed.noticias)
    assert ended.text == f"Ya no llega ningún resumen a <#{seed.noticias.id}>."
    assert await stored(tertulia) == []
    refused = await run(tertulia, tertulia.mateo, every="day")
    assert refused.text == "Necesitas el permiso Gestionar servidor para eso."
    zone = await tertulia.database.read(servers.settings, seed.guild.id)
    assert zone.time_zone == "UTC"
