"""The server's audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sandbox.clock import created_at
from sandbox.errors import whole
from sandbox.world import JSON, Webhook, World

MEMBER_KICK, MEMBER_BAN_ADD, MEMBER_BAN_REMOVE, MEMBER_UPDATE = 20, 22, 23, 24
WEBHOOK_CREATE, WEBHOOK_UPDATE, WEBHOOK_DELETE = 50, 51, 52
MESSAGE_DELETE, MESSAGE_BULK_DELETE, THREAD_UPDATE, THREAD_DELETE = 72, 73, 111, 112
"""https://discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events"""
_ONE_ENTRY_FOR = timedelta(minutes=5)
"""Deletions of one person's messages in one channel within this time share an entry, whose count grows."""


def add(
    world: World,
    by: str,
    action: int,
    target: str,
    *,
    options: JSON | None = None,
    changes: list[JSON] | None = None,
    reason: str | None = None,
) -> None:
    """Write an entry and tell who listens."""
    entry: JSON = {"id": world.clock.snowflake(), "user_id": by, "target_id": target, "action_type": action}
    if options:
        entry["options"] = options
    if changes:
        entry["changes"] = changes
    if reason:
        entry["reason"] = reason
    world.audit_log.append(entry)
    world.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", {**entry, "guild_id": world.guild_id}, to="bot", by=by)


def message_deleted(world: World, by: str, target: str, channel_id: str) -> None:
    """Note that somebody deleted another's message. A running entry is counted up, which nobody is told."""
    for entry in reversed(world.audit_log):
        if world.clock.now() - created_at(entry["id"]) > _ONE_ENTRY_FOR:
            break
        same = (entry["action_type"], entry["user_id"], entry["target_id"]) == (MESSAGE_DELETE, by, target)
        if same and entry["options"]["channel_id"] == channel_id:
            entry["options"]["count"] = str(int(entry["options"]["count"]) + 1)
            return
    options = {"channel_id": channel_id, "count": "1"}
    add(world, by, MESSAGE_DELETE, target, options=options)


def _webhook(hook: Webhook) -> JSON:
    shown: JSON = {"id": hook.id, "type": 1, "channel_id": hook.channel_id, "name": hook.name}
    return shown | {"avatar": hook.avatar, "application_id": hook.application_id}


def read(world: World, query: Mapping[str, str]) -> JSON:
    """Discord's audit log object: newest first, or oldest first ``after`` an id.

    Raises:
        DiscordError: 50035.
    """
    entries = world.audit_log
    if "user_id" in query:
        entries = [one for one in entries if one["user_id"] == query["user_id"]]
    if "action_type" in query:
        entries = [one for one in entries if one["action_type"] == whole("action_type", query["action_type"])]
    if "before" in query:
        before = whole("before", query["before"])
        entries = [one for one in entries if int(one["id"]) < before]
    limit = whole("limit", query.get("limit", "50"))
    if "after" in query:
        after = whole("after", query["after"])
        chosen = [one for one in entries if int(one["id"]) > after][:limit]
    else:
        chosen = entries[::-1][:limit]
    people = {one["user_id"] for one in chosen} | {one["target_id"] for one in chosen}
    hooks = [one for one in world.webhooks.values() if one.id in people]
    return {
        "audit_log_entries": chosen,
        "users": [world.users[one].payload() for one in people if one in world.users],
        "webhooks": [_webhook(one) for one in hooks],
        "threads": [],
        "integrations": [],
        "application_commands": [],
        "auto_moderation_rules": [],
        "guild_scheduled_events": [],
    }
