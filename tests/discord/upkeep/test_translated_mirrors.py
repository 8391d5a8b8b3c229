"""A mirror that shows a translation instead of its comment is no difference between database and Discord."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.discussion.stores import server_store as servers
from bot.domain.events import ChannelRef
from bot.domain.language import Language
from bot.domain.translation import MirrorTranslations
from bot.gathering.discord_history import DiscordHistory
from tests.discord.discussed import discuss, say
from tests.discord.rooms import mirror_in
from tests.discord.simulated import Simulated


@pytest.mark.engines("firefox")
@pytest.mark.parametrize("how", [MirrorTranslations.BELOW, MirrorTranslations.INSTEAD])
async def test_history_tells_which_mirrors_show_a_translation_alone(
    tertulia: Simulated, how: MirrorTranslations
):
    server_id = tertulia.seed.guild.id
    await tertulia.database.write(servers.set_mirror_translations, server_id, how, datetime.now(UTC))
    news = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias, language=Language.ES)
    _, comment = await say(tertulia, tertulia.emma, news, "The bridge is open again.")
    mirror = await mirror_in(tertulia, noticias, comment)
    ref = ChannelRef(server_id, noticias.post.channel_id, noticias.thread.id)
    (live,) = (await tertulia.services[DiscordHistory].one(ref, mirror.id)).messages
    assert live.mark == comment.mark
    assert live.translated is (how is MirrorTranslations.INSTEAD)
