"""What goes on in the sandbox while the bot is killed: people write, reply, edit, delete, use dialogs, post.

Every text begins with a tag that is used once: ``c000012`` for what has to become a comment, ``n000013`` for
what must not. After it a sentence follows, in either language, and some have a word that rules look for. Of
what is held some is changed or deleted at once, while the bot may be about to take it down.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Coroutine, Sequence
from types import TracebackType
from typing import Any, Self

from benchmarks import recovery_rules as rules
from sandbox.actor import Actor
from sandbox.errors import DiscordError
from sandbox.server import Sandbox

ONLINE, OFFLINE = 40.0, 8.0
"""Acts a second of those who write: while the bot listens, and while it is dead."""
DIALOGS = 4.0
"""Dialogs a second that are begun while the bot listens."""
PATIENCE = 5.0
"""Seconds a dialog or a command is given; a bot that was killed answers nothing."""
_RECENT = 100
_WRITERS = ("Emma", "Elena", "Luz")
_MODERATOR = rules.MODERATOR
_SPANISH_ROOM = "noticias"
_ACKNOWLEDGED = ("/channels/", "waits for a moderator", "espera a un moderador")
"""What a dialog is answered with that was stored, or that is held."""
_LOOKS = 0.1
"""Seconds between two looks at the queue."""
_FIRST_CARD_SECONDS = 60.0
"""Seconds that a busy machine is given until the first card has its thread."""
_WITH_FILE = 0.3
"""How many of the comments that are to be held have a file."""
_REGRETTED, _REGRET_SECONDS = 0.4, 0.15
"""How many of these their authors change or delete at once, and within which time."""


class Load:
    """A busy server. As a context it goes on until its end; ``online`` is told by whoever runs the bot.

    ``acknowledged`` are the texts of dialogs the bot said it has, ``posted`` the headlines and rooms of cards
    it said it posted, ``asked`` all those it was asked for. ``waiting`` counts what it has yet to answer.
    """

    def __init__(self, sandbox: Sandbox, rooms: Sequence[str], seed: int, pause: float) -> None:
        """``pause``: seconds between two articles."""
        self._sandbox = sandbox
        self._rooms = rooms
        self._pause = pause
        self._chance = random.Random(seed)
        self._people = [sandbox.member(name) for name in _WRITERS]
        self._recent: deque[tuple[Actor, dict[str, Any]]] = deque(maxlen=_RECENT)
        self._deciders = [rules.Decider(sandbox, self._chance, name) for name in rules.DECIDING]
        self._numbers = 0
        self._edits = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._dialogs: set[asyncio.Task[None]] = set()
        self._regrets: set[asyncio.Task[None]] = set()
        self.online = True
        self.waiting = 0
        self.acknowledged: list[str] = []
        self.asked: list[tuple[str, str]] = []
        self.posted: list[tuple[str, str]] = []

    async def __aenter__(self) -> Self:
        room = self._sandbox.world.channel_named(_SPANISH_ROOM)["id"]
        told = {"language": "es", "channel": room}
        chosen = await self._sandbox.member(_MODERATOR).command(_SPANISH_ROOM, "language channel", **told)
        await chosen.answer(2 * PATIENCE)
        await rules.switch_on(self._sandbox)
        async with asyncio.timeout(_FIRST_CARD_SECONDS):
            while not self._cards():
                await self.post()
        doing = [self._write(), self._use_dialogs(), self._post_on(), *map(self._decide, self._deciders)]
        self._tasks = [asyncio.create_task(one) for one in doing]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await asyncio.gather(*self._dialogs, *self._regrets)

    async def burst(self) -> None:
        """A few acts and decisions at once and a dialog begun, so that the bot has its hands full."""
        for decider in self._deciders:
            decider.decide_now()
        for _ in range(self._chance.randint(3, 8)):
            await self._act()
        self._begin_dialog()

    # ------------------------------------------------------------------ writing

    async def _write(self) -> None:
        while True:
            await asyncio.sleep(self._chance.expovariate(ONLINE if self.online else OFFLINE))
            await self._act()

    async def _act(self) -> None:
        person, roll = self._chance.choice(self._people), self._chance.random()
        if roll < 0.66:
            await self._say(person)
        elif roll < 0.78:
            card = self._chance.choice(self._cards())
            self._recent.append((person, await person.reply(card, self._comment())))
        elif roll < 0.96 and self._recent:
            await self._change(delete=roll > 0.90)
        else:
            await person.send(self._chance.choice(self._rooms), f"{self._tag('n')} of something else")

    async def _say(self, person: Actor) -> None:
        card = self._chance.choice(self._cards())
        said = [one for one in person.messages(card["id"], limit=20) if one["type"] in (0, 19)]
        text = self._comment()
        is_banned = rules.BANNED in text
        with_file = is_banned and self._chance.random() < _WITH_FILE
        files = [("note.txt", text.split()[0].encode())] if with_file else []
        answered = self._chance.choice(said) if said and self._chance.random() < 0.3 else None
        sent = await person.send(card["id"], text, reply_to=answered, files=files)
        if is_banned and self._chance.random() < _REGRETTED:
            self._start(self._regrets, self._regret(person, sent))
        else:
            self._recent.append((person, sent))

    async def _regret(self, person: Actor, sent: dict[str, Any]) -> None:
        """Change or delete what was just said."""
        await asyncio.sleep(self._chance.uniform(0, _REGRET_SECONDS))
        await self._alter(person, sent, delete=self._chance.random() < 0.5)

    async def _change(self, *, delete: bool) -> None:
        chosen = self._chance.choice(self._recent)
        person, sent = chosen
        if delete:
            self._recent.remove(chosen)
        await self._alter(person, sent, delete=delete)

    async def _alter(self, person: Actor, sent: dict[str, Any], *, delete: bool) -> None:
        """Delete a message or give it another text, unless the bot has taken it down."""
        with contextlib.suppress(DiscordError):
            if delete:
                await person.delete(sent)
                return
            self._edits += 1
            await person.edit(sent, f"{sent['content'].split()[0]} {self._sentence()}, {self._edits}.")

    def _cards(self) -> list[dict[str, Any]]:
        """The cards of the last articles that have their thread."""
        world = self._sandbox.world
        rooms = [world.channel_named(name)["id"] for name in self._rooms]
        found = [
            message.data
            for room in rooms
            for message in world.messages.get(room, {}).values()
            if message.author_id == world.bot.id and message.id in world.channels
        ]
        return sorted(found, key=lambda one: int(one["id"]))[-4 * len(rooms) :]

    def _comment(self) -> str:
        return f"{self._tag('c')} {self._sentence()}."

    def _sentence(self) -> str:
        return rules.sentence(self._chance)

    def _tag(self, letter: str) -> str:
        self._numbers += 1
        return f"{letter}{self._numbers:06d}"

    # ------------------------------------------------------------------ dialogs and articles

    async def _use_dialogs(self) -> None:
        while True:
            await asyncio.sleep(self._chance.expovariate(DIALOGS))
            if self.online:
                self._begin_dialog()

    def _begin_dialog(self) -> None:
        self._start(self._dialogs, self._dialog())

    @staticmethod
    def _start(running: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        running.add(task)
        task.add_done_callback(running.discard)

    async def _dialog(self) -> None:
        person, text = self._chance.choice(self._people), self._comment()
        self.waiting += 1
        try:
            asked = await person.click(self._chance.choice(self._cards()), "t1:reply:")
            sent = await person.submit(await asked.dialog(PATIENCE), text)
            answer = (await sent.answer(PATIENCE))["content"]
            if any(one in answer for one in _ACKNOWLEDGED):
                self.acknowledged.append(text)
        except (TimeoutError, DiscordError):
            pass  # the bot was killed: it may have been stored, or not
        finally:
            self.waiting -= 1

    async def _decide(self, decider: rules.Decider) -> None:
        while True:
            await asyncio.sleep(_LOOKS)
            if self.online:
                await decider.decide()

    async def _post_on(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.5, 1.5) * self._pause)
            while not self.online:  # noqa: ASYNC110  # at no moment that others begin at too
                await asyncio.sleep(self._chance.uniform(0, 0.2))
            await self.post()

    async def post(self) -> None:
        """Paste one article into every room, one after the other."""
        headline = f"Harbour report {len(self.asked):04d} tells of the season"
        for room in self._rooms:
            self.asked.append((headline, room))
            self.waiting += 1
            try:
                asked = await self._sandbox.member(_MODERATOR).command(room, "article paste")
                dialog = await asked.dialog(PATIENCE)
                sent = await self._sandbox.member(_MODERATOR).submit(dialog, headline, _text(headline), "")
                await sent.answer_where(lambda answer: "/channels/" in answer["content"], 2 * PATIENCE)
                self.posted.append((headline, room))
            except (TimeoutError, DiscordError):
                pass  # the bot was killed: the card may have been promised, or not
            finally:
                self.waiting -= 1


def _text(headline: str) -> str:
    sentences = (
        "The boats came home before noon and the market was full by two in the afternoon.",
        "Nobody on the quay remembers a spring in which the anchovy arrived so late in the year.",
        "The cooperative will decide next week whether the smaller nets may be used again.",
        "Its members have asked the council for a second crane and for light on the eastern pier.",
    )
    return "\n\n".join(
        [f"{headline}, as the harbour office told on Monday.", *sentences, " ".join(sentences)]
    )
