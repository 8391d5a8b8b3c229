"""Moderators act about members from their records: what they may, once, and with an answer that says so."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from simcord import MemberActor

from bot.domain.cases.case import CaseKind, LetterAbout
from bot.domain.moderation import Action
from bot.domain.rules import Rule
from bot.moderating.cases import case_store
from bot.moderating.cases.read_cases import CaseReader
from tests.discord.acting import audited, cases_of, demote, forbid_in, open_case, stored_case
from tests.discord.answers import Answer
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, report
from tests.discord.people import close_messages, grant, leave, raise_above
from tests.discord.ruled import ban_words, last_comment, set_rule
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def record_of(tertulia: Simulated, moderator: MemberActor, member: MemberActor) -> Answer:
    return await tertulia.run(moderator, "/case list", member=member)


async def act(
    tertulia: Simulated, moderator: MemberActor, record: Answer, label: str, *values: object
) -> Answer:
    """Press a button of a record and fill in its dialog, field by field."""
    dialog = await tertulia.click(moderator, record.message, label)
    names = [one["label"] for one in dialog.dialog["components"]]
    return await tertulia.fill(moderator, dialog, dict(zip(names, values, strict=False)))


def trusted(tertulia: Simulated) -> None:
    grant(tertulia, tertulia.marta, kick_members=True, ban_members=True)


async def test_a_record_offers_what_the_moderator_may_do(tertulia: Simulated) -> None:
    ours = ["Warn", "Note", "Mute", "Ban from discussions", "Time out"]
    assert (await record_of(tertulia, tertulia.marta, tertulia.emma)).labels == ours
    trusted(tertulia)
    assert (await record_of(tertulia, tertulia.marta, tertulia.emma)).labels == [*ours, "Kick", "Ban"]
    assert (await record_of(tertulia, tertulia.marta, tertulia.marta)).labels == []
    raise_above(tertulia, tertulia.emma, tertulia.marta.id)
    assert (await record_of(tertulia, tertulia.marta, tertulia.emma)).labels == []
    spanish = await record_of(tertulia, tertulia.mateo, tertulia.elena)
    assert spanish.labels == [
        "Advertir",
        "Anotar",
        "Silenciar",
        "Vetar de las discusiones",
        "Aislar temporalmente",
    ]


DAY = str(24 * 3_600)


@pytest.mark.parametrize(
    ("label", "values", "kind", "told"),
    [
        ("Warn", ("", ["insult"]), CaseKind.WARN, "is warned"),
        ("Note", ("Looks new",), CaseKind.NOTE, "The member is not told"),
        ("Mute", ("", ["insult"], [DAY]), CaseKind.MUTE, "is muted in discussions for 1 day"),
        ("Ban from discussions", ("", ["insult"]), CaseKind.DISCUSSION_BAN, "is banned from discussions"),
        ("Time out", ("", ["insult"], [DAY]), CaseKind.TIMEOUT, "is timed out for 1 day"),
    ],
)
async def test_each_act_is_a_case_with_its_reason_and_an_answer(
    tertulia: Simulated, label: str, values: tuple, kind: CaseKind, told: str
) -> None:
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    done = await act(tertulia, tertulia.marta, record, label, *values)
    assert done.ephemeral
    assert told in done.text
    (case,) = await cases_of(tertulia, tertulia.emma)
    assert (case.kind, case.moderator_id) == (kind, tertulia.marta.id)
    if kind is not CaseKind.NOTE:
        assert (*case.why.values(),) == ("Insults or threatens somebody", "Insulta o amenaza a alguien")
        assert await tertulia.database.read(case_store.letter_state, case.id, LetterAbout.OPENED) is not None
    if case.expires_at is not None:
        assert case.expires_at - case.opened_at == timedelta(days=1)
    assert await audited(tertulia, case) == [(Action(kind.value), tertulia.marta.id, True)]
    assert done.labels == ([] if kind is CaseKind.NOTE else ["Undo"])


@pytest.mark.parametrize(("label", "kind"), [("Kick", CaseKind.KICK), ("Ban", CaseKind.BAN)])
async def test_what_puts_somebody_out_is_asked_once_more(
    tertulia: Simulated, label: str, kind: CaseKind
) -> None:
    trusted(tertulia)
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    asked = await act(tertulia, tertulia.marta, record, label, "enough")
    assert f"{label} <@{tertulia.emma.id}> from the server?" in asked.text
    assert await cases_of(tertulia, tertulia.emma) == []
    done = await tertulia.click(tertulia.marta, asked.message, label)
    assert "from the server" in done.text
    assert [one.kind for one in await cases_of(tertulia, tertulia.emma)] == [kind]


async def test_permissions_count_when_the_button_is_pressed(tertulia: Simulated) -> None:
    record = await record_of(tertulia, tertulia.mateo, tertulia.emma)
    demote(tertulia, tertulia.mateo)
    told = await act(tertulia, tertulia.mateo, record, "Advertir", "por insultar")
    assert "necesitas el permiso Gestionar mensajes" in told.text
    assert await cases_of(tertulia, tertulia.emma) == []


async def test_nothing_happens_without_a_reason_or_while_discord_does_not_answer(tertulia: Simulated) -> None:
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    told = await act(tertulia, tertulia.marta, record, "Warn", "")
    assert "Give a reason: the member is told it." in told.text
    tertulia.fail("GET", "/guilds/*/members/*", 503, times=None)
    assert "Discord" in (await act(tertulia, tertulia.marta, record, "Warn", "an insult")).text
    tertulia.heal()
    assert await cases_of(tertulia, tertulia.emma) == []


async def test_who_undoes_a_case_knows_that_the_member_reads_why(tertulia: Simulated) -> None:
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    done = await act(tertulia, tertulia.marta, record, "Warn", "an insult")
    dialog = await tertulia.click(tertulia.marta, done.message, "Undo")
    assert [one["label"] for one in dialog.dialog["components"]] == ["Reason (they are told it)"]


async def test_two_moderators_do_not_do_the_same_without_knowing(tertulia: Simulated) -> None:
    first = await record_of(tertulia, tertulia.marta, tertulia.emma)
    second = await record_of(tertulia, tertulia.mateo, tertulia.emma)
    await act(tertulia, tertulia.marta, first, "Warn", "an insult")
    asked = await act(tertulia, tertulia.mateo, second, "Advertir", "un insulto")
    assert f"<@{tertulia.marta.id}> ya actuó" in asked.text
    assert len(await cases_of(tertulia, tertulia.emma)) == 1
    done = await tertulia.click(tertulia.mateo, asked.message, "Hacerlo de todos modos")
    assert "Caso 2" in done.text
    again = await tertulia.click(tertulia.mateo, asked.message, "Hacerlo de todos modos")
    assert "Ya actuaste" in again.text
    assert len(await cases_of(tertulia, tertulia.emma)) == 2


async def test_of_two_moderators_at_the_same_moment_one_acts(tertulia: Simulated) -> None:
    acts = (open_case(tertulia, one, tertulia.emma) for one in (tertulia.marta, tertulia.mateo))
    came_of_it = await asyncio.gather(*acts, return_exceptions=True)
    assert sorted(type(one).__name__ for one in came_of_it) == ["ActedAlready", "Case"]
    assert len(await cases_of(tertulia, tertulia.emma)) == 1


async def test_who_has_read_of_a_case_is_not_asked(tertulia: Simulated) -> None:
    await open_case(tertulia, tertulia.marta, tertulia.emma)
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    assert "is warned" in (await act(tertulia, tertulia.marta, record, "Warn", "again")).text


async def test_a_case_is_undone_where_it_was_opened_or_is_read(tertulia: Simulated) -> None:
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    done = await act(tertulia, tertulia.marta, record, "Warn", "an insult")
    undone = await act(tertulia, tertulia.marta, done, "Undo", "I misread it")
    assert "Case 1 is undone" in undone.text
    await act(tertulia, tertulia.marta, record, "Mute", "spam", [], [DAY])
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    shown = await tertulia.choose(tertulia.marta, record.message, "2")
    assert "mute in discussions" in shown.text
    assert "Case 2 is undone" in (await act(tertulia, tertulia.marta, shown, "Undo", "enough")).text
    assert "Undo" not in (await tertulia.choose(tertulia.marta, record.message, "2")).labels


async def test_a_record_is_reached_from_a_comment_which_the_case_is_then_about(tertulia: Simulated) -> None:
    await set_rule(tertulia, "banned-words")
    await ban_words(tertulia, "fools")
    discussed = await discuss(tertulia)
    sent = await tertulia.emma.send(discussed.thread, RUDE)
    comment = await last_comment(tertulia, sent.id)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    record = await tertulia.click(tertulia.marta, options.message, "Member record")
    assert "1 comment in the channels that you can read: 0 hidden, 0 reported" in record.text
    done = await act(tertulia, tertulia.marta, record, "Warn", "", ["insult"], [Rule.BANNED_WORDS.value])
    assert "Case 1" in done.text
    (case,) = await cases_of(tertulia, tertulia.emma)
    assert (case.comment_id, case.rule) == (comment.id, Rule.BANNED_WORDS)


async def test_authors_have_no_record_of_themselves(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, "Mine.")
    assert (await tertulia.menu(tertulia.emma, "Comment options", sent)).message
    own, _ = await say(tertulia, tertulia.marta, discussed, "A moderator's own.")
    labels = (await tertulia.menu(tertulia.marta, "Comment options", own)).labels
    assert "Member record" not in labels
    assert "Hide and warn" not in labels


async def test_who_reports_without_need_is_warned_and_the_author_learns_nothing(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, "I like the bridge.")
    await report(tertulia, tertulia.elena, sent, "I do not")
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    listed = await tertulia.click(tertulia.marta, options.message, "Who reported it")
    assert f"<@{tertulia.elena.id}>" in listed.text
    assert "I do not" in listed.text
    record = await tertulia.choose(tertulia.marta, listed.message, str(tertulia.elena.id))
    assert "is warned" in (await act(tertulia, tertulia.marta, record, "Warn", "not an insult")).text
    (case,) = await cases_of(tertulia, tertulia.elena)
    assert case.comment_id == comment.id
    assert await tertulia.database.read(case_store.evidence_of, case.id) is None
    assert await cases_of(tertulia, tertulia.emma) == []


async def test_no_moderator_learns_who_reported_them_and_what_came_of_that(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.mateo, discussed, "Lo digo yo.")
    await report(tertulia, tertulia.elena, sent)
    case = await open_case(tertulia, tertulia.marta, tertulia.elena, source_id=comment.source_id)
    options = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    listed = await tertulia.run(tertulia.mateo, "/case list", member=tertulia.elena)
    shown = await tertulia.run(tertulia.mateo, "/case show", number=case.number)
    audit = await tertulia.run(tertulia.mateo, "/audit show")
    for answer in (options, listed, shown, audit):
        assert "Insults somebody" not in answer.text
    assert str(tertulia.elena.id) not in options.text
    assert "Aquí no hay ningún caso 1" in shown.text
    assert "Quién lo denunció" not in options.labels
    others = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert "Case 1: warning" in others.text


@pytest.mark.parametrize("command", ["show 1", "show 2", "list"])
async def test_nobody_reads_notes_about_themselves(tertulia: Simulated, command: str) -> None:
    await stored_case(tertulia, tertulia.mateo, kind=CaseKind.NOTE, reason="Watch him")
    warned = await stored_case(tertulia, tertulia.mateo)
    note = {"number": warned.number, "text": "He was tired"}
    await tertulia.run(tertulia.marta, "/case note", **note)
    name, _, number = command.partition(" ")
    options = {"number": int(number)} if number else {"member": tertulia.mateo}
    told = await tertulia.run(tertulia.mateo, f"/case {name}", **options)
    assert "Watch him" not in told.text
    assert "tired" not in told.text
    assert "tired" in (await tertulia.run(tertulia.marta, "/case show", number=2)).text


async def test_who_reported_is_for_moderators_of_the_room(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, sent)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    forbid_in(tertulia, tertulia.marta, tertulia.seed.news, manage_messages=True)
    await tertulia.settle()
    told = await tertulia.click(tertulia.marta, options.message, "Who reported it")
    assert "You need the permission Manage Messages there" in told.text
    assert str(tertulia.elena.id) not in told.text


@pytest.mark.parametrize(
    ("closed", "told"),
    [(False, "They were told by direct message"), (True, "They take no direct messages")],
)
async def test_the_answer_says_whether_the_member_was_told(
    tertulia: Simulated, closed: bool, told: str
) -> None:
    if closed:
        close_messages(tertulia, tertulia.emma)
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    assert told in (await act(tertulia, tertulia.marta, record, "Warn", "an insult")).text
    assert told in (await tertulia.run(tertulia.marta, "/case undo", number=1, reason="no")).text


@pytest.mark.parametrize(
    ("label", "values", "request_", "kind"),
    [
        ("Time out", ("spam", [], [DAY]), ("PATCH", "/guilds/*/members/*"), CaseKind.TIMEOUT),
        ("Kick", ("spam",), ("DELETE", "/guilds/*/members/*"), CaseKind.KICK),
        ("Ban", ("spam",), ("PUT", "/guilds/*/bans/*"), CaseKind.BAN),
    ],
)
async def test_what_discord_refuses_is_said_and_noted_in_the_audit(
    tertulia: Simulated, label: str, values: tuple, request_: tuple[str, str], kind: CaseKind
) -> None:
    trusted(tertulia)
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    tertulia.fail(*request_, 403, 50013, times=None)
    done = await act(tertulia, tertulia.marta, record, label, *values)
    if kind is not CaseKind.TIMEOUT:
        done = await tertulia.click(tertulia.marta, done.message, label)
    assert "On Discord this is not done yet" in done.text
    (case,) = await cases_of(tertulia, tertulia.emma)
    assert await audited(tertulia, case) == [(Action(kind.value), tertulia.marta.id, False)]
    tertulia.heal()


async def test_the_history_of_a_comment_tells_of_cases_about_it(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await open_case(tertulia, tertulia.mateo, tertulia.emma, source_id=comment.source_id)
    shown = await tertulia.menu(tertulia.marta, "Comment options", sent)
    line = f"Case 1: warning for <@{tertulia.emma.id}>, by <@{tertulia.mateo.id}> on"
    assert line in shown.text
    await tertulia.run(tertulia.marta, "/case undo", number=1, reason="no")
    shown = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    assert "Caso 1, anulado: advertencia a" in shown.text
    assert "Caso 1" not in (await tertulia.menu(tertulia.emma, "Comment options", sent)).text


async def test_who_is_no_moderator_any_more_reads_no_record(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    options = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    demote(tertulia, tertulia.mateo)
    told = await tertulia.click(tertulia.mateo, options.message, "Historial del miembro")
    assert "necesitas el permiso Gestionar mensajes" in told.text


async def test_who_has_left_is_neither_timed_out_nor_kicked(tertulia: Simulated) -> None:
    trusted(tertulia)
    record = await record_of(tertulia, tertulia.marta, tertulia.emma)
    await leave(tertulia, tertulia.emma)
    told = await act(tertulia, tertulia.marta, record, "Time out", "spam", [], [DAY])
    assert "not a member of this server now" in told.text
    left = await tertulia.services[CaseReader].of_member(AsMember(tertulia, tertulia.marta), tertulia.emma.id)
    assert not left.here
    assert set(CaseKind) - set(left.acts) == {CaseKind.TIMEOUT, CaseKind.KICK}
