"""The real bot on a simulated Discord, and the people who use it.

A test asks for the fixture ``tertulia`` and drives it as people do::

    async def test_it_helps(tertulia: Simulated) -> None:
        answer = await tertulia.run(tertulia.emma, "/help")
        assert "Tertulia" in answer.text and answer.ephemeral

Everything is ours and real but Discord itself: settings, database, services, client, cogs. Every request
the bot made is checked when the test ends, and every error that was not meant for a person fails the test.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from simcord import ChannelHandle, Env, MemberActor, ResponseMessage, UserHandle
from simcord.components import walk_components

from bot.app import Tertulia, assemble
from bot.database.engine import Database
from bot.database.place import Place
from bot.discordkit.client import Services
from bot.discordkit.intents import wanted
from bot.domain.errors import TertuliaError
from bot.jobs.kinds import Job
from bot.jobs.reconciler import Health
from bot.jobs.worker import Worker
from bot.moderating.hide_comment import Hiding
from bot.settings import Settings
from bot.translation.engines.engine import Engine
from bot.translation.engines.governor import Governor
from tests.clock import FastClock
from tests.discord import members_overlay, overlay, spec
from tests.discord.answers import BUTTON, Answer, channel_of, labels_of, text_of
from tests.discord.server import Seed, seed
from tests.postgresql import variables

SETTLE_SECONDS = 15.0


class Simulated:
    """One bot, one server, four members. Made by the fixture ``tertulia``.

    ``emma`` reads English (en-US) and ``elena`` Spanish (es-ES); ``mateo`` (es-ES) is a moderator, ``marta``
    (en-US) a moderator who also manages the server.
    """

    env: Env
    client: Tertulia
    seed: Seed
    engines: list[Engine]
    """The translation engines from the next start on; none unless a test says otherwise."""

    def __init__(self, place: Place, settings: dict[str, Any], intents: discord.Intents) -> None:
        own = {"DISCORD_TOKEN": "simulated." * 3, "TERTULIA_REDRAW_SECONDS": 0, **variables(place)}
        self._settings = Settings(**{**own, **settings})
        self._intents = intents
        self.engines = []
        self._adapter = overlay.WebhookAdapter()
        self._running = contextlib.AsyncExitStack()
        self._expected: tuple[type[BaseException], ...] = (TertuliaError,)
        self.clock = FastClock()

    # ------------------------------------------------------------------ the parts

    @property
    def services(self) -> Services:
        """The parts of the bot, by their types."""
        return _Services(*self.client.services.all)

    def health(self, job: Job) -> Health:
        """How one kind of background work is doing."""
        return next(one for one in self.services[Worker].health if one.job is job)

    @property
    def database(self) -> Database:
        """The bot's database."""
        return self.services[Database]

    @property
    def place(self) -> Place:
        """Where the bot's database is."""
        return self._settings.place

    @property
    def path(self) -> Path:
        """The file of the bot's database, for a test that is about files."""
        assert isinstance(self.place, Path)
        return self.place

    @property
    def emma(self) -> MemberActor:
        """Reads English; may do what everybody may."""
        return self.seed.emma

    @property
    def elena(self) -> MemberActor:
        """Reads Spanish; may do what everybody may."""
        return self.seed.elena

    @property
    def mateo(self) -> MemberActor:
        """Reads Spanish; a moderator."""
        return self.seed.mateo

    @property
    def marta(self) -> MemberActor:
        """Reads English; a moderator who manages the server."""
        return self.seed.marta

    # ------------------------------------------------------------------ starting and stopping

    async def start(self) -> None:
        """Start the bot: for the first time with the server of :class:`Seed`, later with what is there."""
        overlay.install()
        members_overlay.install()
        self._running.enter_context(self._adapter.used())
        engines = [Governor(one, self.clock) for one in self.engines]
        client = await self._running.enter_async_context(
            assemble(self._settings, self._intents, self.clock, engines)
        )
        if hasattr(self, "env"):
            await self.env.restart_bot(client)
        else:
            self.env = Env(client, shard_count=1, settle_timeout=SETTLE_SECONDS, check_errors=False)
            self.seed = seed(self.env)
            await self.env.start()
        self.client = client
        self._adapter.attach(self.env)
        await self.settle()

    async def stop(self) -> None:
        """Stop the bot as SIGTERM does. People can go on writing; :meth:`start` starts it again."""
        with contextlib.suppress(TimeoutError):
            await self.settle()
        await overlay.detach(self.env)
        await self._running.aclose()

    async def wind_down(self) -> None:
        """Stop the bot with all it has to do, as :meth:`stop` does not. Discord tells it of nothing from the
        moment it disconnects, and answers it to its end.
        """
        await self._running.aclose()
        await overlay.detach(self.env)

    async def restart(self, **settings: Any) -> None:
        """Stop the bot and start it on the same database and server, with these settings changed."""
        await self.stop()
        await self.started(**settings)

    async def started(self, **settings: Any) -> None:
        """Start the bot again after :meth:`stop`, with these settings changed."""
        given = {str(Settings.model_fields[name].validation_alias): value for name, value in self._settings}
        self._settings = Settings(**{**given, **settings})
        await self.start()

    async def finish(self) -> None:
        """Stop for good, then fail for wrong requests and for errors nobody was told about."""
        await self.stop()
        await self.env.shutdown()
        told = [fault for request in self.env.http_requests for fault in spec.faults(request)]
        assert not told, "wrong requests:\n" + "\n".join(dict.fromkeys(told))
        if unexpected := [error for error in map(_cause, self.env.errors) if not self._expects(error)]:
            raise BaseExceptionGroup("the bot raised errors that no person was told about", unexpected)

    def expect(self, *errors: type[BaseException]) -> None:
        """Let these errors happen in this test. Errors for people (TertuliaError) always may."""
        self._expected += errors

    def _expects(self, error: BaseException) -> bool:
        return isinstance(error, self._expected)

    # ------------------------------------------------------------------ what people do

    async def run(
        self,
        member: MemberActor,
        command: str,
        /,
        *,
        at: ChannelHandle | None = None,
        forced: bool = False,
        **options: Any,
    ) -> Answer:
        """Run a slash command, such as ``run(marta, "/article post", link="https://…", channel=seed.news)``.

        ``at`` is the channel it is run in (``seed.news``). Channels are given as handles, files as
        ``(name, bytes)``. Discord hides commands from members who lack their default permission, and so does
        the simulation: ``forced`` shows it to ``member`` the way a server's manager can, to see that the bot
        checks by itself.
        """
        name = command.removeprefix("/")
        if forced:
            self._show(member, name.split()[0], type_=1)
        return Answer(await member.slash(at or self.seed.news, name, **options))

    async def menu(
        self, member: MemberActor, name: str, message: discord.Message, *, forced: bool = False
    ) -> Answer:
        """Choose a command from a message's context menu; ``name`` is its English name."""
        if forced:
            self._show(member, name, type_=3)
        return Answer(await member.context_menu(self.channel(message.channel.id), name, message))

    async def complete(
        self, member: MemberActor, command: str, option: str, typed: str, *, at: ChannelHandle | None = None
    ) -> list[dict[str, Any]]:
        """What autocomplete offers for what was typed: dicts with ``name`` and ``value``."""
        return await member.autocomplete(at or self.seed.news, command.removeprefix("/"), option, typed)

    async def click(
        self, member: MemberActor | UserHandle, message: discord.Message | ResponseMessage, label: str
    ) -> Answer:
        """Click the button with this label, or whose label, or else ``custom_id``, starts with it.

        In direct messages it is the account that clicks: ``emma.user``.
        """
        stored = self.env.backend.get_message(channel_of(message), message.id)
        buttons = [one for one in walk_components(stored.components) if one.get("type") == BUTTON]
        found = (
            [one for one in buttons if one.get("label") == label]
            or [one for one in buttons if str(one.get("label")).startswith(label)]
            or [one for one in buttons if str(one.get("custom_id")).startswith(label)]
        )
        assert len(found) == 1, f"{len(found)} buttons {label!r} among {labels_of(message)}"
        return Answer(await member.click(message, custom_id=found[0]["custom_id"]))

    async def choose(
        self, member: MemberActor | UserHandle, message: discord.Message | ResponseMessage, *values: Any
    ) -> Answer:
        """Choose from the one select menu of a message."""
        stored = self.env.backend.get_message(channel_of(message), message.id)
        menus = [one for one in walk_components(stored.components) if one.get("type") in (3, 5, 6, 7, 8)]
        assert len(menus) == 1, f"{len(menus)} select menus"
        return Answer(await member.select(message, values, custom_id=menus[0]["custom_id"]))

    async def fill(self, member: MemberActor | UserHandle, dialog: Answer, values: dict[str, Any]) -> Answer:
        """Fill in and send the dialog that ``dialog`` opened; keys are labels or custom_ids of its fields."""
        fields = {}
        for one in walk_components(dialog.dialog["components"]):
            inner = one.get("component")
            if inner:
                fields[one["label"]] = inner["custom_id"]
            elif one.get("label") and one.get("custom_id"):
                fields[one["label"]] = one["custom_id"]
        filled = {fields.get(name, name): value for name, value in values.items()}
        return Answer(await member.submit_modal(dialog.result, filled))

    def speaks(self, member: MemberActor, locale: str) -> None:
        """Set the language of a member's Discord client, such as ``es-419``."""
        self.env.backend.locales[member.id] = locale

    def channel(self, channel_id: int) -> ChannelHandle:
        """The channel or thread with this id; a message's thread has the message's id."""
        return ChannelHandle(self.env, self.seed.guild, self.env.backend.get_channel(channel_id))

    def shown(self, channel: ChannelHandle) -> list[str]:
        """What everybody reads in a channel or thread, oldest first."""
        return [text_of(message) for message in channel.history() if not message.flags.ephemeral]

    def permit(self, **permissions: bool) -> None:
        """Give or take the bot permissions in the whole server, such as ``manage_webhooks=False``.

        What @everyone holds (such as ``send_messages``) can only be taken in a channel, by an overwrite.
        """
        guild = self.env.backend.get_guild(self.seed.guild.id)
        held = guild.members[self.env.backend.bot_user.id].role_ids
        roles = [guild.roles[role_id] for role_id in held if role_id != guild.id]
        for role in roles:  # the one of the seed, and the one every invited bot has of its own
            changed = discord.Permissions(role.permissions)
            changed.update(**permissions)
            role.permissions = changed.value
        self.env.backend.announce_role_updates(guild.id, roles)

    def fail(self, method: str, path: str, status: int = 500, code: int = 0, times: int | None = 1) -> None:
        """Let Discord refuse matching requests: ``fail("POST", "/channels/*/messages", 403, 50013)``.

        A 5xx is what is left after discord.py's own retries. ``times=None``: from now on.
        """
        self.env.inject_error(method, path, status=status, code=code, times=times)

    def heal(self) -> None:
        """Let Discord answer everything again."""
        self.env.backend.faults.clear()

    # ------------------------------------------------------------------ waiting and looking

    async def settle(self) -> None:
        """Wait until the bot has handled every event. For its background work there is :meth:`until`."""
        await self.env.settle(idle=overlay.SETTLE_IDLE)

    async def until(self, wanted_state: Callable[[], Any | Awaitable[Any]], seconds: float = 20.0) -> Any:
        """Wait until ``wanted_state`` gives something true, and return it: for background work."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            value = wanted_state()
            if inspect.isawaitable(value):
                value = await value
            if value:
                return value
            assert asyncio.get_running_loop().time() < deadline, f"waited {seconds} s in vain"
            await asyncio.sleep(0.01)

    def requests(self, method: str, pattern: str) -> list[Any]:
        """The requests the bot has made so far whose path contains ``pattern``."""
        return [one for one in self.env.http_requests if one.method == method and pattern in one.path]

    def _show(self, member: MemberActor, name: str, *, type_: int) -> None:
        command = self.env.backend.find_command(name, None, type=type_)
        assert command is not None, f"Discord knows no command {name!r}"
        self.seed.guild.set_command_permissions(int(command["id"]), {member: True})


class _Services(Services):
    @property
    def hiding(self) -> Hiding:
        """What cases written before services had types call it."""
        return self[Hiding]


def _cause(error: BaseException) -> BaseException:
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error.__cause__
        if cause is None:
            break
        error = cause
    return error


def intents(*, message_content: bool = True) -> discord.Intents:
    """What the bot listens to, with or without the privileged intent."""
    return wanted(message_content=message_content)
