"""What a message in the moderators' channel shows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.discussion import Comment, CommentStatus
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import AuditRow, NoticeKind, Report, ReportStatus
from bot.domain.rules import StoredHit
from bot.domain.translation import MachineText


def read_by_all(channel_id: int) -> Message:
    """Why notices are not sent to a channel that everybody can read."""
    return message(
        "Everyone can read <#{channel}>, so reports and hidden comments would be "
        "public there. Choose a channel that only moderators can see.",
        channel=str(channel_id),
    )


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message that shows a comment or, if ``message_id`` is None, its thread or room."""

    server_id: int
    channel_id: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A reported or hidden comment, for moderators. ``languages`` are those that they read.

    ``public``: everybody can read the comment's room; otherwise not all moderators may read its text.
    ``exposed``: everybody can read the moderators' channel, so the notice must show nothing there.
    ``history`` is what moderators did to the comment, oldest first; ``translation`` is for those who do not
    read its language; ``hits`` are what rules found in it.
    """

    kind: NoticeKind
    comment: Comment
    headline: str
    spot: MessageRef
    public: bool
    exposed: bool
    languages: tuple[Language, ...]
    reports: tuple[Report, ...]
    history: tuple[AuditRow, ...]
    translation: MachineText | None = None
    hits: tuple[StoredHit, ...] = ()

    @property
    def other_language(self) -> Language | None:
        """The language the comment is to be translated to: one its readers read, and it is not in. None where
        its text is not shown.
        """
        shows = self.public and not self.exposed and self.comment.status is not CommentStatus.DELETED
        source = Language.from_tag(self.comment.language.value)
        return source.other if shows and source and source.other in self.languages else None

    @property
    def open_reports(self) -> int:
        """How many reports are undecided, by members and by rules."""
        statuses = [*(one.status for one in self.reports), *(one.status for one in self.hits)]
        return statuses.count(ReportStatus.OPEN)

    @property
    def can_hide(self) -> bool:
        """Whether it is held, or has undecided reports and is shown, or refused but still in a channel."""
        if self.comment.held:
            return self.kind is NoticeKind.REPORT
        shown = self.comment.status in (CommentStatus.VISIBLE, CommentStatus.REFUSED)
        return self.kind is NoticeKind.REPORT and shown and self.open_reports > 0

    @property
    def can_approve(self) -> bool:
        """Whether it is a notice of what rules found, and the comment waits for a moderator."""
        return self.kind is NoticeKind.REPORT and self.comment.held

    @property
    def can_restore(self) -> bool:
        """Whether it is a notice of a hidden comment that is still hidden."""
        return (
            self.kind is NoticeKind.HIDE
            and self.comment.status is CommentStatus.HIDDEN
            and not self.comment.held
        )
