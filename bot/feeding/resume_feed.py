"""Looking again at feeds that the bot stopped looking at by itself."""

from __future__ import annotations

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discordkit.escaping import escaped
from bot.domain import policy
from bot.domain.card import one_line, trimmed
from bot.domain.errors import NotFound, Refused
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.feeding import feed_store as feeds, following_store as followings, look_store as looks
from bot.jobs.clock import Clock

LONGEST_TITLE = 100


class PausedFeeds:
    """Resumes feeds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def resume(self, member: Member, following_id: int) -> Message:
        """Look again at a feed that the member's server follows. Returns the sentence to answer with.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: their server does not follow it.
            Refused: it is not paused.
        """
        policy.require_manager(member.manager)
        now = self._clock.utcnow()

        def work(connection: Connection) -> str:
            following = followings.get(connection, following_id)
            feed = feeds.get(connection, following.feed_id) if following else None
            if following is None or feed is None or following.server_id != member.server_id:
                raise NotFound(message("This server does not follow that feed any more."))
            if not looks.resume(connection, feed.id, now):
                raise Refused(message("That feed is not paused."))
            server, detail = (TargetKind.SERVER, member.server_id), f"feed {feed.url} resumed"
            audit.done(connection, member, Action.SETTINGS, *server, detail)
            return feed.title

        title = await self._database.write(work)
        return message(
            "I look at {feed} again. If it still cannot be read, the moderators are told after a day.",
            feed=escaped(trimmed(one_line(title), LONGEST_TITLE)),
        )
