"""What the doctor makes of the bot's standing: what must be mended, and what merely could be better."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.database import task_fault_store as task_faults
from bot.database.engine import open_database
from bot.database.engine_in_use import engine_of
from bot.discussion.stores import server_store as servers
from bot.domain.cases.case import CaseKind
from bot.domain.language import Language
from bot.domain.permissions import FOR_NOTICES
from bot.i18n.catalog import Catalog
from bot.jobs.kinds import Job
from bot.moderating.cases.case_store import open_case
from bot.upkeep.backup_worker import Schedule
from bot.upkeep.doctor import Doctor
from bot.upkeep.finding import Finding, Level
from bot.upkeep.inspection_port import Application, RoomPermissions
from tests.empty import put_empty_database
from tests.unit.upkeep.inspected import EVERYTHING, MODERATORS, NEWS, SERVER, room


class Standing:
    """A bot on a platform that answers what the test says."""

    def __init__(self, *rooms: RoomPermissions, message_content: bool = True) -> None:
        self._rooms = list(rooms)
        self._application = Application("Tertulia", "https://invitation.example", message_content)

    async def application(self) -> Application:
        """The account."""
        return self._application

    async def rooms(self) -> list[RoomPermissions]:
        """Its rooms."""
        return self._rooms


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a database with nothing in it."""
    path = tmp_path / "a.sqlite3"
    put_empty_database(path)
    return path


@pytest.fixture
async def doctor(path: Path) -> Doctor:
    """One who finds a database whose moderators' channel is set."""
    database = await open_database(path)
    await database.write(servers.set_moderators_channel, server_id=SERVER, channel_id=MODERATORS)
    await database.close()
    return Doctor(path)


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def said(findings: list[Finding], level: Level, language: Language = Language.EN) -> str:
    catalog = Catalog.load()
    return "\n".join(catalog.say(one.what, language) for one in findings if one.level is level)


@pytest.mark.parametrize(
    ("kind", "entry_id", "expected"),
    [(CaseKind.BAN, None, "Ban Members"), (CaseKind.BAN, 7, None), (CaseKind.WARN, None, None)],
)
async def test_an_optional_permission_is_missing_where_moderators_act_by_the_bot(
    path: Path, kind: CaseKind, entry_id: int | None, expected: str | None
) -> None:
    database = await open_database(path)
    opening = partial(open_case, server_id=SERVER, kind=kind, member_id=9, moderator_id=20, reason="spam")
    await database.write(partial(opening, at=datetime.now(UTC), entry_id=entry_id))
    await database.close()
    hints = said(await Doctor(path).platform(Standing(room(NEWS))), Level.HINT)
    assert (expected in hints) if expected else not hints


async def test_all_is_well(doctor: Doctor) -> None:
    findings = [*doctor.database(), *await doctor.platform(Standing(room(MODERATORS)))]
    assert {finding.level for finding in findings} == {Level.FINE}
    assert "intact and up to date" in said(findings, Level.FINE)


async def test_a_room_in_use_without_its_permissions_must_be_mended(doctor: Doctor) -> None:
    lacking = room(MODERATORS, {"create_public_threads"})
    assert not said(await doctor.platform(Standing(lacking)), Level.FAULT)
    findings = await doctor.platform(Standing(room(MODERATORS, {"view_channel", "send_messages"})))
    assert "room-7: the bot needs View Channel and Send Messages" in said(findings, Level.FAULT)
    assert "room-7: el bot necesita Ver canal y Enviar mensajes" in said(findings, Level.FAULT, Language.ES)


async def test_the_moderators_channel_needs_what_notices_need(doctor: Doctor) -> None:
    findings = await doctor.platform(Standing(room(MODERATORS, EVERYTHING - set(FOR_NOTICES))))
    assert {finding.level for finding in findings} == {Level.FINE}


async def test_what_only_makes_things_better_is_a_hint(tmp_path: Path) -> None:
    fresh, lacking = Doctor(tmp_path / "none.sqlite3"), room(NEWS, {"manage_webhooks", "attach_files"})
    findings = await fresh.platform(Standing(lacking, message_content=False))
    assert "Manage Webhooks and Attach Files" in said(findings, Level.HINT)
    assert "Intent is off" in said(findings, Level.HINT)
    assert not said(findings, Level.FAULT)


async def test_rooms_not_in_use_do_not_matter_where_others_are(doctor: Doctor) -> None:
    findings = await doctor.platform(Standing(room(MODERATORS), room(NEWS, {"send_messages"})))
    assert "room-8" not in said(findings, Level.HINT) + said(findings, Level.FAULT)


async def test_where_nothing_is_set_up_every_room_it_sees_is_told(tmp_path: Path) -> None:
    doctor = Doctor(tmp_path / "none.sqlite3")
    standing = Standing(
        room(NEWS, {"send_messages"}),
        room(9, {"view_channel"}),
        room(10, {"create_public_threads"}, forum=True),
    )
    hints = said(await doctor.platform(standing), Level.HINT)
    assert "room-8" in hints
    assert "room-10" not in hints
    assert "room-9" not in hints
    assert "The first start creates it" in said(list(doctor.database()), Level.FINE)


async def test_no_server_and_a_channel_that_is_gone_are_told(doctor: Doctor) -> None:
    nowhere = await doctor.platform(Standing())
    assert "not on any server" in said(nowhere, Level.HINT)
    assert any(one.remedy and "invitation.example" in str(one.remedy.params) for one in nowhere)
    assert "no longer exists" in said(await doctor.platform(Standing(room(NEWS))), Level.HINT)


async def test_databases_that_cannot_be_used_must_be_mended(tmp_path: Path) -> None:
    (tmp_path / "torn.sqlite3").write_bytes(b"no database" * 100)
    assert "is damaged" in said(list(Doctor(tmp_path / "torn.sqlite3").database()), Level.FAULT)


def test_backups_that_stay_away_must_be_mended(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.touch()
    schedule = Schedule(path, tmp_path, timedelta(hours=1), kept=2)
    assert "makes no backups" in said(list(Doctor(path).backups(None)), Level.HINT)
    assert "no backup in" in said(list(Doctor(path).backups(schedule)), Level.FINE)
    schedule.named(datetime.now(UTC) - timedelta(hours=9)).touch()
    assert "was made on" in said(list(Doctor(path).backups(schedule)), Level.FINE), "no bot is running"
    with engine_of(path).lock_for_bot():
        assert "was made on" in said(list(Doctor(path).backups(schedule)), Level.FAULT)


async def test_a_disk_that_is_nearly_full_must_be_mended(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not said(list(doctor.database()), Level.FAULT)
    monkeypatch.setattr("bot.upkeep.doctor.MIN_FREE_BYTES", 10**18)
    assert "are free on its disk" in said(list(doctor.database()), Level.FAULT)


async def test_a_background_task_that_failed_is_told(path: Path) -> None:
    database = await open_database(path)
    for _ in range(3):
        await database.write(task_faults.note, name="recovery", detail="KeyError (recover.py:1)")
    await database.write(task_faults.note, name="cards", detail="TypeError (cards.py:2)")
    await database.close()
    found = list(Doctor(path).database())
    english, spanish = said(found, Level.FAULT), said(found, Level.FAULT, Language.ES)
    assert "The background task 'cards' failed once, 1 minute ago: TypeError (cards.py:2)." in english
    assert "'recovery' failed 3 times, the last time 1 minute ago: KeyError (recover.py:1)." in english
    assert "La tarea de fondo «cards» falló una vez, hace 1 minuto: TypeError (cards.py:2)." in spanish
    assert "«recovery» falló 3 veces, la última hace 1 minuto: KeyError (recover.py:1)." in spanish
    change(path, "UPDATE task_fault SET last_at = last_at - 7200000")
    found = list(Doctor(path).database())
    assert not said(found, Level.FAULT)
    assert "the last time 2 hours ago" in said(found, Level.HINT)


async def test_background_work_that_fails_or_was_given_up_is_told_by_kind(path: Path) -> None:
    database = await open_database(path)
    down = {Language.EN: "Discord is down.", Language.ES: "Discord no responde."}
    lacking = {Language.EN: "I lack Send Messages.", Language.ES: "Me falta Enviar mensajes."}
    for key in ("1", "2", "2"):
        failed = partial(task_faults.fail, name=Job.MIRROR, key=key, reason=down, given_up=False)
        await database.write(failed)
    given_up = partial(task_faults.fail, name=Job.MIRROR, key="3", reason=lacking, given_up=True)
    await database.write(given_up)
    await database.write(task_faults.note, name=Job.MIRROR, detail="KeyError (mirror.py:1)")
    found = list(Doctor(path).database())
    english, spanish = said(found, Level.HINT), said(found, Level.HINT, Language.ES)
    failed = "copies in other channels: 2 tasks failed, the last one 1 minute ago, and will be tried again"
    assert f"{failed}: Discord is" in english
    assert "copies in other channels: one task was given up 1 minute ago: I lack Send Messages." in english
    assert (
        "copias en otros canales: 2 tareas fallaron, la última hace 1 minuto, y se volverán a intentar: Disc"
        in spanish
    )
    assert (
        "copias en otros canales: una tarea se abandonó hace 1 minuto: Me falta Enviar mensajes." in spanish
    )
    assert "La tarea de fondo «copias en otros canales» falló una vez" in said(
        found, Level.FAULT, Language.ES
    )
    await database.write(task_faults.mend, name=Job.MIRROR, key="1")
    one = said(list(Doctor(path).database()), Level.HINT)
    assert "copies in other channels: one task failed 1 minute ago" in one
    await database.write(task_faults.forget)
    await database.close()
    assert {one.level for one in Doctor(path).database()} == {Level.FINE}


async def test_every_kind_of_background_work_is_named_in_both_languages(path: Path) -> None:
    database = await open_database(path)
    for job in Job:
        await database.write(task_faults.note, name=job, detail="KeyError (somewhere.py:1)")
    await database.close()
    spanish = said(list(Doctor(path).database()), Level.FAULT, Language.ES)
    assert not [job for job in Job if f"«{job}»" in spanish]
