"""A loud run of a real bot, in which everything that can go wrong does: nothing that must not be told is."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.database.engine_in_use import engine_of
from bot.database.place import Place
from sandbox.actor import Actor
from sandbox.server import Sandbox
from sandbox.site.articles import Newsstand
from sandbox.site.server import serving
from sandbox.world import Event
from tests.bot_process import BotProcess
from tests.refusals import refuse
from tests.sandbox.bot_at_work import JSON, PATIENCE, posted_card, reply_in_dialog, stored, until
from tests.translation_servers import TranslationServers

WORDS = {
    "a comment": "quetzalcoatlus",
    "an edit": "xylophagous",
    "a dialog": "zugzwang",
    "an answer": "floccinaucinihil",
    "a report": "borborygmus",
    "a search": "sesquipedalian",
    "a note": "hippopotomonstro",
    "a banned word": "kakorrhaphio",
    "what the database refuses": "tmesispterid",
    "a comment while Discord fails": "ultracrepidarian",
    "a headline": "psithurism",
}
"""Words that members and moderators write, by where; no other text has them."""
KEYS = {
    "TERTULIA_LIBRETRANSLATE_KEY": "planted-libre-key-1",
    "TERTULIA_DEEPL_KEY": "planted-deepl-key-2:fx",
    "TERTULIA_GOOGLE_KEY": "planted-google-key-3",
    "TERTULIA_AZURE_KEY": "planted-azure-key-4",
    "TERTULIA_CHAT_KEY": "planted-chat-key-5",
}
PASSWORD, IN_ADDRESS = "planted-password-6", "planted-key-in-an-address-7"
FEED_KEY, LINK_QUERY = "planted-feed-key-8", "planted-link-query-9"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(rate_limits=False) as opened:
        yield opened


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async with serving() as origin:
        yield origin


@pytest.fixture
async def servers() -> AsyncIterator[TranslationServers]:
    async with TranslationServers() as serving_all:
        yield serving_all


class Scene:
    """A loud bot in a sandbox with two people, and all that is planted there."""

    def __init__(self, sandbox: Sandbox, bot: BotProcess, site: str) -> None:
        self.sandbox, self.bot, self.site = sandbox, bot, site
        self.marta, self.emma = sandbox.member("Marta"), sandbox.member("Emma")
        self.tokens: set[str] = set()
        """Those of every interaction."""
        sandbox.world.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(token := event.data.get("token"), str):
            self.tokens.add(token)

    async def told(self, who: Actor, path: str, /, **options: str) -> JSON:
        return await (await who.command("news", path, **options)).answer(PATIENCE)

    async def follow_feeds(self) -> None:
        """One whose address has a key, and one that is not there."""
        link = f"{self.site}/en/feed.xml?key={FEED_KEY}"
        asked = await self.marta.command("news", "feed add", link=link)
        question = await asked.answer_where(lambda one: "Follow" in str(one["components"]), PATIENCE)
        await self.marta.click(question, "Follow and")
        await until(lambda: bool(stored(self.bot, "SELECT 1 FROM following")))
        asked = await self.marta.command("news", "feed add", link=f"{self.site}/404?key={FEED_KEY}")
        await asked.answer(PATIENCE)

    async def post_in_two_rooms(self) -> JSON:
        """Gives the card in the first; what is said there is mirrored to the other."""
        article = next(one for one in Newsstand().articles if one.twin is None)
        link = f"{self.site}{article.path}?session={LINK_QUERY}"
        for room in ("news", "noticias"):
            asked = await self.marta.command(room, "article post", link=link)
            await asked.answer_where(lambda one: "/channels/" in one["content"], PATIENCE)
        return next(one for one in self.marta.messages("news") if article.headline in str(one["components"]))

    async def discuss(self, card: JSON) -> JSON:
        """Comment in every way, while Discord's webhooks fail and repeat what they were sent."""
        repeated = f"No {WORDS['a comment while Discord fails']}"
        for status, code in ((500, 0), (400, 50035), (400, 0), (0, 0)):
            refusal = f'{repeated} "{repeated}"' if not code else f'Value "{repeated}" is wrong.'
            self.sandbox.faults.add("POST", WEBHOOK, status, code=code, message=refusal)
        for number in range(4):
            await self.emma.send(card["id"], f"{WORDS['a comment while Discord fails']} {number}")
        said = await self.emma.send(card["id"], f"El {WORDS['a comment']} vuela sobre el puente viejo.")
        await self.marta.reply(said, f"Nobody has seen a {WORDS['an answer']} there.")
        await reply_in_dialog(self.emma, card, f"A {WORDS['a dialog']} in the dialog.")
        await until(lambda: len(stored(self.bot, "SELECT 1 FROM comment")) >= 7)
        return said

    async def look_at(self, said: JSON) -> None:
        """Report a comment, have it translated, search, edit and delete."""
        dialog = await (await self.marta.menu("Report comment", said)).dialog()
        await (await self.marta.submit(dialog, WORDS["a report"])).answer(PATIENCE)
        await (await self.marta.menu("Translate", said)).answer(PATIENCE)
        await self.told(self.emma, "discussion search", text=WORDS["a search"])
        await self.emma.edit(said, f"An {WORDS['an edit']} beetle.")
        edited = f"SELECT 1 FROM comment WHERE text LIKE '%{WORDS['an edit']}%'"
        await until(lambda: bool(stored(self.bot, edited)))
        mirrored = "SELECT 1 FROM appearance WHERE by_webhook AND message_id IS NOT NULL"
        await until(lambda: bool(stored(self.bot, mirrored)))
        await self.emma.delete(said)

    async def moderate(self) -> None:
        """Write what moderators write."""
        for path, options in (
            ("rules words add", {"list": "banned", "language": "en", "text": WORDS["a banned word"]}),
            ("rules banned-words", {"action": "hold"}),
            ("case note", {"member": self.emma.id, "text": WORDS["a note"]}),
        ):
            await self.told(self.marta, path, **options)

    async def break_the_database(self, card: JSON) -> str:
        """Have it refuse comments and effects; gives what the member is answered."""
        with engine_of(self.bot.database).migrating().begin() as connection:
            refuse(connection, "INSERT ON comment")
            refuse(connection, "UPDATE ON post")
        words = f"A {WORDS['what the database refuses']} too many."
        await self.emma.send(card["id"], words)
        answer = await reply_in_dialog(self.emma, card, words)
        await until(lambda: "The database refused" in self.log and bool(stored(self.bot, A_FAULT)))
        return str(answer["content"])

    @property
    def log(self) -> str:
        return self.bot.log.read_text("utf-8")

    def planted(self) -> dict[str, str]:
        """Everything that must not be told, with what it is."""
        webhooks = [one.token for one in self.sandbox.world.webhooks.values()]
        assert webhooks
        assert self.tokens
        secrets = {
            self.sandbox.bot_token: "the bot's token",
            **{key: name for name, key in KEYS.items()},
            **dict.fromkeys((PASSWORD, IN_ADDRESS, FEED_KEY, LINK_QUERY), "in an address"),
            **dict.fromkeys(webhooks, "a webhook's token"),
            **dict.fromkeys(self.tokens, "an interaction's token"),
        }
        return secrets | {word: where for where, word in WORDS.items()}


A_FAULT = "SELECT 1 FROM task_fault"
WEBHOOK = r"/webhooks/\d+/[^/]+$"


@pytest.mark.parametrize("form", ["plain", "json"])
async def test_no_secret_and_no_word_of_a_comment_is_in_the_log_or_what_doctor_says(
    sandbox: Sandbox, site: str, servers: TranslationServers, stored_at: Place, tmp_path: Path, form: str
):
    bot = BotProcess(
        sandbox,
        stored_at,
        folder=tmp_path,
        allowed_origin=site,
        settings={
            "TERTULIA_LOG_LEVEL": "DEBUG",
            "TERTULIA_LOG_FORMAT": form,
            "TERTULIA_FEED_SECONDS": "1",
            "TERTULIA_TRANSLATORS": "libretranslate,chat,deepl,google,azure",
            "TERTULIA_LIBRETRANSLATE_URL": servers.url.replace("//", f"//operator:{PASSWORD}@"),
            "TERTULIA_LIBRETRANSLATE_LOCAL": "true",
            "TERTULIA_CHAT_URL": f"{servers.url}/?key={IN_ADDRESS}",
            "TERTULIA_CHAT_MODEL": "small",
            "TERTULIA_CHAT_LOCAL": "true",
            **{f"TERTULIA_{name}_URL": servers.url for name in ("DEEPL", "GOOGLE", "AZURE")},
            **KEYS,
        },
    )
    scene = Scene(sandbox, bot, site)
    servers.instead += [_echoing] * 3
    await bot.start()
    try:
        await scene.follow_feeds()
        card = await scene.post_in_two_rooms()
        await posted_card(sandbox, headline=f"The {WORDS['a headline']}")
        await scene.moderate()
        await scene.look_at(await scene.discuss(card))
        apology = await scene.break_the_database(card)
        doctor = await bot.command("doctor")
        assert await bot.stop() == 0
    finally:
        await bot.kill()

    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", apology)
    assert code, apology
    log = scene.log
    assert_loud(log, form, code[0])
    kept = "\n".join(
        map(str, [*stored(bot, "SELECT * FROM task_fault"), *stored(bot, "SELECT * FROM failing")])
    )
    for planted, what in scene.planted().items():
        for text in (log, doctor.out + doctor.err, kept):
            found = [line for line in text.splitlines() if planted in line]
            assert not found, f"{what}: {found[0]}"


def assert_loud(log: str, form: str, code: str) -> None:
    """It tells what happened: requests, refusals, faults with their stacks, the interaction by its code."""
    for told in (
        "/webhooks/",
        "POST http",
        "Dispatching event message",
        "/discussion search of member",
        "IntegrityError: ",
        "broken on purpose",
        "INSERT INTO comment",
        "failed by a fault; it is tried again",
        "the menu Report comment of member",
    ):
        assert told in log, told
    lines = [line for line in log.splitlines() if code in line]
    assert any("modal submit of member" in line for line in lines)
    assert any("failed by a fault" in line for line in lines)
    if form == "json":
        entries = [json.loads(line) for line in log.splitlines()]
        (failed,) = [one for one in entries if one.get("interaction") == code and one["level"] == "ERROR"]
        assert failed["exception"]["type"] == "IntegrityError"
        assert "in show" not in failed["exception"]["message"]
        assert "Traceback" in failed["exception"]["stack"]


async def _echoing(request: web.Request) -> web.Response:
    """A service that fails, and repeats what it was asked."""
    return web.json_response({"error": f"Cannot translate: {await request.text()}"}, status=500)
