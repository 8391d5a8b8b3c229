"""Posts scheduled articles at their time, and tells the moderators of those that could not be posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.comment_text_view import said
from bot.discussion.stores import server_store as servers
from bot.discussion.visibility_port import Visibility
from bot.domain.errors import (
    BotLacks,
    NotAllowed,
    NotFound,
    NotReadable,
    PlatformFailed,
    Refused,
    StorageFailed,
    TertuliaError,
)
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.people import Actor
from bot.i18n.catalog import Catalog
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.posting.outcomes_view import line_about
from bot.posting.publish_article import Publisher
from bot.posting.scheduling import schedule_store as store
from bot.posting.scheduling.failure_notes_port import FailureNotes
from bot.posting.scheduling.rights_port import PostingRights
from bot.posting.scheduling.schedule_store import Scheduled
from bot.servers.language_settings import Languages

MAX_LATE = timedelta(days=1)
"""After an outage that was longer, nobody expects the article any more."""
_LONGEST_SLEEP = timedelta(days=1).total_seconds()
"""The clock that is slept by stands still while a machine is suspended."""
_MAY_PASS = (NotReadable, PlatformFailed, StorageFailed)
_MAX_FAILURE_LENGTH = 1_000


class ScheduleWorker(StoredReconciler[int]):
    """Its keys are scheduled articles.

    Posting is safe to repeat: an article that has its card in a channel gets no other one. So what was cut
    off is posted again, and what was posted is taken off the row.
    """

    job = Job.SCHEDULED_ARTICLE
    backoff = Backoff(first=60.0, longest=900.0, attempts=6)

    def __init__(
        self,
        clock: Clock,
        database: Database,
        publisher: Publisher,
        rights: PostingRights,
        notes: FailureNotes,
        languages: Languages,
        visibility: Visibility,
        catalog: Catalog,
    ) -> None:
        super().__init__(clock, database)
        self._publisher = publisher
        self._rights = rights
        self._notes = notes
        self._languages = languages
        self._visibility = visibility
        self._catalog = catalog

    async def pending(self) -> Iterable[int]:
        """Return those that something is still to be done about."""
        return await self._database.read(store.open_ids)

    async def work(self, key: int) -> float | None:
        """Post an article if it is time, or tell that it failed. Returns the seconds until its time.

        Raises:
            NotReadable, PlatformFailed: it cannot be posted now.
            BotLacks, NotFound, PlatformFailed: the moderators cannot be told.
        """
        found = await self._database.read(store.get, key)
        if found is None or found.told:
            return None
        if found.failure is not None:
            await self._tell(found)
            return None
        now = self._clock.utcnow()
        if found.at > now:
            return min((found.at - now).total_seconds(), _LONGEST_SLEEP)
        if now - found.at > MAX_LATE:
            await self._fail(found, [message("I was offline at that time, for more than a day.")])
            return None
        await self._post(found)
        return None

    def gives_up(self, failure: TertuliaError) -> bool:
        """Whether somebody has to change something first."""
        return isinstance(failure, BotLacks | NotFound | Refused)

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Store why it was not posted. That the moderators could not be told is shown in the list alone."""
        found = await self._database.read(store.get, key)
        if found is not None and found.failure is None:
            await self._fail(found, [failure.message])

    async def _post(self, found: Scheduled) -> None:
        """Post an article where whoever scheduled it may still post.

        Raises:
            NotReadable, PlatformFailed, StorageFailed: that may go better later, in some channels.
        """
        allowed = await self._rights.may_post(found.server_id, found.actor_id, found.channels)
        actor = Actor(found.actor_id, found.server_id, allowed)
        outcomes = await self._publisher.from_link(
            actor, [one for one in found.channels if one in allowed], found.link, _no_progress
        )
        failures: dict[int, TertuliaError] = {
            one: NotAllowed(message("Whoever scheduled it may not post there any more."))
            for one in found.channels
            if one not in allowed
        }
        failures |= {one: what for one, what in outcomes.items() if isinstance(what, TertuliaError)}
        passing = {one: what for one, what in failures.items() if isinstance(what, _MAY_PASS)}
        lasting = {one: what for one, what in failures.items() if one not in passing}
        now, why = self._clock.utcnow(), self._said(_lines(lasting))

        def settle(connection: Connection) -> None:
            if passing and lasting:  # the moderators are told of these now, while the others are tried again
                store.fail(connection, store.split(connection, found, lasting, now), why, now)
            store.keep_channels(connection, found.id, passing or lasting)
            if lasting and not passing:
                store.fail(connection, found.id, why, now)

        await self._database.write(settle)
        for failure in passing.values():
            raise failure

    async def _fail(self, found: Scheduled, why: list[Message]) -> None:
        failed = partial(store.fail, failure=self._said(why), now=self._clock.utcnow())
        await self._database.write(failed, found.id)

    def _said(self, why: list[Message]) -> dict[Language, str]:
        return {one: said(self._catalog, one, *why, longest=_MAX_FAILURE_LENGTH) for one in Language}

    async def _tell(self, failed: Scheduled) -> None:
        """Tell the moderators. That this is about to be done is stored first: what was cut off is looked
        for.
        """
        settings = await self._database.read(servers.settings, failed.server_id)
        channel_id = settings.moderators_channel_id
        if channel_id is not None:
            public = self._visibility.public(failed.server_id, channel_id)
            if public is None:
                raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
            languages = await self._languages.read_in_by_many(failed.server_id, channel_id)
            is_told = public or (
                failed.begun_at is not None
                and await self._notes.is_told(channel_id, failed, languages, failed.begun_at)
            )
            if not is_told:
                await self._database.write(store.mark_begun, failed.id, self._clock.utcnow())
                await self._notes.send(channel_id, failed, languages)
        await self._database.write(store.mark_told, failed.id, self._clock.utcnow())


def _lines(failures: Mapping[int, TertuliaError]) -> list[Message]:
    return [line_about(channel_id, failure) for channel_id, failure in failures.items()]


async def _no_progress(step: Message) -> None:
    """Nobody waits for it."""
