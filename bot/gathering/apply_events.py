"""Storing a group of events in one transaction: what had to be decided for that was decided before it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from types import MappingProxyType

from bot.database.engine import Connection, savepoint, schedule
from bot.discussion.door import Door
from bot.discussion.stores import (
    comment_store as comments,
    deletion_store as deletions,
    reaction_store as reactions,
    watermark_store as watermarks,
)
from bot.domain.discussion import CommentOrigin
from bot.domain.events import (
    HistoryPage,
    Located,
    MessageEdited,
    MessagePosted,
    MessagesDeleted,
    ReactionsChanged,
)
from bot.jobs.kinds import Job
from bot.jobs.metrics import EventKind

_log = logging.getLogger(__name__)

ChannelEvent = MessagePosted | MessageEdited | MessagesDeleted | ReactionsChanged
Event = ChannelEvent | HistoryPage
KIND_OF: Mapping[type[Event], EventKind] = MappingProxyType(
    {
        MessagePosted: EventKind.MESSAGE,
        MessageEdited: EventKind.EDIT,
        MessagesDeleted: EventKind.DELETION,
        ReactionsChanged: EventKind.REACTION,
        HistoryPage: EventKind.HISTORY,
    }
)


@dataclass(frozen=True, slots=True)
class Group:
    """Events to store together, in their order. ``located`` are the messages that become comments, ``early``
    the edits that were told of them before.

    ``missed`` are the stale channels among those of the messages (see :meth:`GapTracker.missed`), ``passed``
    messages that are none of ours, by channel, which move watermarks, and ``unread`` channels and threads
    that history has to be read of.
    """

    events: Sequence[Event]
    located: Mapping[int, Located]
    early: Mapping[int, MessageEdited]
    missed: Mapping[int, int]
    passed: Mapping[int, int]
    unread: Collection[int]


def said(event: Event) -> Sequence[MessagePosted]:
    """The messages that an event tells of."""
    match event:
        case MessagePosted():
            return (event,)
        case HistoryPage():
            return event.posted
    return ()


def apply(
    connection: Connection, door: Door, group: Group, *, apart: bool = False
) -> tuple[list[MessageEdited], Counter[CommentOrigin]]:
    """Store a group of events; returns the edits of messages that are not stored, and the numbers of new
    comments.

    ``apart``: what the database refuses of an event takes no other along, which costs more.
    """
    watermarks.open_after_watermarks(connection, group.missed)
    applier = _Applier(connection, door, group, apart=apart)
    reached = dict(group.passed)
    for kind, same in groupby(group.events, type):
        if kind is MessagePosted:
            live = [event for event in same if isinstance(event, MessagePosted)]
            applier.add(live)
            for one in live:
                reached[one.channel_id] = max(one.id, reached.get(one.channel_id, 0))
        elif kind is ReactionsChanged:
            changed = [event for event in same if isinstance(event, ReactionsChanged)]
            applier.one(partial(reactions.mark, reacted=changed))
        else:
            for event in same:
                applier.apply(event)
    watermarks.advance(connection, reached)
    schedule(connection, Job.BACKFILL, *group.unread)
    early = [edited for edited in applier.early.values() if group.early.get(edited.id) is not edited]
    return early, applier.new


class _Applier:
    def __init__(self, connection: Connection, door: Door, group: Group, *, apart: bool) -> None:
        self._connection = connection
        self._apart = apart
        self._door = door
        self._located = group.located
        self.early = dict(group.early)
        self.new: Counter[CommentOrigin] = Counter()

    def apply(self, event: Event) -> None:
        """Store what a page of history holds, an edit or a deletion."""
        match event:
            case HistoryPage(posted=posted, messages=messages):
                self.add(posted)
                self.one(partial(reactions.count, messages=messages))
            case MessageEdited():
                self.one(partial(self._edit, edited=event))
            case MessagesDeleted():
                self.one(partial(deletions.note, deleted=event))

    def add(self, messages: Iterable[MessagePosted]) -> None:
        """Store those messages that are comments."""
        found = ((self._located.get(posted.id), posted) for posted in messages)
        located = [
            one if one.posted is posted else replace(one, posted=posted) for one, posted in found if one
        ]
        for some in ([one] for one in located) if self._apart else filter(None, [located]):
            self.one(partial(self._accept, located=some))

    def one(self, work: Callable[[Connection], None]) -> None:
        """Do what belongs to one event, or to several of a kind."""
        if not self._apart:
            work(self._connection)
        elif refusal := savepoint(self._connection, work):
            _log.error("The database refused what belongs to one event", exc_info=refusal)

    def _accept(self, connection: Connection, located: Sequence[Located]) -> None:
        ids = self._door.accept(connection, located)
        self.new.update(one.origin for one in located if one.posted.id in ids)
        for message_id in ids:
            if edited := self.early.get(message_id):
                self._edit(connection, edited)

    def _edit(self, connection: Connection, edited: MessageEdited) -> None:
        """Give a comment its new text, or keep the edit for a message that may be about to be stored."""
        if comment := comments.by_source(connection, edited.id):
            change = (comment.id, edited.text, edited.edited_at, edited.attachments, edited.names)
            self._door.edit(connection, *change, standing=edited.standing)
        else:
            self.early[edited.id] = edited
