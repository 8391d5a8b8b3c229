"""A comment stands in the room of the other language with its translation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import discord
import pytest
from sqlalchemy import func, select

from bot.database.engine import Connection
from bot.database.schema import comment_translation, translation_due
from bot.discussion.door import Door
from bot.discussion.stores import (
    comment_store as comments,
    owed_translation_store as owed,
    server_store as servers,
)
from bot.domain.discussion import Comment, CommentStatus, DetectedLanguage
from bot.domain.language import Language
from bot.domain.translation import MachineText, MirrorTranslations
from bot.jobs.kinds import Job
from bot.translating import translation_store as translations
from bot.translation.engines.engine import Fault
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import ARTICLE, SENTENCE, Discussed, discuss, say
from tests.discord.rooms import hide_from_all, mirror_in, shows
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import engine, let_have

pytestmark = pytest.mark.engines("firefox")

OPEN, ABIERTO = "The bridge is open again.", "El puente está abierto de nuevo."
CHILDREN, HIJOS = "My children walk over it every morning.", "Mis hijos pasan por él todas las mañanas."
ABOUT = {ARTICLE.editions[0].title, SENTENCE}
"""What machine editions of the article are made of."""
BY = "-# Traducido del inglés por Firefox Translations"


async def both(tertulia: Simulated) -> tuple[Discussed, Discussed]:
    """One article in the English and in the Spanish channel, each room in its language."""
    news = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias, language=Language.ES)
    return news, noticias


def asked(tertulia: Simulated, name: str = "firefox") -> list[str]:
    """What an engine was asked to translate, the article's own texts apart."""
    told = [text for texts in engine(tertulia, name).asked for text in texts]
    return [text for text in told if text not in ABOUT]


async def setting(tertulia: Simulated, how: MirrorTranslations) -> None:
    server_id = tertulia.seed.guild.id
    await tertulia.database.write(servers.set_mirror_translations, server_id, how, datetime.now(UTC))


async def rows(tertulia: Simulated) -> tuple[int, int]:
    """How many comments are owed a translation, and how many have one."""

    def count(connection: Connection) -> tuple[int, int]:
        due, made = (
            connection.execute(select(func.count()).select_from(one)).scalar_one()
            for one in (translation_due, comment_translation)
        )
        return due, made

    return await tertulia.database.read(count)


def edits(tertulia: Simulated, mirror: discord.Message) -> int:
    return len(tertulia.requests("PATCH", f"/messages/{mirror.id}"))


async def standing(tertulia: Simulated, noticias: Discussed, comment: Comment, text: str) -> None:
    """The mirror says ``text``, and nothing is left to be done for it."""
    await shows(tertulia, noticias, comment, text)
    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)


# ---------------------------------------------------------------------- how it stands there


async def test_a_translation_stands_below_the_original_with_its_provenance(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    assert text_of(mirror) == f"-# [English]({sent.jump_url})\n{OPEN}\n{ABIERTO}\n{BY}"
    assert mirror.author.display_name == "Emma"
    assert edits(tertulia, mirror) == 0, "it was sent with its translation"
    assert await rows(tertulia) == (0, 1)
    first, box = mirror.components
    assert isinstance(first, discord.components.TextDisplay)
    assert isinstance(box, discord.components.Container), "nobody takes it for what Emma wrote"


async def test_a_rough_translation_is_called_so_in_the_rooms_language(tertulia: Simulated):
    engine(tertulia, "firefox").rough = True
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.elena, noticias, ABIERTO)
    assert text_of(await mirror_in(tertulia, news, comment)).endswith(
        f"{ABIERTO}\n{OPEN}\n-# Rough translation from Spanish, by Firefox Translations"
    )
    _, comment = await say(tertulia, tertulia.emma, news, CHILDREN)
    assert "Traducción aproximada" in text_of(await mirror_in(tertulia, noticias, comment))


async def test_a_translation_stands_instead_of_the_original_which_is_one_press_away(tertulia: Simulated):
    news, noticias = await both(tertulia)
    await setting(tertulia, MirrorTranslations.INSTEAD)
    sent, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    assert text_of(mirror) == f"-# [English]({sent.jump_url})\n{ABIERTO}\n{BY}"
    assert labels_of(mirror) == ["Ver el original"]
    answer = await tertulia.click(tertulia.elena, mirror, "Ver el original")
    assert answer.ephemeral
    assert answer.text == f"{OPEN}\n-# Original: inglés"


async def test_the_original_is_not_shown_once_the_comment_is_hidden(tertulia: Simulated):
    news, noticias = await both(tertulia)
    await setting(tertulia, MirrorTranslations.INSTEAD)
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    tertulia.fail("DELETE", "/webhooks/*/*/messages/*", 500, times=None)
    tertulia.fail("DELETE", "/channels/*/messages/*", 500, times=None)
    hide = partial(comments.set_status, comment_id=comment.id, status=CommentStatus.HIDDEN)
    await tertulia.database.write(hide)
    answer = await tertulia.click(tertulia.elena, mirror, "Ver el original")
    assert OPEN not in answer.text
    tertulia.heal()


async def test_the_original_from_a_room_made_private_is_shown_to_nobody_else(tertulia: Simulated):
    news, noticias = await both(tertulia)
    await setting(tertulia, MirrorTranslations.INSTEAD)
    _, comment = await say(tertulia, tertulia.elena, noticias, ABIERTO)
    mirror = await mirror_in(tertulia, news, comment)
    hide_from_all(tertulia, noticias, hidden=True)
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    backend.get_guild(guild_id).members[tertulia.emma.id].role_ids.clear()
    await tertulia.settle()
    answer = await tertulia.click(tertulia.emma, mirror, "Show original")
    assert ABIERTO not in answer.text


async def test_a_long_translation_is_one_press_away(tertulia: Simulated):
    news, noticias = await both(tertulia)
    lines = [f"{OPEN} {CHILDREN}"] * 28
    _, comment = await say(tertulia, tertulia.emma, news, "\n".join(lines))
    mirror = await mirror_in(tertulia, noticias, comment)
    assert ABIERTO not in text_of(mirror)
    assert labels_of(mirror) == ["Traducir"]
    answer = await tertulia.click(tertulia.elena, mirror, "Traducir")
    assert answer.ephemeral
    original, made = answer.messages
    assert text_of(original) == "\n".join([*lines, "-# Original: inglés"])
    assert text_of(made) == "\n".join([*([f"{ABIERTO} {HIJOS}"] * 28), BY])


async def test_what_takes_many_bytes_is_one_press_away_too(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").hold()
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await mirror_in(tertulia, noticias, comment)
    made = MachineText("á" * 1_200, Language.ES, "firefox", "1", rough=False)
    assert await tertulia.database.write(translations.store, comment, made, datetime.now(UTC))

    async def has_button() -> bool:
        return labels_of(await mirror_in(tertulia, noticias, comment)) == ["Traducir"]

    await tertulia.until(has_button)
    assert "á" not in text_of(await mirror_in(tertulia, noticias, comment))


async def test_switched_off_nothing_is_translated_and_no_engine_asked(tertulia: Simulated):
    news, noticias = await both(tertulia)
    await setting(tertulia, MirrorTranslations.OFF)
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    assert ABIERTO not in text_of(await mirror_in(tertulia, noticias, comment))
    assert await rows(tertulia) == (0, 0)
    assert asked(tertulia) == []


async def test_mirrors_follow_the_setting(tertulia: Simulated):
    news, noticias = await both(tertulia)
    await setting(tertulia, MirrorTranslations.OFF)
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await mirror_in(tertulia, noticias, comment)
    for how, texts in (
        (MirrorTranslations.BELOW, {OPEN, ABIERTO}),
        (MirrorTranslations.INSTEAD, {ABIERTO}),
        (MirrorTranslations.OFF, {OPEN}),
    ):
        await setting(tertulia, how)

        async def follows(texts: set[str] = texts) -> bool:
            shown = text_of(await mirror_in(tertulia, noticias, comment))
            return {one for one in (OPEN, ABIERTO) if one in shown} == texts

        assert await tertulia.until(follows)
    assert asked(tertulia) == [OPEN]


# ---------------------------------------------------------------------- what is never sent


@pytest.mark.parametrize(
    "text",
    [
        "😀😀 🎉",
        "<:bridge:123456789012345678>",
        "https://news.example/bridge",
        "jajajaja",
        "hahaha lol",
        "...",
    ],
)
async def test_what_holds_no_words_is_not_translated(tertulia: Simulated, text: str):
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, text)
    await mirror_in(tertulia, noticias, comment)
    await tertulia.until(lambda: not tertulia.health(Job.TRANSLATION).backlog)
    assert asked(tertulia) == []
    assert await rows(tertulia) == (0, 0)


async def test_what_is_in_the_rooms_language_or_in_neither_is_not_translated(tertulia: Simulated):
    news, noticias = await both(tertulia)
    for text in (HIJOS, "Die Brücke ist seit gestern wieder für alle geöffnet, und das wurde Zeit."):
        _, comment = await say(tertulia, tertulia.emma, news, text)
        await mirror_in(tertulia, noticias, comment)
    assert asked(tertulia) == []
    assert await rows(tertulia) == (0, 0)


@pytest.mark.engines("deepl", "firefox", outside=["deepl"])
async def test_what_not_everybody_can_read_goes_to_local_engines_alone(tertulia: Simulated):
    await let_have(tertulia, "deepl")
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await standing(tertulia, noticias, comment, "por DeepL")
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.settle()
    question = await tertulia.run(tertulia.marta, "/settings join", channel=tertulia.seed.news)
    await tertulia.click(tertulia.marta, question.message, "Share this channel")
    _, comment = await say(tertulia, tertulia.mateo, news, CHILDREN)
    await standing(tertulia, noticias, comment, "por Firefox Translations")
    assert asked(tertulia, "deepl") == [OPEN]


# ---------------------------------------------------------------------- late, never, wrong


@pytest.mark.pace(5)
async def test_a_mirror_waits_two_seconds_and_is_completed_by_an_edit(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").hold()
    began = tertulia.clock.monotonic()
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    assert tertulia.clock.monotonic() - began >= 2
    assert ABIERTO not in text_of(mirror)
    assert await rows(tertulia) == (1, 0)
    engine(tertulia, "firefox").release()
    await standing(tertulia, noticias, comment, ABIERTO)
    assert edits(tertulia, mirror) == 1
    assert len(tertulia.requests("POST", "/webhooks/")) == 1, "it is not sent twice"
    assert await rows(tertulia) == (0, 1)


@pytest.mark.pace(0.2)
async def test_a_waiting_mirror_keeps_the_order_and_holds_up_no_other_room(tertulia: Simulated):
    news, noticias = await both(tertulia)
    other = await discuss(tertulia, tertulia.seed.guild.create_text_channel("other"))
    engine(tertulia, "firefox").hold()
    began = tertulia.clock.monotonic()
    _, first = await say(tertulia, tertulia.emma, news, OPEN)
    _, second = await say(tertulia, tertulia.emma, news, HIJOS)
    await mirror_in(tertulia, other, first)
    assert not noticias.thread.history(), "they wait for the translation of the first"
    engine(tertulia, "firefox").release()
    await mirror_in(tertulia, noticias, second)
    assert tertulia.clock.monotonic() - began < 2, "they go as soon as it is there"
    before, after = sorted(noticias.thread.history(), key=lambda one: one.id)
    assert ABIERTO in text_of(before)
    assert HIJOS in text_of(after)
    assert (await mirror_in(tertulia, noticias, first)).id == before.id


async def test_mirrors_do_not_wait_while_an_engine_is_stuck(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").hold()
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await mirror_in(tertulia, noticias, comment)
    began = tertulia.clock.monotonic()
    for _ in range(4):
        _, comment = await say(tertulia, tertulia.emma, news, CHILDREN)
    await mirror_in(tertulia, noticias, comment)
    assert tertulia.clock.monotonic() - began < 2
    engine(tertulia, "firefox").release()


@pytest.mark.pace(10)
async def test_a_dead_engine_delays_no_mirror_and_what_it_missed_is_made_later(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").fault = Fault.SERVER
    said = [(await say(tertulia, tertulia.emma, news, text))[1] for text in (OPEN, CHILDREN) * 3]
    await tertulia.until(lambda: tertulia.health(Job.TRANSLATION).failing == len(said))
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    began = tertulia.clock.monotonic()
    await mirror_in(tertulia, noticias, comment)
    assert tertulia.clock.monotonic() - began < 10, "two seconds at most, at ten times the pace"
    engine(tertulia, "firefox").fault = None
    tertulia.clock.speed = 300
    for one in said:
        await shows(tertulia, noticias, one, "por Firefox Translations")
    assert await rows(tertulia) == (0, len(said) + 1)


async def test_what_an_engine_gets_wrong_is_not_shown_and_not_asked_again(tertulia: Simulated):
    news, noticias = await both(tertulia)
    hostile = engine(tertulia, "firefox")
    lies = {
        "I do not like the new bridge.": "Me gusta el puente nuevo.",
        CHILDREN: CHILDREN,
    }
    for said, told in lies.items():
        hostile.word = lambda text, told=told: told
        _, comment = await say(tertulia, tertulia.emma, news, said)
        mirror = await mirror_in(tertulia, noticias, comment)
        await tertulia.until(lambda: not tertulia.health(Job.TRANSLATION).backlog)
        assert text_of(mirror).split("\n", 1)[1] == said
    assert await rows(tertulia) == (0, 0)
    hostile.word = lambda text: f"{ABIERTO} https://evil.example"
    _, comment = await say(tertulia, tertulia.emma, news, f"{OPEN} https://news.example/a")
    assert "evil" not in text_of(await mirror_in(tertulia, noticias, comment))


async def test_machine_text_pings_nobody(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").word = lambda text: "@everyone El puente está abierto de nuevo."
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    assert not mirror.mention_everyone
    assert "@everyone" not in text_of(mirror)
    (sent,) = tertulia.requests("POST", "/webhooks/")
    assert sent.json["allowed_mentions"] == {"parse": []}


async def test_a_mirror_older_than_fifty_minutes_is_not_completed(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").hold()
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    monkeypatch.setattr(owed, "COMPLETED_WITHIN", timedelta(0))
    engine(tertulia, "firefox").release()
    await tertulia.until(lambda: not tertulia.health(Job.TRANSLATION).backlog)
    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)
    await tertulia.settle()
    assert edits(tertulia, mirror) == 0
    assert await rows(tertulia) == (0, 1)


async def test_nothing_is_tried_again_that_no_mirror_can_show_any_more(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").fault = Fault.TIMEOUT
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await mirror_in(tertulia, noticias, comment)
    await tertulia.until(lambda: tertulia.health(Job.TRANSLATION).failing)
    monkeypatch.setattr(owed, "COMPLETED_WITHIN", timedelta(0))
    count = len(asked(tertulia))
    tertulia.clock.speed = 100
    await tertulia.until(lambda: not tertulia.health(Job.TRANSLATION).backlog)
    assert len(asked(tertulia)) == count
    assert await rows(tertulia) == (0, 0)


# ---------------------------------------------------------------------- edits, deletions, restarts


async def test_an_edit_is_shown_at_once_and_translated_anew(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await standing(tertulia, noticias, comment, ABIERTO)
    engine(tertulia, "firefox").hold()
    await tertulia.emma.edit(sent, content=CHILDREN)
    mirror = await shows(tertulia, noticias, comment, CHILDREN)
    assert ABIERTO not in text_of(mirror), "what was made of the old text is gone with it"
    engine(tertulia, "firefox").release()
    await standing(tertulia, noticias, comment, HIJOS)
    assert await rows(tertulia) == (0, 1)


async def test_an_edit_while_a_text_is_translated_is_what_is_shown_in_the_end(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").hold()
    sent, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await tertulia.until(lambda: asked(tertulia))
    await tertulia.emma.edit(sent, content=CHILDREN)
    await shows(tertulia, noticias, comment, CHILDREN)
    engine(tertulia, "firefox").release()
    await standing(tertulia, noticias, comment, HIJOS)
    assert ABIERTO not in text_of(await mirror_in(tertulia, noticias, comment))
    assert await rows(tertulia) == (0, 1)


async def test_a_deletion_takes_the_translation_along(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    await tertulia.emma.delete(sent)
    await tertulia.until(lambda: mirror.id not in [one.id for one in noticias.thread.history()])
    assert await rows(tertulia) == (0, 0)


async def test_what_was_deleted_or_hidden_is_not_sent_to_an_engine(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").fault = Fault.SERVER
    sent, comment = await say(tertulia, tertulia.emma, news, OPEN)
    _, hidden = await say(tertulia, tertulia.emma, news, CHILDREN)
    await mirror_in(tertulia, noticias, hidden)
    await tertulia.until(lambda: tertulia.health(Job.TRANSLATION).failing == 2)
    await tertulia.emma.delete(sent)
    hide = partial(comments.set_status, comment_id=hidden.id, status=CommentStatus.HIDDEN)
    await tertulia.database.write(hide)
    await tertulia.until(lambda: not noticias.thread.history())
    engine(tertulia, "firefox").asked.clear()
    tertulia.clock.speed = 100
    await tertulia.until(lambda: not tertulia.health(Job.TRANSLATION).backlog)
    assert asked(tertulia) == []
    assert await rows(tertulia) == (0, 0)
    assert comment.id != hidden.id


async def test_what_was_owed_is_translated_after_a_restart(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").fault = Fault.SERVER
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    assert await rows(tertulia) == (1, 0)
    engine(tertulia, "firefox").fault = None
    await tertulia.restart()
    await standing(tertulia, noticias, comment, ABIERTO)
    assert [one.id for one in noticias.thread.history()] == [mirror.id]


async def test_without_an_engine_nothing_is_owed_any_more(tertulia: Simulated):
    news, noticias = await both(tertulia)
    engine(tertulia, "firefox").fault = Fault.SERVER
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await mirror_in(tertulia, noticias, comment)
    tertulia.engines = []
    await tertulia.restart()

    async def settled() -> bool:
        return await rows(tertulia) == (0, 0)

    await tertulia.until(settled)


async def test_a_corrected_language_counts_at_once(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, OPEN)
    await standing(tertulia, noticias, comment, ABIERTO)
    correct = partial(tertulia.services[Door].set_language, language=DetectedLanguage.ES)
    await tertulia.database.write(correct, comment_id=comment.id)

    async def is_alone() -> bool:
        return ABIERTO not in text_of(await mirror_in(tertulia, noticias, comment))

    await tertulia.until(is_alone)
    assert await rows(tertulia) == (0, 0)
