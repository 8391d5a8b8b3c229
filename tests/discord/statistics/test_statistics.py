"""Members see when people write as a picture with its words; moderators also how long comments wait."""

from __future__ import annotations

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType

from tests.discord.answers import Answer
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, report
from tests.discord.simulated import Simulated

SKETCH = """
import json, sys
chart = json.load(sys.stdin)
if chart["form"] == "png":
    sys.stdout.buffer.write(b"\\x89PNG")
else:
    sys.stdout.write(f"<svg><title>{chart['title']}</title><desc>{chart['said']}</desc></svg>")
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that draws next to nothing, in a moment; what draws in earnest has tests of its own."""
    monkeypatch.setattr("bot.statistics.drawing.CHILD", ("-c", SKETCH))


async def picture_of(answer: Answer) -> discord.Attachment:
    """The one picture of an answer to one person."""
    assert answer.ephemeral
    (file,) = answer.files
    assert file.filename == "statistics.png"
    assert (await file.read()).startswith(b"\x89PNG")
    return file


async def test_members_see_comments_and_moderators_what_waits(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await say(tertulia, tertulia.elena, discussed, "No me gusta nada el puente nuevo de la ciudad.")
    await report(tertulia, tertulia.elena, sent)
    answer = await tertulia.run(tertulia.emma, "/discussion statistics")
    file = await picture_of(answer)
    assert answer.text == "2 comments"
    assert file.description.startswith("Discussions of this server: the last 30 days. 2 comments: ")
    assert "Spanish (1)" in file.description
    assert "in UTC" in file.description
    assert "moderators" not in file.description
    (offered,) = await tertulia.complete(tertulia.mateo, "/discussion statistics", "article", "río")
    answer = await tertulia.run(tertulia.mateo, "/discussion statistics", article=offered["value"], days=2)
    file = await picture_of(answer)
    assert answer.text == "2 comentarios, 1 espera a los moderadores"
    assert file.description.startswith("La noche en que subió el río: los últimos 2 días. 2 comentarios: ")
    assert "Esperan como denunciados: menos de 1 hora (1)." in file.description


async def test_where_nothing_was_said_a_sentence_says_so(tertulia: Simulated) -> None:
    await discuss(tertulia)
    for member, told in (
        (tertulia.emma, "There are no comments here yet that I could count for you."),
        (tertulia.mateo, "Todavía no hay aquí comentarios que pueda contar para ti."),
    ):
        answer = await tertulia.run(member, "/discussion statistics")
        assert answer.text == told
        assert not answer.files


async def test_a_private_room_is_counted_for_nobody_else(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "Who will pay for the new bridge?")
    (offered,) = await tertulia.complete(tertulia.elena, "/discussion statistics", "article", "")
    deny = discord.Permissions(view_channel=True).value
    overwrite = Overwrite(tertulia.elena.id, OverwriteType.MEMBER, deny=deny)
    tertulia.env.backend.set_overwrite(tertulia.seed.news.id, overwrite)
    elsewhere = tertulia.seed.noticias
    answer = await tertulia.run(tertulia.elena, "/discussion statistics", at=elsewhere)
    assert "Todavía no hay aquí comentarios" in answer.text
    named = {"at": elsewhere, "article": offered["value"]}
    answer = await tertulia.run(tertulia.elena, "/discussion statistics", **named)
    assert "Aquí no conozco ese artículo" in answer.text


async def test_a_chart_that_cannot_be_drawn_is_told(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "Who will pay for the new bridge?")
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    answer = await tertulia.run(tertulia.mateo, "/discussion statistics")
    assert answer.text == "No he podido dibujar el gráfico. Prueba otra vez dentro de un momento."
    page = await tertulia.run(tertulia.mateo, "/moderate export", at=discussed.thread, format="html")
    (file,) = page.files
    told = (await file.read()).decode()
    assert "Falta el gráfico de comentarios por hora: no se pudo dibujar." in told
    assert "Who will pay for the new bridge?" in told
    assert "<svg" not in told


async def test_discord_refuses_the_picture(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "Who will pay for the new bridge?")
    tertulia.expect(discord.DiscordServerError)
    tertulia.fail("PATCH", "/webhooks/*", 500)
    answer = await tertulia.run(tertulia.emma, "/discussion statistics")
    assert "Discord is having trouble" in answer.text
    tertulia.heal()
    await picture_of(await tertulia.run(tertulia.emma, "/discussion statistics"))


async def test_a_page_has_its_chart(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "Who will pay for the new bridge?")
    page = await tertulia.run(tertulia.marta, "/moderate export", at=discussed.thread, format="html")
    (file,) = page.files
    told = (await file.read()).decode()
    assert '<figure class="chart"><svg>' in told
    assert "The night the river rose: since the beginning</title>" in told
    assert "1 comment: English (1)." in told
    assert told.index("<svg") < told.index("Who will pay")
