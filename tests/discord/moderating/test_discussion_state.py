"""Moderators lock, close and slow down discussions; what Discord does not follow is said and tried again."""

from __future__ import annotations

import csv
import io
import json

import pytest
from simcord.backend.errors import BackendError
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.database.schema import post as post_table
from bot.discussion.stores import discussion_store as discussions
from bot.domain.discussion import Discussion, DiscussionStatus
from bot.domain.export import ExportFormat
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import Action, AuditOutcome, AuditRow, TargetKind
from bot.exporting.export import Exporter
from bot.statistics.drawing import Drawing
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.moderated import state
from tests.discord.news import cards, post, serve
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated


async def now(tertulia: Simulated, discussed: Discussed) -> Discussion:
    discussion = await tertulia.database.read(discussions.get, discussed.id)
    assert discussion is not None
    return discussion


async def audited(tertulia: Simulated, discussed: Discussed) -> list[tuple[AuditRow, list[AuditOutcome]]]:
    rows = await tertulia.database.read(audit.about, TargetKind.DISCUSSION, discussed.id)
    return [(row, await tertulia.database.read(audit.outcomes, row.id)) for row in rows]


async def test_locked_only_moderators_add_until_it_is_unlocked(tertulia: Simulated):
    discussed = await discuss(tertulia)
    answer = await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread, reason="heated")
    assert answer.ephemeral
    assert "only moderators" in answer.text
    assert (await now(tertulia, discussed)).status is DiscussionStatus.LOCKED
    assert state(tertulia, discussed) == (True, False)
    answer = await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    assert "already locked" in answer.text
    answer = await tertulia.run(tertulia.marta, "/moderate unlock", at=discussed.thread)
    assert (await now(tertulia, discussed)).status is DiscussionStatus.OPEN
    assert state(tertulia, discussed) == (False, False)
    (lock, came_of_it), (unlock, _) = await audited(tertulia, discussed)
    assert (lock.action, lock.actor_id, lock.reason) == (Action.LOCK, tertulia.marta.id, "heated")
    assert [outcome.succeeded for outcome in came_of_it] == [True]
    assert unlock.action is Action.UNLOCK


@pytest.mark.parametrize(
    ("locale", "locked", "reason"),
    [
        ("en-US", "🔒 Locked: only moderators can comment. Reason: *no* fights", "*no* fights"),
        ("es-ES", "🔒 Bloqueada: solo pueden comentar los moderadores.", None),
    ],
)
async def test_members_see_that_it_is_locked_and_why(
    tertulia: Simulated, pages: Pages, locale: str, locked: str, reason: str | None
):
    tertulia.speaks(tertulia.emma, locale)
    if locale == "es-ES":
        await tertulia.run(tertulia.marta, "/language channel", language="es")
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread = tertulia.channel(card.id)

    def shown() -> str:
        return text_of(cards(tertulia.seed.news)[0]).replace("\\*", "*")

    await tertulia.run(tertulia.marta, "/moderate lock", at=thread, **({"reason": reason} if reason else {}))
    await tertulia.until(lambda: locked in shown())
    page = await tertulia.click(tertulia.emma, card, "t1:open")
    assert locked in page.text.replace("\\*", "*")
    refused = await tertulia.click(tertulia.emma, card, "t1:reply")
    assert (reason or "Esta discusión está bloqueada") in refused.text.replace("\\*", "*")
    await tertulia.run(tertulia.marta, "/moderate unlock", at=thread)
    await tertulia.until(lambda: "🔒" not in shown())


async def test_closed_it_is_archived_until_it_is_reopened(tertulia: Simulated):
    discussed = await discuss(tertulia)
    title = "The night the river rose"
    await tertulia.run(tertulia.marta, "/moderate close", article=title)
    assert (await now(tertulia, discussed)).status is DiscussionStatus.CLOSED
    assert state(tertulia, discussed) == (True, True)
    assert "reopen it first" in (await tertulia.run(tertulia.marta, "/moderate unlock", article=title)).text
    await tertulia.run(tertulia.marta, "/moderate reopen", article=title)
    assert (await now(tertulia, discussed)).status is DiscussionStatus.OPEN
    assert state(tertulia, discussed) == (False, False)


@pytest.mark.parametrize(("command", "expected"), [("close", (True, True)), ("lock", (True, False))])
async def test_a_thread_that_discord_archived_is_locked_too(
    tertulia: Simulated, command: str, expected: tuple[bool, bool]
):
    discussed = await discuss(tertulia)
    await tertulia.client.http.edit_channel(discussed.thread.id, archived=True)
    await tertulia.settle()
    answer = await tertulia.run(tertulia.marta, f"/moderate {command}", article="The night the river rose")
    assert "keep trying" not in answer.text
    assert state(tertulia, discussed) == expected


async def test_slow_mode_is_kept_and_set_on_discord(tertulia: Simulated):
    discussed = await discuss(tertulia)
    answer = await tertulia.run(tertulia.marta, "/moderate slowmode", at=discussed.thread, seconds=30)
    assert "30 seconds" in answer.text
    assert (await now(tertulia, discussed)).slowmode == 30
    await tertulia.emma.send(discussed.thread, "once")
    with pytest.raises(BackendError, match="slowmode"):
        await tertulia.emma.send(discussed.thread, "twice")
    answer = await tertulia.run(tertulia.marta, "/moderate slowmode", at=discussed.thread, seconds=30)
    assert "No change" in answer.text
    answer = await tertulia.run(tertulia.marta, "/moderate slowmode", at=discussed.thread, seconds=0)
    assert "Slow mode is off" in answer.text


async def test_a_closed_discussion_stays_archived_when_its_pace_changes(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/moderate close", at=discussed.thread)
    await tertulia.run(tertulia.marta, "/moderate slowmode", at=discussed.thread, seconds=60)
    assert (await now(tertulia, discussed)).slowmode == 60
    assert state(tertulia, discussed) == (True, True)


async def test_a_room_merged_in_after_the_permission_was_checked_is_not_locked_with_the_others(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    write = Database.write

    def into_another_room(connection: Connection) -> None:
        connection.execute(
            update(post_table).where(post_table.c.discussion_id == discussed.id).values(channel_id=1)
        )

    async def merged_before(self: Database, *given, **named):
        monkeypatch.undo()
        await write(self, into_another_room)
        return await write(self, *given, **named)

    monkeypatch.setattr(Database, "write", merged_before)
    answer = await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    assert "That discussion does not exist" in answer.text
    assert (await now(tertulia, discussed)).status is DiscussionStatus.OPEN


@pytest.mark.parametrize("command", ["lock", "unlock", "close", "reopen", "comments"])
async def test_members_are_refused_whatever_their_client_showed(tertulia: Simulated, command: str):
    discussed = await discuss(tertulia)
    answer = await tertulia.run(tertulia.emma, f"/moderate {command}", at=discussed.thread, forced=True)
    assert "Manage Messages" in answer.text
    assert (await now(tertulia, discussed)).status is DiscussionStatus.OPEN
    assert await audited(tertulia, discussed) == []


async def test_members_cannot_slow_down_or_export(tertulia: Simulated):
    discussed = await discuss(tertulia)
    slow = await tertulia.run(
        tertulia.emma, "/moderate slowmode", at=discussed.thread, forced=True, seconds=5
    )
    assert "Manage Messages" in slow.text
    export = await tertulia.run(
        tertulia.emma, "/moderate export", at=discussed.thread, forced=True, format="csv"
    )
    assert "Manage Messages" in export.text
    assert not export.files


async def test_without_a_thread_an_article_has_to_be_named(tertulia: Simulated):
    await discuss(tertulia)
    assert "choose an article" in (await tertulia.run(tertulia.marta, "/moderate lock")).text
    answer = await tertulia.run(tertulia.marta, "/moderate lock", article="no such headline")
    assert "do not know that article" in answer.text


async def test_articles_are_offered_by_the_headline_each_person_reads(tertulia: Simulated):
    discussed = await discuss(tertulia)
    (offered,) = await tertulia.complete(tertulia.marta, "/moderate lock", "article", "RIVER")
    assert offered["name"] == "The night the river rose"
    (offered,) = await tertulia.complete(tertulia.mateo, "/moderate lock", "article", "río")
    assert offered["name"] == "La noche en que subió el río"
    await tertulia.run(tertulia.mateo, "/moderate lock", article=offered["value"])
    assert (await now(tertulia, discussed)).status is DiscussionStatus.LOCKED
    assert await tertulia.complete(tertulia.marta, "/moderate lock", "article", "volcano") == []


async def test_what_discord_refuses_is_said_and_tried_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.clock.speed = 100
    tertulia.fail("PATCH", "/channels/*", 403, 50013, times=None)
    answer = await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    assert "keep trying" in answer.text
    assert (await now(tertulia, discussed)).status is DiscussionStatus.LOCKED
    assert state(tertulia, discussed) == (False, False)
    tertulia.heal()

    async def mended() -> bool:
        ((_, came_of_it),) = await audited(tertulia, discussed)
        return came_of_it[-1].succeeded

    await tertulia.until(mended)
    assert state(tertulia, discussed) == (True, False)
    ((_, came_of_it),) = await audited(tertulia, discussed)
    assert [outcome.succeeded for outcome in came_of_it] == [False, True]


async def test_an_effect_cut_off_by_a_restart_is_carried_out_when_the_bot_is_back(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("PATCH", "/channels/*", 500, times=None)
    await tertulia.run(tertulia.marta, "/moderate close", at=discussed.thread)
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()

    async def mended() -> bool:
        ((_, came_of_it),) = await audited(tertulia, discussed)
        return came_of_it[-1].succeeded

    await tertulia.until(mended)
    assert state(tertulia, discussed) == (True, True)


async def test_a_thread_that_is_gone_needs_no_lock(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("PATCH", "/channels/*", 404, 10003)
    answer = await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    assert "keep trying" not in answer.text
    ((_, came_of_it),) = await audited(tertulia, discussed)
    assert came_of_it[-1].succeeded


async def test_a_discussion_in_a_room_somebody_cannot_see_does_not_exist_for_them(tertulia: Simulated):
    discussed = await discuss(tertulia, tertulia.seed.moderators)
    tertulia.speaks(tertulia.mateo, "en-US")
    discussion = await tertulia.database.read(discussions.get, discussed.id)
    assert discussion is not None
    answer = await tertulia.run(tertulia.emma, "/moderate lock", forced=True, article=discussion.public_id)
    assert "do not know that article" in answer.text
    assert (
        "Locked" in (await tertulia.run(tertulia.mateo, "/moderate lock", article=discussion.public_id)).text
    )


async def test_an_export_is_a_file_for_the_one_who_asked(tertulia: Simulated):
    discussed = await discuss(tertulia)
    files = {}
    for name in ("json", "csv", "markdown", "html"):
        answer = await tertulia.run(tertulia.marta, "/moderate export", at=discussed.thread, format=name)
        assert answer.ephemeral
        (file,) = answer.files
        assert file.filename.startswith("the-night-the-river-rose."), "it is named after the article"
        files[file.filename.rpartition(".")[2]] = (await file.read()).decode("utf-8-sig")
    assert json.loads(files["json"])["article"]["editions"]["en"]["title"] == "The night the river rose"
    assert next(csv.reader(io.StringIO(files["csv"])))[0] == "id"
    assert "river rose" in files["md"]
    exporter = Exporter(tertulia.database, tertulia.client.catalog, Drawing())
    guild_id = tertulia.seed.guild.id
    for form in (ExportFormat.CSV, ExportFormat.HTML):
        pieces = exporter.export("https://news.example/river", guild_id, form)
        same = b"".join([piece async for piece in pieces]).decode("utf-8-sig")
        assert same == files[form.extension], "as the command line gives it"
    rows = await audited(tertulia, discussed)
    assert [(row.action, row.reason) for row, _ in rows] == [
        (Action.EXPORT, name) for name in ("json", "csv", "markdown", "html")
    ]
    assert all(came_of_it[-1].succeeded for _, came_of_it in rows)


@pytest.mark.parametrize(
    ("command", "options", "english"),
    [
        ("lock", {}, "Locked: only moderators can comment in this discussion."),
        ("slowmode", {"seconds": 0}, "No change needed."),
        ("unlock", {}, "This discussion is already open."),
        ("export", {"format": "csv"}, "Here is the discussion."),
    ],
)
async def test_answers_are_in_the_language_of_whoever_acts(
    tertulia: Simulated, command: str, options: dict[str, object], english: str
):
    discussed = await discuss(tertulia)
    spanish = tertulia.client.catalog.say(message(english), Language.ES)
    assert spanish != english
    answer = await tertulia.run(tertulia.mateo, f"/moderate {command}", at=discussed.thread, **options)
    assert answer.text == spanish


async def test_a_list_that_a_restart_forgot_says_so_in_the_readers_language(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "something")
    listed = await tertulia.run(tertulia.mateo, "/moderate comments", at=discussed.thread)
    opened = await tertulia.choose(tertulia.mateo, listed.message, str(comment.source_id))
    assert "something" in opened.text
    await tertulia.restart()
    answer = await tertulia.choose(tertulia.mateo, listed.message, str(comment.source_id))
    assert answer.ephemeral
    assert answer.text == "Esto ha caducado. Empieza de nuevo, por favor."
