"""Every rule finds what it is about in messages, dialogs and edits, and moderators see what it found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database import schema
from bot.database.engine import Connection
from bot.discussion.door import Door
from bot.discussion.room_index import RoomIndex
from bot.domain.moderation import Action, TargetKind
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.moderating.rules.rules_in_use import RulesInUse
from bot.upkeep.discord_offline_history import OfflineHistory
from bot.upkeep.repair import Repair
from bot.upkeep.verify import Verifier
from tests.discord.answers import labels_of, text_of
from tests.discord.case_helpers import mirror_of, stored
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.gathered import gathered
from tests.discord.moderated import actions, hide, moderators_channel, notices, report
from tests.discord.posted import posted
from tests.discord.rooms import hide_from_all
from tests.discord.ruled import ban_words, found, hits_of, set_rule
from tests.discord.simulated import Simulated

SHOUTED = "THIS IS ALL SHOUTED"


@pytest.mark.parametrize(
    ("rule", "options", "said"),
    [
        ("length", {"characters": 20}, "This is longer than twenty."),
        ("links", {}, "Look at https://shop.Example.org/now"),
        ("mentions", {"count": 0}, "Hello <@1>"),
        ("capitals", {}, SHOUTED),
        ("banned-words", {}, "You f.o.o.l.s, all of you"),
    ],
)
async def test_a_rule_finds_what_it_is_about_and_nothing_else(
    tertulia: Simulated, rule: str, options: dict[str, int], said: str
):
    discussed = await discuss(tertulia)
    await ban_words(tertulia, "fool*")
    await tertulia.run(tertulia.marta, "/rules domains add", domain="example.org")
    await say(tertulia, tertulia.elena, discussed, "Good morning")
    _, before = await say(tertulia, tertulia.emma, discussed, said)
    await set_rule(tertulia, rule, **options)
    _, comment = await say(tertulia, tertulia.emma, discussed, said)
    _, calm = await say(tertulia, tertulia.elena, discussed, "Good evening")
    assert (await found(tertulia, before), await found(tertulia, calm)) == ([], [])
    assert await found(tertulia, comment) == [rule.replace("-", " ")]


async def test_what_newcomers_write_is_found_whatever_it_is(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, "Good morning")
    told = await set_rule(tertulia, "newcomers", **{"comments": 1, "account-days": 0})
    assert told == "**newcomers**: reports · the first comment"
    _, second = await say(tertulia, tertulia.elena, discussed, "Good evening")
    _, moderator = await say(tertulia, tertulia.mateo, discussed, "Good evening")
    _, first = await say(tertulia, tertulia.emma, discussed, "Good evening")
    assert [await found(tertulia, one) for one in (second, moderator, first)] == [[], [], ["newcomers"]]
    await set_rule(tertulia, "newcomers", **{"comments": 0, "account-days": 7})
    _, young = await say(tertulia, tertulia.emma, discussed, "Good night")
    assert await found(tertulia, young) == ["newcomers"]
    await set_rule(tertulia, "newcomers", **{"account-days": 0, "member-days": 365})
    _, member = await say(tertulia, tertulia.emma, discussed, "Good night, all")
    (hit,) = await hits_of(tertulia, member)
    assert hit.found["en"].startswith("a member for ")


async def test_floods_and_repetitions_are_found_over_all_rooms(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await set_rule(tertulia, "flood", comments=2, seconds=600)
    await set_rule(tertulia, "repetition")
    _, first = await say(tertulia, tertulia.emma, news, "Vote yes")
    _, second = await say(tertulia, tertulia.emma, noticias, "vote YES")
    _, third = await say(tertulia, tertulia.emma, news, "Vote no")
    assert [await found(tertulia, one) for one in (first, second, third)] == [[], ["repetition"], ["flood"]]


async def test_moderators_see_which_rule_found_what_and_settle_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/language server", language="en")
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.noticias)
    await moderators_channel(tertulia)
    await ban_words(tertulia, "fool*")
    await set_rule(tertulia, "banned-words")
    await set_rule(tertulia, "capitals", percent=50)
    sent, comment = await say(tertulia, tertulia.emma, discussed, "YOU ARE *F00LS*, @everyone")
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    told = text_of(notice)
    assert "### Reported by 2 rules" in told
    assert "- By a rule: banned words: fool\\*, in “\\*F00LS\\*,”" in told
    assert "- By a rule: capitals: " in told
    assert "### Señalado por 2 reglas" in told
    assert "- Por una regla: palabras prohibidas: fool\\*, en «\\*F00LS\\*,»" in told
    assert labels_of(notice) == [
        "Hide · Ocultar",
        "Hide and warn · Ocultar y advertir",
        "Dismiss · Desestimar",
    ]
    await report(tertulia, tertulia.elena, sent, "An insult")
    assert "### Reported by 1 member and 2 rules" in text_of(*notices(tertulia))
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert "reported by rules: banned words and capitals" in page.text
    assert "fool\\*, in “" in page.text
    record = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    assert "Por una regla: palabras prohibidas: fool\\*" in record.text
    await tertulia.click(tertulia.marta, notice, "Dismiss")
    await tertulia.until(lambda: not labels_of(*notices(tertulia)))
    assert "(report dismissed)" in text_of(*notices(tertulia))
    assert {one.status for one in await hits_of(tertulia, comment)} == {"dismissed"}
    assert (Action.DISMISS, tertulia.marta.id, True) in await actions(tertulia, comment)


async def test_without_a_moderators_channel_what_was_found_waits_in_the_list(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await set_rule(tertulia, "capitals")
    await say(tertulia, tertulia.emma, discussed, SHOUTED)
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert "reported by rules: capitals" in page.text
    assert "1 reported comment to decide on" in (await tertulia.run(tertulia.marta, "/settings show")).text
    answer = await tertulia.run(
        tertulia.marta, "/settings moderators-channel", channel=tertulia.seed.moderators
    )
    assert "1 waiting report" in answer.text
    assert "- By a rule: capitals" in text_of(*notices(tertulia))


async def test_hiding_accepts_what_a_rule_found(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    await set_rule(tertulia, "capitals")
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    await hide(tertulia, tertulia.marta, notice)
    assert {one.status for one in await hits_of(tertulia, comment)} == {"upheld"}
    await tertulia.until(lambda: "(report accepted)" in "".join(map(text_of, notices(tertulia))))


async def test_an_edit_passes_the_rules_and_takes_along_what_was_found_before(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    await set_rule(tertulia, "capitals")
    sent, comment = await say(tertulia, tertulia.emma, discussed, "All is calm here.")
    assert notices(tertulia) == []
    await tertulia.emma.edit(sent, SHOUTED)
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    assert "- By a rule: capitals: 100 % capitals" in text_of(notice)
    await tertulia.emma.edit(sent, "All is calm again.")
    await tertulia.until(lambda: "Was reported by a rule" in text_of(*notices(tertulia)))
    assert labels_of(*notices(tertulia)) == []
    assert await found(tertulia, comment) == []


async def test_moderators_are_exempt_when_they_write_and_when_they_edit(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await set_rule(tertulia, "capitals")
    sent, comment = await say(tertulia, tertulia.mateo, discussed, SHOUTED)
    await tertulia.mateo.edit(sent, f"{SHOUTED} AGAIN")
    _, other = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    assert (await found(tertulia, comment), await found(tertulia, other)) == ([], ["capitals"])


async def test_what_is_written_and_edited_in_a_dialog_passes_the_rules(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    await set_rule(tertulia, "capitals")
    numbers = {"comments": 0, "account-days": 0, "member-days": 365}
    await set_rule(tertulia, "newcomers", **numbers)
    dialog = await tertulia.click(tertulia.emma, card, "t1:reply")
    await tertulia.fill(tertulia.emma, dialog, {"Your reply": SHOUTED})
    [comment] = await stored(tertulia, discussed)
    assert await found(tertulia, comment) == ["newcomers", "capitals"]
    mirror = await mirror_of(tertulia, discussed, comment)
    options = await tertulia.menu(tertulia.emma, "Comment options", mirror)
    dialog = await tertulia.click(tertulia.emma, options.message, "Edit")
    label = dialog.dialog["components"][0]["label"]
    await tertulia.fill(tertulia.emma, dialog, {label: "All is calm here."})
    assert await found(tertulia, comment) == ["newcomers"]


async def test_moderators_are_exempt_in_dialogs_too(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    await set_rule(tertulia, "capitals")
    dialog = await tertulia.click(tertulia.mateo, card, "t1:reply")
    await tertulia.fill(tertulia.mateo, dialog, {"Tu respuesta": SHOUTED})
    [comment] = await stored(tertulia, discussed)
    mirror = await mirror_of(tertulia, discussed, comment)
    options = await tertulia.menu(tertulia.mateo, "Comment options", mirror)
    dialog = await tertulia.click(tertulia.mateo, options.message, "Editar")
    label = dialog.dialog["components"][0]["label"]
    await tertulia.fill(tertulia.mateo, dialog, {label: f"{SHOUTED} AGAIN"})
    assert await found(tertulia, comment) == []


async def test_what_is_read_from_history_after_a_downtime_passes_the_rules(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    await set_rule(tertulia, "capitals")
    await say(tertulia, tertulia.emma, discussed, "All is calm here.")
    await tertulia.stop()
    missed = await tertulia.emma.send(discussed.thread, SHOUTED)
    exempt = await tertulia.mateo.send(discussed.thread, f"{SHOUTED} TOO")
    await tertulia.start()
    await gathered(tertulia, discussed, "All is calm here.", SHOUTED, f"{SHOUTED} TOO")
    assert tertulia.services[RulesInUse].has_rules(tertulia.seed.guild.id)
    comments = [await comment_of(tertulia, one.id) for one in (missed, exempt)]
    assert [one and await found(tertulia, one) for one in comments] == [["capitals"], []]
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    assert "- By a rule: capitals" in text_of(notice)


async def test_a_room_may_have_rules_of_its_own(tertulia: Simulated):
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await set_rule(tertulia, "capitals")
    told = await set_rule(tertulia, "capitals", "off", channel=tertulia.seed.noticias)
    assert told == "**capitals**: off (only in this channel)"
    _, here = await say(tertulia, tertulia.emma, news, SHOUTED)
    _, there = await say(tertulia, tertulia.emma, noticias, f"{SHOUTED} TOO")
    assert (await found(tertulia, here), await found(tertulia, there)) == (["capitals"], [])
    shown = await tertulia.run(tertulia.marta, "/rules show")
    assert f"Set otherwise in: <#{tertulia.seed.noticias.id}>." in shown.text
    assert "10\\. **capitals**: reports · 70 % capitals and more" in shown.text
    shown = await tertulia.run(tertulia.marta, "/rules show", channel=tertulia.seed.noticias)
    assert "10\\. **capitals**: off (only in this channel)" in shown.text
    await set_rule(tertulia, "capitals", "server", channel=tertulia.seed.noticias)
    _, there = await say(tertulia, tertulia.emma, noticias, f"{SHOUTED} AGAIN")
    assert await found(tertulia, there) == ["capitals"]


async def test_what_was_said_in_a_private_room_is_not_quoted_to_all_moderators(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    await ban_words(tertulia, "fool*")
    await set_rule(tertulia, "banned-words")
    hide_from_all(tertulia, discussed, hidden=True)
    sent, _ = await say(tertulia, tertulia.mateo, discussed, "calm")
    comment = await comment_of(tertulia, sent.id)
    assert comment is not None
    edit = tertulia.services[Door].edit
    await tertulia.database.write(edit, comment.id, "Such fools", datetime.now(UTC))
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    assert "- By a rule: banned words\n" in f"{text_of(notice)}\n"
    assert "fools" not in text_of(notice)
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert "in “fools”" in record.text


async def test_hostile_words_neither_ping_nor_break_out(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    await ban_words(tertulia, "fool")
    await set_rule(tertulia, "banned-words")
    hostile = "@everyone||`[a](https://x.example)~*fool*~<@&1>"
    await say(tertulia, tertulia.emma, discussed, hostile)
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    line = next(one for one in text_of(notice).splitlines() if one.startswith("- By a rule"))
    assert "@everyone" not in line
    assert "](https://" not in line
    sent = tertulia.requests("POST", f"/channels/{tertulia.seed.moderators.id}/messages")
    assert all(one.json["allowed_mentions"] == {"parse": []} for one in sent)


async def test_a_queue_card_shows_what_a_rule_found(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await set_rule(tertulia, "capitals")
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    card = await tertulia.run(tertulia.mateo, "/queue")
    assert "Por una regla: mayúsculas: 100 % de mayúsculas" in card.text
    assert "Denunciado" in card.text
    await tertulia.click(tertulia.mateo, card.message, "Desestimar")
    assert {one.status for one in await hits_of(tertulia, comment)} == {"dismissed"}


async def test_changes_are_in_the_record_without_the_words(tertulia: Simulated):
    await ban_words(tertulia, "fool*, jerk")
    await set_rule(tertulia, "flood", comments=3, seconds=10)
    await tertulia.run(tertulia.marta, "/rules domains add", domain="a.org b.org", kind="allowed")
    rows = await tertulia.database.read(audit.about, TargetKind.SERVER, tertulia.seed.guild.id)
    assert [(one.action, one.reason) for one in rows] == [
        (Action.RULES, "banned words (en): 2 added"),
        (Action.RULES, "flood: report, comments 3, seconds 10"),
        (Action.RULES, "2 domain(s) allowed"),
    ]


async def test_what_was_edited_during_a_downtime_passes_the_rules(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await set_rule(tertulia, "capitals")
    said, comment = await say(tertulia, tertulia.emma, discussed, "All is calm here.")
    exempt, other = await say(tertulia, tertulia.mateo, discussed, "All is calm here too.")
    await tertulia.stop()
    await tertulia.emma.edit(said, SHOUTED)
    await tertulia.mateo.edit(exempt, f"{SHOUTED} TOO")
    await tertulia.start()
    await gathered(tertulia, discussed, SHOUTED, f"{SHOUTED} TOO")
    assert (await found(tertulia, comment), await found(tertulia, other)) == (["capitals"], [])


async def test_what_a_repair_stores_or_corrects_passes_the_rules(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await set_rule(tertulia, "capitals")
    people = (tertulia.emma, tertulia.mateo)
    said = [(await say(tertulia, one, discussed, f"{SHOUTED} BY {one.id}"))[1] for one in people]

    def lose(connection: Connection) -> None:
        for one in said:
            connection.execute(update(schema.comment).where(schema.comment.c.id == one.id).values(text="?"))

    await tertulia.database.write(lose)
    assert [await found(tertulia, one) for one in said] == [[], []]
    history, webhooks = OfflineHistory(tertulia.client), DiscordWebhooks(tertulia.client, tertulia.database)
    rooms, door = tertulia.services[RoomIndex], tertulia.services[Door]
    verifier = Verifier(tertulia.database, rooms, history)
    differences = [one async for one in verifier.differences([discussed.post], lambda done, total: None)]
    assert await Repair(tertulia.database, rooms, door, history, webhooks).mend(differences) == []
    assert [await found(tertulia, one) for one in said] == [["capitals"], []]
