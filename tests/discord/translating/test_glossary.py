"""Managers keep a glossary: term by term, and as a file that a spreadsheet reads."""

from __future__ import annotations

import pytest

from bot.audit import audit_store as audit
from bot.domain.language import Language
from bot.domain.moderation import TargetKind
from bot.translating import glossary_store as glossaries
from bot.translating.glossaries import LARGEST_FILE
from bot.translating.translator import Passage, Translator
from bot.translation.chain import Translation
from bot.translation.direction import Direction
from bot.translation.glossary import MOST_TERMS
from tests.discord.answers import Answer
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import engine

pytestmark = pytest.mark.engines("one")
GLOSSARY = "/settings glossary"


async def run(tertulia: Simulated, what: str, **options: object) -> Answer:
    answer = await tertulia.run(tertulia.marta, f"{GLOSSARY} {what}", **options)
    assert answer.ephemeral
    return answer


async def take(tertulia: Simulated, text: str | bytes, **options: object) -> Answer:
    content = text.encode() if isinstance(text, str) else text
    return await run(tertulia, "import", file=("terms.csv", content), **options)


async def terms(tertulia: Simulated) -> dict[str, str]:
    glossary = await tertulia.database.read(glossaries.of_server, tertulia.seed.guild.id)
    return {one.en: one.es for one in glossary.terms}


async def test_a_term_is_added_changed_and_removed(tertulia: Simulated):
    answer = await run(tertulia, "add", english="Town Hall", spanish="Casa Consistorial")
    assert answer.text == "New translations use this term:\n- Town Hall → Casa Consistorial"
    await run(tertulia, "add", english="Tertulia")
    assert await terms(tertulia) == {"Town Hall": "Casa Consistorial", "Tertulia": "Tertulia"}
    await run(tertulia, "add", english="town hall", spanish="ayuntamiento")
    assert await terms(tertulia) == {"town hall": "ayuntamiento", "Tertulia": "Tertulia"}
    answer = await run(tertulia, "remove", term="TOWN HALL")
    assert answer.text == "New translations no longer use this term:\n- town hall → ayuntamiento"
    assert await terms(tertulia) == {"Tertulia": "Tertulia"}
    rows = await tertulia.database.read(audit.about, TargetKind.SERVER, tertulia.seed.guild.id)
    assert [one.reason for one in rows] == [*["a glossary term added"] * 3, "a glossary term removed"]


async def test_translations_use_the_terms(tertulia: Simulated):
    engine(tertulia).know("XQ0Z is open again.", "XQ0Z está abierto de nuevo.")
    await run(tertulia, "add", english="The Old Bridge", spanish="El Puente Viejo")
    passage = Passage(
        "The Old Bridge is open again.",
        Direction.into(Language.ES),
        tertulia.seed.guild.id,
        is_public=lambda: True,
    )
    told = await tertulia.services[Translator].translate(passage)
    assert isinstance(told, Translation)
    assert told.made.text == "El Puente Viejo está abierto de nuevo."


@pytest.mark.parametrize("term", ["**bold**", "@everyone", "=1+1", "+1", "-1", "@SUM(A1)", "`x`", "\u202ex"])
async def test_a_term_is_plain_words_and_no_formula(tertulia: Simulated, term: str):
    answer = await run(tertulia, "add", english=term)
    assert "A term must begin with a word and be plain text" in answer.text
    assert await terms(tertulia) == {}


async def test_removing_offers_the_terms_and_says_when_there_is_none(tertulia: Simulated):
    await run(tertulia, "add", english="bridge", spanish="puente")
    await run(tertulia, "add", english="Tertulia")
    offered = await tertulia.complete(tertulia.marta, f"{GLOSSARY} remove", "term", "PUEN")
    assert [one["value"] for one in offered] == ["bridge"]
    answer = await run(tertulia, "remove", term="house")
    assert answer.text == "There is no such term in the glossary. Choose one from the list."
    tertulia.speaks(tertulia.marta, "es-ES")
    answer = await run(tertulia, "remove", term="house")
    assert answer.text == "No hay ningún término así en el glosario. Elige uno de la lista."


async def test_the_list_tells_the_first_terms_and_how_many_there_are(tertulia: Simulated):
    assert (await run(tertulia, "list")).text == (
        "The glossary is empty. `/settings glossary add` adds a term."
    )
    await take(tertulia, "\n".join(f"{'x' * 70}{number:02},{'y' * 70}{number:02}" for number in range(20)))
    await take(tertulia, "Zebra\nalpha,alfa")
    text = (await run(tertulia, "list")).text
    lines = text.splitlines()
    assert lines[:2] == ["**Glossary:** 22 terms", "- alpha → alfa"]
    assert lines[-1] == "… and 10 more. `/settings glossary export` gives you all of them."
    tertulia.speaks(tertulia.marta, "es-ES")
    assert (await run(tertulia, "list")).text.startswith("**Glosario:** 22 términos\n- alpha → alfa")


async def test_a_file_adds_terms_and_its_undo_puts_back_what_was_there(tertulia: Simulated):
    await run(tertulia, "add", english="bridge", spanish="puente")
    answer = await take(tertulia, "Bridge,viaducto\nTertulia\n")
    assert "added to the glossary, which has 2 terms now" in answer.text
    assert await terms(tertulia) == {"Bridge": "viaducto", "Tertulia": "Tertulia"}
    assert "with the option `replace`" in answer.text
    (former,) = answer.files
    assert former.filename == "glossary-before.csv"
    answer = await take(tertulia, await former.read(), replace=True)
    assert "replaces the glossary, which has 1 term now" in answer.text
    assert await terms(tertulia) == {"bridge": "puente"}


async def test_an_exported_file_is_imported_as_it_was(tertulia: Simulated):
    await take(tertulia, 'bridge,puente\nTertulia\n"one, two",uno\n')
    before = await terms(tertulia)
    (file,) = (await run(tertulia, "export")).files
    content = await file.read()
    assert content.startswith("\ufeff".encode())
    await run(tertulia, "remove", term="bridge")
    await take(tertulia, content, replace=True)
    assert await terms(tertulia) == before
    assert len(before) == 3


async def test_a_file_of_a_spanish_spreadsheet_is_read(tertulia: Simulated):
    await take(tertulia, "en;es\nbridge;puente, el viejo\nTertulia;\n")
    assert await terms(tertulia) == {"bridge": "puente, el viejo", "Tertulia": "Tertulia"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "This file is not UTF-8 text"),
        (b"", "There are no terms in this file"),
        (b"=1+1,x", "A term must begin with a word"),
        (b"bridge,@everyone", "A term must begin with a word"),
        (b"a\x00b,c", "A term must begin with a word"),
        (b"x" * (LARGEST_FILE + 1), "too large. The limit is 200 KB"),
        (b"\n".join(b"term%d" % number for number in range(MOST_TERMS + 1)), "has 500 terms at most"),
    ],
)
async def test_a_file_that_cannot_be_used_changes_nothing(tertulia: Simulated, content: bytes, why: str):
    await run(tertulia, "add", english="bridge", spanish="puente")
    answer = await take(tertulia, content)
    assert why in answer.text
    assert await terms(tertulia) == {"bridge": "puente"}


async def test_moderators_read_the_glossary_and_only_managers_change_it(tertulia: Simulated):
    await run(tertulia, "add", english="bridge", spanish="puente")
    listed = await tertulia.run(tertulia.mateo, f"{GLOSSARY} list", forced=True)
    assert "- bridge → puente" in listed.text
    assert (await tertulia.run(tertulia.mateo, f"{GLOSSARY} export", forced=True)).files
    for what, options in (
        ("add", {"english": "x"}),
        ("remove", {"term": "bridge"}),
        ("import", {"file": ("a.csv", b"x,y")}),
    ):
        answer = await tertulia.run(tertulia.mateo, f"{GLOSSARY} {what}", forced=True, **options)
        assert "Gestionar servidor" in answer.text
    assert await terms(tertulia) == {"bridge": "puente"}
    for what in ("list", "export"):
        answer = await tertulia.run(tertulia.elena, f"{GLOSSARY} {what}", forced=True)
        assert "Gestionar mensajes" in answer.text


async def test_the_glossary_of_another_server_is_another(tertulia: Simulated):
    await run(tertulia, "add", english="bridge", spanish="puente")
    other = await tertulia.database.read(glossaries.of_server, tertulia.seed.guild.id + 1)
    assert other.terms == ()
