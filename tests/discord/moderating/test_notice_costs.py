"""A notice costs nothing more where nothing is translated."""

from __future__ import annotations

from sqlalchemy import Engine, event

from tests.discord.discussed import discuss, say
from tests.discord.moderated import moderators_channel, notices, report
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import GUSTA


async def test_without_an_engine_a_notice_is_not_read_for_its_translation(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await report(tertulia, tertulia.emma, sent)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(notices(tertulia)) == 1
    drawn = [one for one in statements if "FROM comment_translation" in one]
    assert len(drawn) <= 2, "as it is sent, and once more to see whether it changed meanwhile"
