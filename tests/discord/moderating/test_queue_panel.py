"""A panel in the moderators' channel says how much waits, follows, and opens the queue."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType
from sqlalchemy import update

from bot.database.schema import queue_panel
from bot.jobs.kinds import Job
from bot.moderating.queue import panel_store as panels
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.moderated import RUDE, moderators_channel, notices, report
from tests.discord.queued import act
from tests.discord.ruled import set_rule
from tests.discord.simulated import Simulated


@pytest.fixture(autouse=True)
def quick(tertulia: Simulated) -> None:
    """Minutes pass in moments."""
    tertulia.clock.speed = 600.0


def shown(tertulia: Simulated) -> list[discord.Message]:
    return [one for one in notices(tertulia) if "t1:queue" in str(one.components)]


def says(tertulia: Simulated, *texts: str) -> bool:
    """Whether there is one panel, which says all this."""
    found = shown(tertulia)
    return len(found) == 1 and all(one in text_of(found[0]) for one in texts)


async def switched_on(tertulia: Simulated) -> Discussed:
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    answer = await tertulia.run(tertulia.marta, "/settings queue-panel", on=True)
    assert "The panel will be in" in answer.text
    await tertulia.until(lambda: says(tertulia, "No comment waits"))
    return discussed


async def an_hour_passes(tertulia: Simulated) -> None:
    then = datetime.now(UTC) - timedelta(days=1)
    await tertulia.database.write(
        lambda connection: connection.execute(update(queue_panel).values(posted_at=then))
    )


async def test_it_counts_what_waits_in_all_the_channels_languages_and_shows_no_text(
    tertulia: Simulated,
) -> None:
    discussed = await switched_on(tertulia)
    await tertulia.run(tertulia.marta, "/language server", language="es")
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await say(tertulia, tertulia.emma, discussed, "A river.")
    await tertulia.until(lambda: says(tertulia, "Hay 2 nuevos que nadie ha mirado"))
    await report(tertulia, tertulia.elena, sent)
    await tertulia.until(lambda: says(tertulia, "### Espera 1 comentario", "Denunciado: 1", "El más antiguo"))
    panel = shown(tertulia)[0]
    assert "fools" not in text_of(panel)
    assert labels_of(panel) == ["Abrir la cola"]


async def test_its_button_opens_the_queue_for_whoever_may_decide_also_after_a_restart(
    tertulia: Simulated,
) -> None:
    discussed = await switched_on(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, sent)
    await tertulia.until(lambda: says(tertulia, "1 comment waits"))
    await tertulia.restart()
    panel = shown(tertulia)[0]
    seen = discord.Permissions(view_channel=True).value
    overwrite = Overwrite(tertulia.emma.id, OverwriteType.MEMBER, allow=seen)
    tertulia.env.backend.set_overwrite(tertulia.seed.moderators.id, overwrite)
    refused = await tertulia.click(tertulia.emma, panel, "t1:queue")
    assert "Manage Messages" in refused.text
    card = await tertulia.click(tertulia.mateo, panel, "t1:queue")
    assert card.ephemeral
    assert "fools" in card.text
    await act(tertulia, tertulia.mateo, card, "Aprobar")
    await tertulia.until(lambda: says(tertulia, "No comment waits"))
    assert shown(tertulia)[0].id == panel.id


async def test_it_is_edited_once_a_minute_and_not_while_nothing_changes(tertulia: Simulated) -> None:
    discussed = await switched_on(tertulia)

    def edits() -> int:
        return len(tertulia.requests("PATCH", f"/channels/{tertulia.seed.moderators.id}/messages"))

    await asyncio.sleep(0.15)  # more than a minute of its clock
    tertulia.clock.speed = 1.0
    sent, _ = await say(tertulia, tertulia.emma, discussed, "River")
    await tertulia.until(lambda: says(tertulia, "1 new one"))
    assert edits() == 1
    for number in range(3):
        await say(tertulia, tertulia.emma, discussed, f"River {number}")
    await tertulia.settle()
    assert edits() == 1
    tertulia.clock.speed = 600.0
    await tertulia.until(lambda: says(tertulia, "4 new ones"))
    assert edits() == 2
    await tertulia.emma.edit(sent, "A river")  # it still waits
    await tertulia.settle()
    await asyncio.sleep(0.3)
    assert edits() == 2


async def test_after_an_hour_it_moves_below_what_others_wrote_and_only_then(tertulia: Simulated) -> None:
    discussed = await switched_on(tertulia)
    first = shown(tertulia)[0]
    await say(tertulia, tertulia.emma, discussed, "A river.")
    await tertulia.until(lambda: says(tertulia, "1 new one"))
    await an_hour_passes(tertulia)
    await say(tertulia, tertulia.emma, discussed, "A bridge.")
    await tertulia.until(lambda: says(tertulia, "2 new ones"))
    assert shown(tertulia)[0].id == first.id  # nobody wrote below it
    await tertulia.marta.send(tertulia.seed.moderators, "Who is here?")
    await tertulia.settle()
    await an_hour_passes(tertulia)
    await say(tertulia, tertulia.emma, discussed, "A night.")
    await tertulia.until(lambda: says(tertulia, "3 new ones") and shown(tertulia)[0].id != first.id)
    assert notices(tertulia)[-1].id == shown(tertulia)[0].id


async def test_switched_off_it_goes(tertulia: Simulated) -> None:
    await switched_on(tertulia)
    answer = await tertulia.run(tertulia.marta, "/settings queue-panel", on=False)
    assert "off" in answer.text
    await tertulia.until(lambda: not shown(tertulia))

    async def forgotten() -> bool:
        return await tertulia.database.read(panels.servers) == []

    await tertulia.until(forgotten)


async def test_it_goes_with_the_moderators_channel_and_comes_with_another(tertulia: Simulated) -> None:
    await switched_on(tertulia)
    await tertulia.run(tertulia.marta, "/settings moderators-channel", clear=True)
    await tertulia.until(lambda: not shown(tertulia))
    await moderators_channel(tertulia)
    await tertulia.until(lambda: says(tertulia, "No comment waits"))


async def test_it_is_deleted_where_everybody_can_read_it(tertulia: Simulated) -> None:
    discussed = await switched_on(tertulia)
    tertulia.env.backend.edit_channel(tertulia.seed.moderators.id, {}, overwrites=[])
    await tertulia.settle()
    await say(tertulia, tertulia.emma, discussed, "A river.")
    await tertulia.until(lambda: not shown(tertulia))
    await tertulia.until(lambda: tertulia.health(Job.QUEUE_PANEL).failing)


async def test_only_managers_switch_it_and_only_with_a_channel(tertulia: Simulated) -> None:
    await discuss(tertulia)
    without = await tertulia.run(tertulia.marta, "/settings queue-panel", on=True)
    assert "needs a moderators' channel" in without.text
    await moderators_channel(tertulia)
    refused = await tertulia.run(tertulia.mateo, "/settings queue-panel", on=True, forced=True)
    assert "permiso" in refused.text
    await tertulia.settle()
    assert await tertulia.database.read(panels.servers) == []


async def test_deleted_by_somebody_it_is_sent_again_with_the_next_change(tertulia: Simulated) -> None:
    discussed = await switched_on(tertulia)
    await tertulia.marta.delete(shown(tertulia)[0])
    await say(tertulia, tertulia.emma, discussed, "A river.")
    await tertulia.until(lambda: says(tertulia, "1 new one"))


async def test_where_discord_fails_it_is_sent_later_once(tertulia: Simulated) -> None:
    await discuss(tertulia)
    await moderators_channel(tertulia)
    tertulia.fail("POST", f"/channels/{tertulia.seed.moderators.id}/messages", 500, times=None)
    await tertulia.run(tertulia.marta, "/settings queue-panel", on=True)
    await tertulia.until(lambda: tertulia.health(Job.QUEUE_PANEL).failing)
    tertulia.heal()
    await tertulia.restart()
    await tertulia.until(lambda: says(tertulia, "No comment waits"))


async def test_it_reminds_once_of_what_waits_for_too_long(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await switched_on(tertulia)
    first = shown(tertulia)[0].id
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, sent)
    await tertulia.until(lambda: says(tertulia, "1 comment waits"))
    told = await tertulia.run(tertulia.marta, "/settings reminder", hours=2)
    assert "waited for 2 hours" in told.text
    later = datetime.now(UTC) + timedelta(hours=3)
    monkeypatch.setattr(tertulia.clock, "utcnow", lambda: later)
    tertulia.clock.speed = 36_000.0  # ten hours a second
    await tertulia.until(lambda: says(tertulia, "1 comment waits for more than 2 hours"))
    second = shown(tertulia)[0].id
    assert second != first
    assert "<@" not in text_of(shown(tertulia)[0])
    await tertulia.emma.edit(sent, "You are all thieves")
    await tertulia.settle()
    await asyncio.sleep(0.2)
    assert shown(tertulia)[0].id == second
    stored = await tertulia.database.read(panels.get, tertulia.seed.guild.id)
    assert stored is not None
    assert stored.reminded_to == comment.source_id


async def test_reminders_need_the_panel_and_a_manager(tertulia: Simulated) -> None:
    await discuss(tertulia)
    without = await tertulia.run(tertulia.marta, "/settings reminder", hours=2)
    assert "Switch the panel on first" in without.text
    refused = await tertulia.run(tertulia.mateo, "/settings reminder", hours=2, forced=True)
    assert "permiso" in refused.text


async def test_reminders_can_be_switched_off(tertulia: Simulated) -> None:
    await switched_on(tertulia)
    told = await tertulia.run(tertulia.marta, "/settings reminder", hours=0)
    assert "no reminders" in told.text


async def test_it_counts_what_rules_hold(tertulia: Simulated) -> None:
    discussed = await switched_on(tertulia)
    await set_rule(tertulia, "capitals", "hold")
    await say(tertulia, tertulia.emma, discussed, "THIS IS ALL SHOUTED")
    await tertulia.until(lambda: says(tertulia, "### 1 comment waits", "- Held: 1"))


async def test_settings_name_the_panel_and_its_reminder(tertulia: Simulated) -> None:
    before = (await tertulia.run(tertulia.marta, "/settings show")).text
    assert "**Panel of the queue:** off" in before
    assert "Reminder" not in before
    await switched_on(tertulia)
    shown_on = (await tertulia.run(tertulia.marta, "/settings show")).text
    assert "**Panel of the queue:** on, in the moderators' channel" in shown_on
    assert "**Reminder:** off" in shown_on
    await tertulia.run(tertulia.marta, "/settings reminder", hours=2)
    tertulia.speaks(tertulia.marta, "es-ES")
    in_spanish = (await tertulia.run(tertulia.marta, "/settings show")).text
    assert "**Panel de la cola:** activado, en el canal de moderadores" in in_spanish
    assert "**Recordatorio:** cuando un comentario lleva 2 horas en espera" in in_spanish
