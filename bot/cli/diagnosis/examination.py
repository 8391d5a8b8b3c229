"""What ``doctor`` and ``report`` look at beside the chat platform."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.message import message
from bot.settings import Settings
from bot.settings.loading import unused
from bot.translation.engines.chosen import chosen_engines
from bot.upkeep.doctor import Doctor
from bot.upkeep.doctor_backlog import still_to_do
from bot.upkeep.doctor_feeds import about_feeds
from bot.upkeep.doctor_translation import about_engines
from bot.upkeep.finding import Check, Finding, Level


def about_installation(doctor: Doctor, settings: Settings) -> Iterator[Finding]:
    """Findings about settings, database, backups and translation engines."""
    yield Finding(Check.SETTINGS, Level.FINE, message("The settings are correct."))
    yield from (Finding(Check.SETTINGS, Level.HINT, sentence) for sentence in unused(settings))
    yield from doctor.database()
    yield from doctor.backups(settings.backups)
    engines = [one.engine for one in chosen_engines(settings.engines)]
    caps = {str(engine): count for engine, count in settings.translation_characters.items()}
    yield from about_engines(engines, doctor.checkup.translation, caps)


def about_waiting(doctor: Doctor) -> Iterator[Finding]:
    """Findings about what waits, and about feeds. Rooms are named if the platform has been asked before."""
    yield from still_to_do(doctor.checkup, doctor.rooms)
    yield from about_feeds(doctor.checkup)
