"""The tables. Discord's ids are 64-bit integers, times UTC milliseconds; invariants stand in the schema."""

from bot.database.schema.articles import (
    article,
    article_alias,
    edition,
    edition_version,
    headline,
    summary_sentence,
)
from bot.database.schema.base import metadata
from bot.database.schema.discussions import (
    TOMBSTONE,
    appearance,
    attachment,
    comment,
    deletion,
    discussion,
    gap,
    orphan,
    post,
    reaction,
    revision,
    sign,
    uncounted,
    watermark,
)
from bot.database.schema.finding import SEARCH, ending
from bot.database.schema.moderation import APPEND_ONLY, audit, audit_outcome, notice, report
from bot.database.schema.servers import channel, command_sync, failing, reader, server, task_fault, webhook

__all__ = [
    "APPEND_ONLY",
    "SEARCH",
    "TOMBSTONE",
    "appearance",
    "article",
    "article_alias",
    "attachment",
    "audit",
    "audit_outcome",
    "channel",
    "command_sync",
    "comment",
    "deletion",
    "discussion",
    "edition",
    "edition_version",
    "ending",
    "failing",
    "gap",
    "headline",
    "metadata",
    "notice",
    "orphan",
    "post",
    "reaction",
    "reader",
    "report",
    "revision",
    "server",
    "sign",
    "summary_sentence",
    "task_fault",
    "uncounted",
    "watermark",
    "webhook",
]
