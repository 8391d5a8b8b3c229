"""Moderators change what cards show of an article; the cards say so, and it can be undone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import discord
import pytest
from simcord import ChannelHandle
from simcord.backend.models.channel import Overwrite, OverwriteType
from sqlalchemy import select

from bot.audit import audit_store as audit
from bot.database.schema import article_edit
from bot.domain.moderation import Action, TargetKind
from tests.discord.aged import pass_by
from tests.discord.answers import Answer, text_of
from tests.discord.news import ENGLISH, SPANISH, cards, post, serve, teach
from tests.discord.pages import Pages
from tests.discord.posted import live, name_of
from tests.discord.simulated import Simulated
from tests.translators import Phrasebook

EDIT = "/article edit"
HEADLINE, STANDFIRST, LIST = "Headline", "Standfirst", "Key sentences"
FURTHER, PICTURE = "Sentences not in the list", "Address of the picture"
NEW = "The bridge stands *again*"
SAYS_SO, LO_DICE = "edited by the moderators", "editado por los moderadores"


def card_in(room: ChannelHandle) -> discord.Message:
    [card] = cards(room)
    return card


def fields(dialog: Answer) -> dict[str, Any]:
    """What the fields of a dialog are filled in with, by label."""
    return {
        one["label"]: one["component"].get("value")
        if "options" not in one["component"]
        else [each["value"] for each in one["component"]["options"] if each.get("default")]
        for one in dialog.dialog["components"]
    }


def options(dialog: Answer) -> list[dict[str, Any]]:
    """The sentences that a dialog offers."""
    [chosen] = [one["component"] for one in dialog.dialog["components"] if one["label"] == LIST]
    found: list[dict[str, Any]] = chosen["options"]
    return found


async def opened(tertulia: Simulated, **given: object) -> Answer:
    """The dialog for the card in #news, as Marta opens it in its thread."""
    thread = tertulia.channel(card_in(tertulia.seed.news).id)
    return await tertulia.run(tertulia.marta, EDIT, at=thread, **given)


async def changed(tertulia: Simulated, dialog: Answer, **values: object) -> Answer:
    """Send a dialog with some fields changed; the others stay as they were filled in."""
    labels = {"headline": HEADLINE, "standfirst": STANDFIRST, "chosen": LIST, "further": FURTHER}
    filled = {label: value or "" for label, value in fields(dialog).items() if value or label != LIST}
    filled |= {(labels | {"picture": PICTURE})[name]: value for name, value in values.items()}
    return await tertulia.fill(tertulia.marta, dialog, filled)


async def shows(tertulia: Simulated, *texts: str, room: ChannelHandle | None = None) -> str:
    """Wait until the card in a room shows all these texts. Returns all that it shows."""

    def shown() -> str | None:
        text = text_of(card_in(room or tertulia.seed.news))
        return text if all(one in text for one in texts) else None

    found: str = await tertulia.until(shown)
    return found


async def rows(tertulia: Simulated) -> int:
    return len(await tertulia.database.read(lambda one: one.execute(select(article_edit)).all()))


async def test_the_dialog_is_filled_in_and_what_is_changed_stands_on_the_card_which_says_so(
    tertulia: Simulated, pages: Pages
):
    await post(tertulia, serve(pages))
    before = await shows(tertulia)
    dialog = await opened(tertulia)
    filled = fields(dialog)
    assert filled[HEADLINE] == ENGLISH["title"]
    assert filled[PICTURE] == pages.url("/bridge.jpg")
    assert len(filled[LIST]) == 3
    answer = await changed(
        tertulia,
        dialog,
        headline=NEW,
        standfirst="People cross.",
        chosen=["1"],
        further="5\nThe mayor, Ana",
        picture="https://93.184.215.14/b.jpg",
    )
    assert answer.ephemeral
    assert "The cards are changed in English, and say so. In Spanish they stay as they are." in answer.text
    text = await shows(tertulia, "### [The bridge stands \\*again\\*](", SAYS_SO)
    sentences = [one["label"].partition(" ")[2].rstrip("…") for one in options(dialog)]
    places = [text.find(one) for one in ("People cross.", sentences[1], sentences[3], sentences[4])]
    assert -1 not in places
    assert places == sorted(places)
    assert sentences[2] not in text
    [stored] = await live(tertulia)
    acts = await tertulia.database.read(audit.about, TargetKind.ARTICLE, stored.article_id)
    [(actor, reason)] = [(one.actor_id, one.reason) for one in acts if one.action is Action.EDIT]
    assert (actor, reason) == (tertulia.marta.id, "en: title, standfirst, picture, sentences")
    again = fields(await opened(tertulia))
    assert (again[HEADLINE], again[STANDFIRST]) == (NEW, "People cross.")
    assert again[PICTURE] == "https://93.184.215.14/b.jpg"
    undone = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert undone.text == "The cards show again what they showed before."
    await tertulia.until(lambda: text_of(card_in(tertulia.seed.news)) == before)
    assert await rows(tertulia) == 0
    late = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert late.text.startswith("This card was changed meanwhile")


async def test_each_language_is_changed_for_itself_in_all_its_channels(tertulia: Simulated, pages: Pages):
    seed, link = tertulia.seed, serve(pages)
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=seed.noticias)
    await post(tertulia, link, **{"channel": seed.news, "channel-2": seed.noticias, "channel-3": seed.forum})
    tertulia.speaks(tertulia.marta, "es-ES")
    dialog = await opened(tertulia, language="es")
    assert dialog.dialog["title"] == "Cambiar la tarjeta en español"
    filled = {one["label"]: one["component"].get("value") or "" for one in dialog.dialog["components"]}
    assert filled["Titular"] == SPANISH["title"]
    filled |= {"Titular": "Vuelve el puente", "Frases clave": []}
    answer = await tertulia.fill(tertulia.marta, dialog, filled)
    assert "Las tarjetas han cambiado en español, y lo dicen. En inglés siguen como estaban." in answer.text
    await shows(tertulia, "### [Vuelve el puente](", LO_DICE, room=seed.noticias)
    assert SAYS_SO not in text_of(card_in(seed.news))
    assert ENGLISH["title"] in text_of(card_in(seed.news))
    read = await tertulia.click(tertulia.emma, card_in(seed.news), "Leer en español")
    assert "Vuelve el puente" in read.text
    assert LO_DICE in read.text
    undone = await tertulia.click(tertulia.marta, answer.message, "Deshacer")
    assert undone.text == "Las tarjetas vuelven a mostrar lo de antes."
    await shows(tertulia, str(SPANISH["title"]), room=seed.noticias)


async def test_an_emptied_field_is_the_publishers_own_again(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    await changed(tertulia, await opened(tertulia), headline=NEW, standfirst="People cross.")
    await shows(tertulia, "People cross.", SAYS_SO)
    await changed(tertulia, await opened(tertulia), standfirst="")
    text = await shows(tertulia, SAYS_SO, "The bridge stands")
    await tertulia.until(lambda: "People cross." not in text_of(card_in(tertulia.seed.news)))
    assert text
    answer = await changed(tertulia, await opened(tertulia), headline="")
    assert "The cards show the publisher's own text in English again." in answer.text
    await tertulia.until(lambda: SAYS_SO not in text_of(card_in(tertulia.seed.news)))
    assert await rows(tertulia) == 0
    same = await changed(tertulia, await opened(tertulia))
    assert "No change needed." in same.text


async def test_of_two_who_edit_at_once_the_later_is_told_what_is_there_now(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    first, second = await opened(tertulia), await opened(tertulia)
    await changed(tertulia, first, headline=NEW)
    refused = await changed(tertulia, second, headline="Mine")
    assert "This card was changed meanwhile, so nothing is changed now. It says:" in refused.text
    assert "**The bridge stands \\*again\\***" in refused.text
    assert "You wrote:" in refused.text
    await shows(tertulia, "The bridge stands")


@pytest.mark.parametrize(
    "picture", ["http://93.184.215.14/b.jpg", "https://127.0.0.1/b.jpg", "javascript:alert(1)", "b.jpg"]
)
async def test_a_picture_that_cannot_be_shown_is_refused(tertulia: Simulated, pages: Pages, picture: str):
    await post(tertulia, serve(pages))
    refused = await changed(tertulia, await opened(tertulia), picture=picture)
    assert "That picture cannot be shown. Give its address on the web, with https://." in refused.text
    assert await rows(tertulia) == 0


async def test_only_the_articles_own_sentences_are_taken_and_three_at_most(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    refused = await changed(tertulia, await opened(tertulia), further="I made *this* one up.")
    assert "The article has no sentence that begins so: I made \\*this\\* one up." in refused.text
    refused = await changed(tertulia, await opened(tertulia), chosen=["0", "1", "2"], further="4")
    assert "A card shows 3 sentences at most." in refused.text
    chosen = await changed(tertulia, await opened(tertulia), chosen=["3"])
    assert "The cards are changed" in chosen.text
    assert fields(await opened(tertulia))[LIST] == ["3"]
    none = await changed(tertulia, await opened(tertulia), chosen=[])
    assert "publisher's own text" in none.text


async def test_who_does_not_moderate_all_its_channels_is_refused(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    await post(tertulia, serve(pages), **{"channel": seed.news, "channel-2": seed.noticias})
    thread = tertulia.channel(card_in(seed.news).id)
    assert (await tertulia.run(tertulia.mateo, EDIT, at=thread)).dialog
    deny = discord.Permissions(manage_messages=True).value
    denied = Overwrite(tertulia.mateo.id, OverwriteType.MEMBER, deny=deny)
    tertulia.env.backend.set_overwrite(seed.noticias.id, denied)
    await tertulia.settle()
    refused = await tertulia.run(tertulia.mateo, EDIT, at=thread)
    assert "Manage Messages" in refused.text or "Gestionar mensajes" in refused.text
    emma = await tertulia.run(tertulia.emma, EDIT, at=thread, forced=True)
    assert "Manage Messages" in emma.text


async def test_outside_a_thread_the_article_is_chosen_and_a_missing_edition_is_named(
    tertulia: Simulated, pages: Pages
):
    await post(tertulia, serve(pages, spanish=False))
    [offered] = await tertulia.complete(tertulia.marta, EDIT, "article", "bridge")
    dialog = await tertulia.run(tertulia.marta, EDIT, article=offered["value"])
    assert fields(dialog)[HEADLINE] == ENGLISH["title"]
    refused = await tertulia.run(tertulia.marta, EDIT, article=offered["value"], language="es")
    assert refused.text == "There is no edition in Spanish to change yet."
    unknown = await tertulia.run(tertulia.marta, EDIT, article="nothing")
    assert unknown.text.startswith("Choose an article from the list")


async def test_a_change_survives_discords_failure_and_a_restart(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    card = card_in(tertulia.seed.news)
    tertulia.fail("PATCH", f"/channels/{card.channel.id}/messages/{card.id}", 500, times=None)
    answer = await changed(tertulia, await opened(tertulia), headline=NEW)
    assert "The cards are changed" in answer.text
    assert NEW not in text_of(card_in(tertulia.seed.news))
    tertulia.heal()
    await tertulia.restart()
    await shows(tertulia, "The bridge stands", SAYS_SO)
    assert name_of(tertulia, card.id) == ENGLISH["title"], "a thread keeps the name it was opened with"


@pytest.mark.engines("one")
async def test_a_machine_edition_is_changed_without_the_original(tertulia: Simulated, pages: Pages):
    [engine] = [one for one in tertulia.engines if one.name == "one"]
    assert isinstance(engine, Phrasebook)
    teach(engine)
    seed = tertulia.seed
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=seed.noticias)
    await post(tertulia, serve(pages, spanish=False), **{"channel": seed.news, "channel-2": seed.noticias})
    await shows(tertulia, "· traducción ", room=seed.noticias)
    await changed(tertulia, await opened(tertulia, language="es"), headline="Vuelve el puente")
    text = await shows(tertulia, "Vuelve el puente", LO_DICE, room=seed.noticias)
    assert "· traducción " in text
    assert SAYS_SO not in text_of(card_in(seed.news))


async def test_nothing_of_it_is_kept_once_the_bot_left(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    await changed(tertulia, await opened(tertulia), headline=NEW)
    await post(tertulia, pages.url("/other"), time="tomorrow 9:00")
    client = tertulia.client
    client.dispatch("guild_remove", client.get_guild(tertulia.seed.guild.id))

    async def is_gone() -> bool:
        return await rows(tertulia) == 0

    await tertulia.until(partial(is_gone))
    waiting = await tertulia.run(tertulia.marta, "/article scheduled")
    assert waiting.text == "No article waits to be posted."


async def test_a_corrected_page_keeps_what_moderators_changed_and_brings_the_rest(
    tertulia: Simulated, pages: Pages
):
    await post(tertulia, serve(pages))
    dialog = await opened(tertulia)
    await changed(tertulia, dialog, headline=NEW, chosen=["1", "3"])
    await shows(tertulia, "The bridge stands", "reopened on Monday", "The mayor, Ana Ruiz")
    pages.change("/bridge", str(ENGLISH["title"]), "The bridge is open")
    pages.change("/bridge", "reopened on Monday", "reopened on Tuesday")
    await pass_by(tertulia, timedelta(minutes=1))
    thread = tertulia.channel(card_in(tertulia.seed.news).id)
    answer = await tertulia.run(tertulia.marta, "/article update", at=thread)
    assert "The card is updated in English" in answer.text
    text = await shows(tertulia, "The bridge stands", "updated <t:", SAYS_SO)
    assert "The mayor, Ana Ruiz" in text
    assert "reopened on" not in text, "a chosen sentence that was corrected is not shown as it was"
    await changed(tertulia, await opened(tertulia), headline="", chosen=[])
    await shows(tertulia, "The bridge is open")


async def test_the_audit_says_what_was_changed_in_the_readers_language(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    answer = await changed(tertulia, await opened(tertulia), headline=NEW, chosen=["1"])
    await tertulia.click(tertulia.marta, answer.message, "Undo")
    told = await tertulia.run(tertulia.marta, "/audit show")
    assert "**Card edited**" in told.text
    assert "headline, key sentences, in English · done" in told.text
    assert "the publisher's own text in English · done" in told.text
    tertulia.speaks(tertulia.marta, "es-ES")
    told = await tertulia.run(tertulia.marta, "/audit show")
    assert "titular, frases clave, en inglés" in told.text
