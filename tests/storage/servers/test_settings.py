"""What managers set for a server is kept beside its language."""

from datetime import UTC, datetime

from bot.database.engine import Database
from bot.discussion.stores import server_store as servers
from bot.domain.language import Language
from bot.domain.translation import MirrorTranslations
from bot.servers import language_store as preferences

SERVER, MODERATORS = 10, 25


async def test_a_new_server_has_no_moderators_channel_and_mirrors(database: Database):
    assert await database.read(servers.settings, SERVER) == servers.ServerSettings(None, True)


async def test_the_moderators_channel_is_set_changed_and_taken_back(database: Database):
    await database.write(preferences.set_server, server_id=SERVER, language=Language.ES)
    for channel_id in (MODERATORS, 26, None):
        await database.write(servers.set_moderators_channel, server_id=SERVER, channel_id=channel_id)
        kept = await database.read(servers.settings, SERVER)
        assert kept.moderators_channel_id == channel_id
        assert await database.read(preferences.of_server, SERVER) is Language.ES


async def test_mirrors_are_translated_below_until_something_else_is_set(database: Database):
    assert (await database.read(servers.settings, SERVER)).mirror_translations is MirrorTranslations.BELOW
    for how in MirrorTranslations:
        await database.write(servers.set_mirror_translations, SERVER, how, datetime.now(UTC))
        assert (await database.read(servers.settings, SERVER)).mirror_translations is how
