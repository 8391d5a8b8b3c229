"""What the doctor says of mirrors that wait and of messages that are still to be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.database.inspect_file import DatabaseReport
from bot.database.reports.backlog_report import Backlog, MirrorBacklog, Unread
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.upkeep.doctor_backlog import MAX_ROOMS, still_to_do
from bot.upkeep.finding import Finding, Level
from tests.unit.upkeep.inspected import NEWS, SERVER, room

AGES = timedelta(days=2)


def ago(time: timedelta = timedelta()) -> datetime:
    """By the clock as each test begins: what has waited for long is told otherwise."""
    return datetime.now(UTC) - time


def findings(backlog: Backlog, *lacking: str, in_use: bool = True) -> list[Finding]:
    checkup = DatabaseReport(exists=True, in_use=in_use, backlog=backlog)
    return list(still_to_do(checkup, {NEWS: room(NEWS, set(lacking))}))


def told(found: list[Finding], language: Language = Language.EN) -> str:
    catalog = Catalog.load()
    said = [part for one in found for part in (one.what, one.remedy) if part]
    return "\n".join(catalog.say(one, language) for one in said)


def mirrors(*, waiting: timedelta = timedelta(), held: int = 0, channel_id: int = NEWS) -> MirrorBacklog:
    return MirrorBacklog(SERVER, channel_id, 3, held, 1, ago(waiting))


def test_nothing_is_said_where_nothing_waits() -> None:
    assert findings(Backlog()) == []


def test_mirrors_are_counted_by_room() -> None:
    found = findings(Backlog((mirrors(),)))
    assert {one.level for one in found} == {Level.FINE}
    assert "Server, #room-8: 3 copies still have to be sent" in told(found)
    assert "1 copy still has to be updated" in told(found)
    assert "faltan por enviar 3 copias" in told(found, Language.ES)


def test_the_reason_is_told_as_far_as_it_is_known() -> None:
    assert "older messages" in told(findings(Backlog((mirrors(held=2),))))
    assert "when the bot runs" in told(findings(Backlog((mirrors(waiting=AGES),)), in_use=False))
    lacking = findings(Backlog((mirrors(),)), "send_messages_in_threads")
    assert "needs Send Messages in Threads there" in told(lacking)
    assert "necesita allí Enviar mensajes en hilos." in told(lacking, Language.ES)
    lacking = findings(Backlog((mirrors(),)), "view_channel", "send_messages_in_threads")
    assert "necesita allí" in told(lacking, Language.ES)
    late = findings(Backlog((mirrors(waiting=AGES),)))
    assert {one.level for one in late} == {Level.HINT}
    assert "log says why" in told(late)


def test_a_room_the_platform_did_not_name_has_its_number() -> None:
    assert "#12345: 3 copies" in told(findings(Backlog((mirrors(channel_id=12345),))))


def test_what_is_to_be_read_is_told_with_how_far_it_has_come() -> None:
    unread = Unread(SERVER, NEWS, datetime(2026, 3, 14, 12, tzinfo=UTC), ago())
    found = findings(Backlog(unread=(unread,), read=640))
    assert "Of 641 channels and threads with missed messages, 640 have been read." in told(found)
    assert "#room-8: messages after Mar 14, 2026" in told(found)
    assert {one.level for one in found} == {Level.FINE}
    hidden = findings(Backlog(unread=(unread,)), "read_message_history", in_use=False)
    assert "needs Read Message History there" in told(hidden)
    assert "The others will be read when the bot runs." in told(hidden)


def test_thousands_of_rooms_are_not_all_named() -> None:
    many = tuple(Unread(SERVER, number, ago(), ago(AGES)) for number in range(3_000))
    found = findings(Backlog(unread=many))
    assert len(found) == MAX_ROOMS + 2
    assert "2,990 more" in told(found)
    assert Level.HINT in {one.level for one in found}
