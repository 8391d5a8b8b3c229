"""A small bot with one of everything an app can show, for driving the page."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib

import discord
from discord import app_commands, ui

from tests.sandbox.page.dialogs import People, ReplyDialog, Survey, notice

SPANISH = {
    "article": "artículo",
    "post": "publicar",
    "upload": "subir",
    "link": "enlace",
    "topic": "tema",
    "tone": "tono",
    "Calm": "Tranquilo",
    "Report comment": "Denunciar comentario",
    "Post an article": "Publica un artículo",
}
TOPICS = ("Culture", "Council", "Markets")


class Spanish(app_commands.Translator):
    """The names this bot knows in Spanish."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        return SPANISH.get(string.message) if locale is discord.Locale.spain_spanish else None


def picture() -> bytes:
    """A PNG of 240 by 120 pixels in one colour."""
    width, height = 240, 120
    rows = (b"\x00" + bytes((46, 125, 107)) * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class Aside(ui.View):
    """A button of a message that only one member sees."""

    @ui.button(label="And then?")
    async def more(self, interaction: discord.Interaction, button: ui.Button[Aside]) -> None:
        await interaction.response.send_message("Nada más.", ephemeral=True)

    @ui.button(label="◀ Older")
    async def older(self, interaction: discord.Interaction, button: ui.Button[Aside]) -> None:
        await interaction.response.edit_message(content="La página anterior.", view=Aside())


class CardButtons(ui.ActionRow["Card"]):
    """What can be done with the card."""

    @ui.button(label="Leer en español", style=discord.ButtonStyle.primary, custom_id="spanish")
    async def spanish(self, interaction: discord.Interaction, button: ui.Button[Card]) -> None:
        words = "La biblioteca **nunca** cierra."
        await interaction.response.send_message(words, view=Aside(), ephemeral=True)

    @ui.button(label="Leave a reply", emoji="💬", custom_id="reply")
    async def reply(self, interaction: discord.Interaction, button: ui.Button[Card]) -> None:
        await interaction.response.send_modal(ReplyDialog())

    @ui.button(label="Think", style=discord.ButtonStyle.success, custom_id="think")
    async def think(self, interaction: discord.Interaction, button: ui.Button[Card]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        client = interaction.client
        assert isinstance(client, PageBot)
        await client.thought.wait()
        await interaction.followup.send("It is all thought through.", ephemeral=True)

    @ui.button(label="Say nothing", style=discord.ButtonStyle.danger, custom_id="silence")
    async def silence(self, interaction: discord.Interaction, button: ui.Button[Card]) -> None:
        """Leaves the person waiting."""

    @ui.button(label="Worn out", disabled=True, custom_id="worn")
    async def worn(self, interaction: discord.Interaction, button: ui.Button[Card]) -> None:
        """Cannot be pressed."""


class TopicChoice(ui.ActionRow["Card"]):
    """A choice of several topics."""

    @ui.select(
        placeholder="Topics",
        min_values=1,
        max_values=2,
        custom_id="topics",
        options=[
            discord.SelectOption(label=one, value=one.lower(), description=f"All about {one}")
            for one in TOPICS
        ],
    )
    async def topics(self, interaction: discord.Interaction, select: ui.Select[Card]) -> None:
        await interaction.response.send_message(f"Chosen: {', '.join(select.values)}", ephemeral=True)


class PlaceChoice(ui.ActionRow["Card"]):
    """A choice of a channel."""

    @ui.select(
        cls=ui.ChannelSelect,
        placeholder="A channel",
        custom_id="place",
        channel_types=[discord.ChannelType.text],
    )
    async def place(self, interaction: discord.Interaction, select: ui.ChannelSelect[Card]) -> None:
        await interaction.response.send_message(f"There: {select.values[0].name}", ephemeral=True)


class Card(ui.LayoutView):
    """A card with all that Components V2 has."""

    def __init__(self, jump: str) -> None:
        super().__init__(timeout=None)
        thumbnail = ui.Thumbnail(
            discord.UnfurledMediaItem("attachment://mill.png"), description="The old mill"
        )
        title = "## [The library that never closes](https://riverside.example/mill)\n-# English · publisher"
        gallery = ui.MediaGallery(
            discord.MediaGalleryItem("attachment://mill.png", description="The mill by night")
        )
        link: ui.ActionRow[Card] = ui.ActionRow(ui.Button(label="Open discussion", url=jump))
        self.add_item(
            ui.Container(
                ui.Section(title, "The town's old mill lends books at every hour.", accessory=thumbnail),
                ui.Separator(),
                ui.TextDisplay("Volunteers keep the lights on. ||Nobody stole a book.||"),
                gallery,
                CardButtons(),
                link,
                TopicChoice(),
                PlaceChoice(),
                ui.File("attachment://notes.txt"),
                accent_colour=0x2E7D6B,
            )
        )
        self.add_item(ui.Container(ui.TextDisplay("The ending of the novel"), spoiler=True))


class PageBot(discord.Client):
    """The bot; ``settled`` is set when its commands are registered, and ``thought`` lets *Think* answer."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        nobody = discord.AllowedMentions.none()
        super().__init__(intents=intents, allowed_mentions=nobody, guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.settled = asyncio.Event()
        self.thought = asyncio.Event()
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Spanish())
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.settled.set()

    async def post_card(self, channel: discord.TextChannel, jump: str) -> discord.Message:
        """Send the card; its *Open discussion* leads to ``jump``."""
        files = [
            discord.File(io.BytesIO(picture()), "mill.png"),
            discord.File(io.BytesIO(b"Notes."), "notes.txt"),
        ]
        return await channel.send(view=Card(jump), files=files)


def add_commands(tree: app_commands.CommandTree[PageBot]) -> None:
    """Register the bot's commands."""
    article = app_commands.Group(name="article", description="Articles")
    moderate = app_commands.Group(
        name="moderate",
        description="For moderators",
        default_permissions=discord.Permissions(manage_messages=True),
    )

    @article.command(description="Post an article")
    @app_commands.choices(
        tone=[
            app_commands.Choice(name=app_commands.locale_str("Calm"), value="calm"),
            app_commands.Choice(name="Loud", value="loud"),
        ]
    )
    async def post(
        interaction: discord.Interaction,
        link: str,
        channel: discord.TextChannel | None = None,
        topic: str | None = None,
        tone: str | None = None,
        count: app_commands.Range[int, 1, 5] | None = None,
        public: bool | None = None,
        reader: discord.Member | None = None,
    ) -> None:
        place, who = (one.name if one else None for one in (channel, reader))
        await interaction.response.send_message(
            f"post {link} in {place} about {topic}, {tone}, {count}, {public}, {who}", ephemeral=True
        )

    @post.autocomplete("topic")
    async def topics(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=one, value=one.upper())
            for one in TOPICS
            if current.lower() in one.lower()
        ]

    @article.command(description="Post an article from a file that lies on a disk of your own")
    async def upload(interaction: discord.Interaction, file: discord.Attachment) -> None:
        text = (await file.read()).decode()
        await interaction.response.send_message(f"{file.filename}: {text}", ephemeral=True)

    @tree.command(description="Ask a few things")
    async def survey(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Survey())

    @tree.command(description="A classic message")
    async def classic(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("As it used to be", embed=notice(), view=People())

    @moderate.command(description="Close a discussion")
    async def close(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Closed, as <@&0> wished.")

    @tree.context_menu(name="Report comment")
    async def report(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"Reported: {message.content}", ephemeral=True)

    tree.add_command(article)
    tree.add_command(moderate)
