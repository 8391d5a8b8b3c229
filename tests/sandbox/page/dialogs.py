"""The small bot's dialogs, and a message in the style before Components V2."""

from __future__ import annotations

import discord
from discord import ui


class ReplyDialog(ui.Modal, title="Leave a reply"):
    """A dialog with a text, a choice and files."""

    intro = ui.TextDisplay("What do you think of **the night library**?")
    words = ui.Label(
        text="Your reply",
        description="Everyone in the discussion will see it.",
        component=ui.TextInput(
            style=discord.TextStyle.paragraph, min_length=5, max_length=300, custom_id="words"
        ),
    )
    tongue = ui.Label(
        text="Language",
        component=ui.Select(
            custom_id="tongue",
            options=[
                discord.SelectOption(label="English", value="en"),
                discord.SelectOption(label="Spanish", value="es"),
            ],
        ),
    )
    proof = ui.Label(
        text="Pictures", component=ui.FileUpload(custom_id="proof", required=False, max_values=2)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        words, tongue, proof = self.words.component, self.tongue.component, self.proof.component
        assert isinstance(words, ui.TextInput)
        assert isinstance(tongue, ui.Select)
        assert isinstance(proof, ui.FileUpload)
        sizes = [len(await file.read()) for file in proof.values]
        names = [file.filename for file in proof.values]
        await interaction.response.send_message(
            f"Got {words.value!r} in {tongue.values} with {names} of {sizes} bytes", ephemeral=True
        )
        assert isinstance(interaction.channel, discord.TextChannel)
        hook = await interaction.channel.create_webhook(name="Readers")
        await hook.send(words.value, username=f"{interaction.user.display_name} (reader)")


class Survey(ui.Modal, title="A few questions"):
    """A dialog with boxes to tick."""

    pace = ui.Label(
        text="How often do you read?",
        component=ui.RadioGroup(
            custom_id="pace",
            options=[
                discord.RadioGroupOption(label="Daily", value="daily", description="Every morning"),
                discord.RadioGroupOption(label="Weekly", value="weekly"),
            ],
        ),
    )
    topics = ui.Label(
        text="What about?",
        component=ui.CheckboxGroup(
            custom_id="topics",
            max_values=2,
            options=[
                discord.CheckboxGroupOption(label=one, value=one.lower()) for one in ("Art", "City", "Sea")
            ],
        ),
    )
    agreed = ui.Label(text="You may write to me", component=ui.Checkbox(custom_id="agreed"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        pace, topics, agreed = self.pace.component, self.topics.component, self.agreed.component
        assert isinstance(pace, ui.RadioGroup)
        assert isinstance(topics, ui.CheckboxGroup)
        assert isinstance(agreed, ui.Checkbox)
        await interaction.response.send_message(
            f"{pace.value}, {topics.values}, {agreed.value}", ephemeral=True
        )


class People(ui.View):
    """A classic row with a choice of members."""

    @ui.select(cls=ui.UserSelect, placeholder="Somebody", min_values=1, max_values=3, custom_id="people")
    async def people(self, interaction: discord.Interaction, select: ui.UserSelect[People]) -> None:
        names = ", ".join(one.name for one in select.values)
        await interaction.response.send_message(f"Chosen: {names}", ephemeral=True)


def notice() -> discord.Embed:
    """An embed with all its parts."""
    embed = discord.Embed(
        title="Notice", url="https://riverside.example/notice", description="Read **this**.", colour=0xC0392B
    )
    embed.set_author(name="The editors")
    embed.set_footer(text="Until Friday")
    embed.add_field(name="Where", value="At the mill")
    return embed
