"""Managers set rules, keep their lists and try them; nobody else does."""

from __future__ import annotations

import threading

import pytest

from bot.database.engine import Connection
from bot.domain.language import Language
from bot.domain.rules import Consequence, ListedTerm, ListName, Rule, RuleSetting
from bot.moderating.rules import hit_store as hits, list_store as lists, rule_store
from bot.moderating.rules.list_files import LARGEST_FILE, read_list
from bot.moderating.rules.word_list import MOST_TERMS
from cogs import rule_lists
from tests.discord.answers import Answer, labels_of
from tests.discord.discussed import discuss, say
from tests.discord.ruled import ban_words, found, set_rule
from tests.discord.simulated import Simulated

IN_ENGLISH = {"list": "banned", "language": "en"}


async def run(tertulia: Simulated, what: str, **options: object) -> Answer:
    answer = await tertulia.run(tertulia.marta, f"/rules {what}", **options)
    assert answer.ephemeral
    return answer


async def take(
    tertulia: Simulated, content: str | bytes, name: str = "words.txt", **options: object
) -> Answer:
    sent = content.encode() if isinstance(content, str) else content
    return await run(tertulia, "words import", file=(name, sent), **IN_ENGLISH, **options)


async def terms(tertulia: Simulated, language: Language = Language.EN) -> list[ListedTerm]:
    server_id = tertulia.seed.guild.id
    return await tertulia.database.read(lists.terms, server_id, ListName.BANNED, language)


COMMANDS = [
    ("show", {}),
    ("try", {"text": "hello"}),
    ("length", {"action": "report"}),
    ("newcomers", {"action": "off"}),
    ("words add", {**IN_ENGLISH, "text": "fool"}),
    ("words remove", {"list": "banned", "text": "fool"}),
    ("words list", {"list": "banned"}),
    ("words import", {**IN_ENGLISH, "file": ("a.txt", b"fool")}),
    ("words export", IN_ENGLISH),
    ("domains add", {"domain": "example.org"}),
    ("domains remove", {"domain": "example.org"}),
    ("domains list", {}),
    ("reasons add", {"name": "own", "english": "Own", "spanish": "Propio"}),
    ("reasons remove", {"name": "spam"}),
    ("reasons list", {}),
    ("thresholds add", {"warnings": 3, "days": 30, "act": "mute", "duration": 24}),
    ("thresholds remove", {"warnings": 3}),
    ("thresholds list", {}),
]


@pytest.mark.parametrize(("what", "options"), COMMANDS, ids=[what for what, _ in COMMANDS])
async def test_only_managers_use_them(tertulia: Simulated, what: str, options: dict[str, object]):
    answer = await tertulia.run(tertulia.mateo, f"/rules {what}", forced=True, **options)
    assert answer.text == "Necesitas el permiso Gestionar servidor para eso."
    assert await terms(tertulia) == []


async def test_the_rules_are_shown_in_the_order_in_which_they_are_asked(tertulia: Simulated):
    await set_rule(tertulia, "flood", comments=3)
    await ban_words(tertulia, "fool, jerk")
    answer = await run(tertulia, "show")
    lines = answer.text.splitlines()
    assert lines[0] == "1\\. **length**: off"
    assert lines[5] == (
        "6\\. **flood**: reports · more than 3 comments, or times the same text, within 20 seconds"
    )
    assert lines[9] == "10\\. **capitals**: off"
    assert "takes it out of its discussion until they have decided" in answer.text
    tertulia.speaks(tertulia.marta, "es-ES")
    assert "1\\. **longitud**: desactivada" in (await run(tertulia, "show")).text


@pytest.mark.parametrize("locale", ["en-US", "es-ES"])
async def test_all_rules_fit_into_one_answer(tertulia: Simulated, locale: str):
    await run(tertulia, "domains add", domain="example.org")
    numbers = {"newcomers": {"comments": 50, "account-days": 365, "member-days": 365}}
    rules = ("length", "repetition", "banned-words", "suspect-words", "links", "flood", "newcomers")
    for rule in (*rules, "attachments", "mentions", "capitals"):
        await set_rule(tertulia, rule, channel=tertulia.seed.news, **numbers.get(rule, {}))
    server_id = tertulia.seed.guild.id

    def in_many_rooms(connection: Connection) -> None:
        for room in range(30):
            place = 1_500_000_000_000_000_000 + room
            rule_store.put(connection, server_id, place, Rule.FLOOD, RuleSetting(Consequence.OFF))

    await tertulia.database.write(in_many_rooms)
    tertulia.speaks(tertulia.marta, locale)
    shown = (await run(tertulia, "show", channel=tertulia.seed.news)).text
    assert shown.splitlines()[-1].startswith("-# Try them" if locale == "en-US" else "-# Pruébalas")
    assert len(shown) < 2_000


async def test_a_long_list_is_shown_in_part(tertulia: Simulated):
    await take(tertulia, "\n".join(f"{'*' if number % 2 else ''}word{number:0>70}" for number in range(99)))
    answer = await run(tertulia, "words list", list="banned")
    lines = answer.text.splitlines()
    assert lines[:2] == [
        "**banned words**: 99 words and phrases",
        "-# There are more: `/rules words export` gives you all.",
    ]
    assert lines[2].startswith("||")
    assert lines[2].endswith("||")


async def test_a_rule_keeps_its_other_numbers(tertulia: Simulated):
    await set_rule(tertulia, "flood", comments=3, seconds=7)
    assert "more than 4 comments" in (told := await set_rule(tertulia, "flood", comments=4))
    assert "within 7 seconds" in told
    assert await set_rule(tertulia, "flood", "off") == "**flood**: off"
    assert "within 7 seconds" in await set_rule(tertulia, "flood")
    there = await set_rule(tertulia, "flood", comments=9, channel=tertulia.seed.news)
    assert "more than 9 comments" in there
    assert "within 7 seconds" in there


async def test_only_a_channel_can_be_as_in_the_server(tertulia: Simulated):
    assert "Choose a channel" in await set_rule(tertulia, "flood", "server")
    told = await set_rule(tertulia, "flood", "server", channel=tertulia.seed.news)
    assert told == "**flood**: off"


async def test_who_sets_a_rule_without_a_list_is_told_what_it_lacks(tertulia: Simulated):
    assert "add words with `/rules words add`" in await set_rule(tertulia, "banned-words")
    assert "add some with `/rules domains add`" in await set_rule(tertulia, "links")
    await ban_words(tertulia, "fool")
    assert await set_rule(tertulia, "banned-words") == "**banned words**: reports · 1 word or phrase"


async def test_a_text_is_tried_and_nothing_of_it_kept(tertulia: Simulated):
    await ban_words(tertulia, "fool*")
    await set_rule(tertulia, "banned-words")
    answer = await run(tertulia, "try", text="YOU ARE ALL F00LS, *ALL*")
    assert answer.text.splitlines() == [
        "This would be reported:",
        "- **banned words**: fool\\*, in “F00LS,”",
        "These rules are off, and would find:",
        "- **capitals**: 100 % capitals",
        "-# Not tried, as they depend on who writes: repetition, flood, newcomers, and attachments.",
    ]
    assert (await run(tertulia, "try", text="Good morning")).text.startswith(
        "No rule finds anything in this."
    )
    assert await tertulia.database.read(hits.of_comments, list(range(20))) == {}


async def test_words_are_added_listed_and_removed(tertulia: Simulated):
    assert (
        await ban_words(tertulia, "fool*,  bad   word ,jerk") == "Added to banned words: 3 words and phrases."
    )
    await ban_words(tertulia, "fool's gold", exception=True)
    assert [one.text for one in await terms(tertulia)] == ["bad word", "fool*", "jerk", "fool's gold"]
    answer = await run(tertulia, "words list", list="banned")
    assert answer.text.splitlines() == [
        "**banned words**: 4 words and phrases",
        "||bad word · fool\\* · jerk||",
        "Exceptions: ||fool's gold||",
    ]
    offered = await tertulia.complete(tertulia.marta, "/rules words remove", "text", "oo")
    assert offered == []
    answer = await run(tertulia, "words remove", list="banned", text="bad word")
    assert answer.text == "Removed from banned words: bad word"
    answer = await run(tertulia, "words remove", list="banned", text="bad word")
    assert "does not stand in the list" in answer.text
    assert "cannot be used" in await ban_words(tertulia, "fine, =1+1")
    assert len(await terms(tertulia)) == 3


async def test_exceptions_count_for_comments(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ban_words(tertulia, "fool")
    await ban_words(tertulia, "fool's gold", exception=True)
    await set_rule(tertulia, "banned-words")
    _, gold = await say(tertulia, tertulia.emma, discussed, "All that is fool's gold")
    _, fool = await say(tertulia, tertulia.emma, discussed, "The fool and his fool's gold")
    assert (await found(tertulia, gold), await found(tertulia, fool)) == ([], ["banned words"])


async def test_a_file_is_added_to_a_list(tertulia: Simulated):
    await ban_words(tertulia, "fool")
    answer = await take(tertulia, "jerk\n=1+1\n!jerk chicken\n")
    assert "The list has 3 words and phrases now." in answer.text
    assert "1 line was left out, as it is no word or phrase: =1+1" in answer.text
    assert {one.text for one in await terms(tertulia)} == {"fool", "jerk", "jerk chicken"}
    assert [one.filename for one in answer.files] == ["banned-en-before.csv"]


async def test_a_file_is_not_read_on_the_event_loop(tertulia: Simulated, monkeypatch: pytest.MonkeyPatch):
    threads: set[threading.Thread] = set()
    monkeypatch.setattr(
        rule_lists, "read_list", lambda *a: threads.add(threading.current_thread()) or read_list(*a)
    )
    await take(tertulia, "fool")
    assert await terms(tertulia) == [ListedTerm("fool")]
    assert threads
    assert threading.current_thread() not in threads


async def test_a_file_takes_the_place_of_a_list_after_asking_and_the_list_is_given_back(tertulia: Simulated):
    await ban_words(tertulia, "fool, jerk")
    await tertulia.run(tertulia.marta, "/rules words add", list="banned", language="es", text="tonto")
    before = await terms(tertulia)
    asked = await take(tertulia, "other\n", replace=True)
    assert "The file has 1 word or phrase. They would take the place" in asked.text
    assert labels_of(asked.message) == ["Replace the list"]
    assert await terms(tertulia) == before
    answer = await tertulia.click(tertulia.marta, asked.message, "Replace the list")
    assert await terms(tertulia) == [ListedTerm("other")]
    assert await terms(tertulia, Language.ES) == [ListedTerm("tonto")]
    (former,) = answer.files
    again = await take(tertulia, await former.read(), former.filename, replace=True)
    await tertulia.click(tertulia.marta, again.message, "Replace the list")
    assert await terms(tertulia) == before


async def test_a_list_is_exported_and_comes_back_the_same(tertulia: Simulated):
    await ban_words(tertulia, "fool*, año, *mas")
    await ban_words(tertulia, "foolproof", exception=True)
    before = await terms(tertulia)
    for form in ("txt", "csv"):
        (file,) = (await run(tertulia, "words export", **IN_ENGLISH, format=form)).files
        assert file.filename == f"banned-en.{form}"
        asked = await take(tertulia, await file.read(), file.filename, replace=True)
        await tertulia.click(tertulia.marta, asked.message, "Replace the list")
        assert await terms(tertulia) == before


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe\x00", "This file is not UTF-8 text."),
        (b"\n \n=1\n", "There are no words in this file."),
        (b"x" * (LARGEST_FILE + 1), "That file is too large. The limit is 500 KB."),
        (
            "\n".join(f"word{number}" for number in range(MOST_TERMS + 1)).encode(),
            "A list holds at most 5,000",
        ),
    ],
    ids=["no text", "no words", "too large", "too many"],
)
async def test_a_file_that_is_no_list_changes_nothing(tertulia: Simulated, content: bytes, expected: str):
    await ban_words(tertulia, "fool")
    assert expected in (await take(tertulia, content)).text
    assert await terms(tertulia) == [ListedTerm("fool")]


async def test_domains_are_banned_or_the_only_ones_allowed(tertulia: Simulated):
    discussed = await discuss(tertulia)
    answer = await run(tertulia, "domains add", domain="https://Shop.example/x, bad.example")
    assert answer.text == "Banned: `shop.example` · `bad.example`"
    await set_rule(tertulia, "links")
    _, bad = await say(tertulia, tertulia.emma, discussed, "See https://www.a.bad.example/page")
    _, good = await say(tertulia, tertulia.emma, discussed, "See https://good.example/page")
    await run(tertulia, "domains add", domain="good.example", kind="allowed")
    _, other = await say(tertulia, tertulia.emma, discussed, "See https://other.example/page")
    assert [await found(tertulia, one) for one in (bad, good, other)] == [["links"], [], ["links"]]
    assert (await run(tertulia, "domains list")).text.splitlines() == [
        "**Banned**: `bad.example` · `shop.example`",
        "**The only ones allowed**: `good.example`",
    ]
    assert (await run(tertulia, "domains remove", domain="bad.example")).text == "Removed: `bad.example`"
    assert "does not stand in the list" in (await run(tertulia, "domains remove", domain="bad.example")).text
    assert "is not a domain" in (await run(tertulia, "domains add", domain="nonsense")).text
    offered = await tertulia.complete(tertulia.marta, "/rules domains remove", "domain", "good")
    assert [one["value"] for one in offered] == ["good.example"]


async def test_what_one_server_sets_concerns_no_other(tertulia: Simulated):
    await ban_words(tertulia, "fool")
    other = tertulia.seed.guild.id + 1
    assert await tertulia.database.read(lists.terms, other, ListName.BANNED) == []


async def test_they_speak_spanish_too(tertulia: Simulated):
    tertulia.speaks(tertulia.marta, "es-ES")
    answer = await run(tertulia, "words add", list="banned", language="es", text="tonto, lelo")
    assert answer.text == "Añadido a palabras prohibidas: 2 palabras y frases."
    assert "`/reglas palabras añadir`" in await set_rule(tertulia, "suspect-words")
    answer = await run(tertulia, "try", text="¡Qué t0nto!")
    assert "- **palabras prohibidas**: tonto, en «t0nto!»" in answer.text
    assert "`/reglas probar`" in (await run(tertulia, "show")).text
