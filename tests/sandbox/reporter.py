"""A small bot that uses each kind of interaction, and notes what it hears."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

EN_US, SPAIN = discord.Locale.american_english, discord.Locale.spain_spanish


class Names(app_commands.Translator):
    """Spanish names for the commands that have one."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        return string.extras.get("es") if locale is SPAIN else None


class Reporter(commands.AutoShardedBot):
    """A client whose events are kept in ``heard`` as (name, arguments)."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
        )
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self.errors: asyncio.Queue[Exception] = asyncio.Queue()
        """What the handlers of commands raised."""
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        for command in (greet, slow, silent, twice, ask, pages, pick, story):
            self.tree.add_command(command)
        for menu in (details, late_dialog):
            self.tree.add_command(menu)
        self.add_dynamic_items(Lasting)
        self.tree.error(self._note)

    async def _note(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.errors.put_nowait(
            error.original if isinstance(error, app_commands.CommandInvokeError) else error
        )

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Names())

    async def begin(self, token: str) -> None:
        self._task = asyncio.create_task(self.start(token))
        ready = asyncio.create_task(self.wait_for_event("ready"))
        done, _ = await asyncio.wait([self._task, ready], return_when=asyncio.FIRST_COMPLETED)
        if self._task in done:
            ready.cancel()
            self._task.result()

    async def end(self) -> None:
        await self.close()
        if self._task:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.heard.append((event, args))
        self._news.set()
        self._news = asyncio.Event()
        super().dispatch(event, *args, **kwargs)

    async def wait_for_event(
        self, name: str, where: Callable[..., bool] = lambda *_: True, *, since: int = 0, within: float = 8
    ) -> Any:
        """The first argument of the first such event that meets ``where``, heard already or to come."""
        position = since
        async with asyncio.timeout(within):
            while True:
                while position < len(self.heard):
                    event, args = self.heard[position]
                    position += 1
                    if event == name and where(*args):
                        return args[0] if args else None
                await self._news.wait()

    def text_channel(self, name: str) -> Any:
        """The channel with this name, which must be there."""
        found = discord.utils.get(self.get_all_channels(), name=name)
        assert found is not None
        return found

    async def wait_for_message(self, content: str) -> discord.Message:
        message: discord.Message = await self.wait_for_event(
            "message", lambda message: message.content == content
        )
        return message


@app_commands.command(name=app_commands.locale_str("greet", es="saluda"), description="Say hello")
@app_commands.describe(name="Whom", loud="In capitals", times="How often")
async def greet(
    interaction: discord.Interaction,
    name: app_commands.Range[str, 2, 10],
    loud: bool = False,
    times: app_commands.Range[int, 1, 3] = 1,
) -> None:
    text = " ".join([f"Hello {name} ({interaction.locale.value})"] * times)
    await interaction.response.send_message(text.upper() if loud else text)


@app_commands.command(description="Think before answering")
async def slow(interaction: discord.Interaction, hidden: bool) -> None:
    await interaction.response.defer(ephemeral=hidden, thinking=True)
    await interaction.edit_original_response(content="half")
    await interaction.edit_original_response(content="whole")
    await interaction.followup.send("more", ephemeral=True)


@app_commands.command(description="Say nothing")
async def silent(interaction: discord.Interaction, wait: app_commands.Range[float, 0.0, 60.0]) -> None:
    await asyncio.sleep(wait)
    await interaction.response.send_message("too late")


@app_commands.command(description="Answer twice")
async def twice(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("once", ephemeral=True)
    again = interaction.client.http  # a second first answer, which discord.py itself would not send
    try:
        await again.request(
            discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
            json={"type": 4, "data": {"content": "twice"}},
        )
    except discord.HTTPException as error:
        await interaction.edit_original_response(content=f"refused: {error.code}")


class Form(discord.ui.Modal, title="Tell us"):
    words = discord.ui.Label(text="Words", component=discord.ui.TextInput(min_length=2, max_length=40))
    kind = discord.ui.Label(
        text="Kind",
        component=discord.ui.Select(
            options=[discord.SelectOption(label="Praise"), discord.SelectOption(label="Blame")]
        ),
    )
    file = discord.ui.Label(text="File", component=discord.ui.FileUpload(required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        files = [f"{one.filename}={(await one.read()).decode()}" for one in self.file.component.values]
        said = [self.words.component.value, *self.kind.component.values, *files]
        await interaction.response.send_message(" | ".join(said), ephemeral=True)


@app_commands.command(description="Open a dialog")
async def ask(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Form())


class Lasting(discord.ui.DynamicItem[discord.ui.Button], template=r"lasting:(?P<number>\d+)"):
    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label=f"Number {number}", custom_id=f"lasting:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any, /) -> "Lasting":
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"number {self.number}", ephemeral=True)


class Panel(discord.ui.LayoutView):
    text = discord.ui.TextDisplay("Page 1")
    row: discord.ui.ActionRow = discord.ui.ActionRow()
    choice: discord.ui.ActionRow = discord.ui.ActionRow()

    @row.button(label="Next", custom_id="next")
    async def turn(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        self.text.content = "Page 2"
        await interaction.response.edit_message(view=self)

    @row.button(label="Hush", custom_id="hush")
    async def hush(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.defer()
        await interaction.followup.send("hushed", ephemeral=True)

    @row.button(label="Gone", custom_id="gone")
    async def gone(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.defer()
        await interaction.delete_original_response()

    @row.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        raise AssertionError("a disabled button was pressed")

    @choice.select(
        custom_id="fruit", options=[discord.SelectOption(label="Apple"), discord.SelectOption(label="Pear")]
    )
    async def fruit(self, interaction: discord.Interaction, select: discord.ui.Select) -> None:
        await interaction.response.send_message(f"a {select.values[0]}", ephemeral=True)


@app_commands.command(description="Show a panel")
async def pages(interaction: discord.Interaction, hidden: bool = True) -> None:
    await interaction.response.send_message(view=Panel(), ephemeral=hidden)


@app_commands.command(description="Pick things")
@app_commands.choices(
    size=[app_commands.Choice(name="Small", value="s"), app_commands.Choice(name="Large", value="l")]
)
async def pick(
    interaction: discord.Interaction,
    channel: discord.TextChannel,
    size: app_commands.Choice[str] | None = None,
    member: discord.Member | None = None,
    role: discord.Role | None = None,
    file: discord.Attachment | None = None,
) -> None:
    read = (await file.read()).decode() if file else ""
    given = [
        channel.name,
        size.name if size else "",
        member.display_name if member else "",
        role.name if role else "",
    ]
    await interaction.response.send_message(" ".join([*given, read]), ephemeral=True)


story = app_commands.Group(
    name="story", description="Stories", default_permissions=discord.Permissions(manage_messages=True)
)


@story.command(description="Find one")
async def find(interaction: discord.Interaction, title: str) -> None:
    await interaction.response.send_message(f"found {title}", ephemeral=True)


@find.autocomplete("title")
async def titles(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    known = ("The bridge", "The market", "A library")
    return [
        app_commands.Choice(name=one, value=one.lower()) for one in known if current.lower() in one.lower()
    ]


@app_commands.context_menu(name="Details")
async def details(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(
        f"{message.author.display_name}: {message.content}", ephemeral=True
    )


@app_commands.context_menu(name="Late dialog")
async def late_dialog(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        await interaction.response.send_modal(Form())
    except discord.InteractionResponded:
        await interaction.followup.send("only as the first answer")
