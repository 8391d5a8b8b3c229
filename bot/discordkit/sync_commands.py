"""Registering the bot's commands with Discord, only when they changed: Discord limits how often."""

from __future__ import annotations

import hashlib
import json
import logging

from bot.database.engine import Database
from bot.discordkit import command_sync_store as command_sync
from bot.discordkit.client import Client

_log = logging.getLogger(__name__)


async def sync_commands(client: Client, database: Database) -> bool:
    """Register the commands of ``client``'s tree, if they changed since the last time.

    Returns whether they were registered.
    """
    tree, translator = client.tree, client.tree.translator
    payload = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    scope = str(client.application_id)
    if await database.read(command_sync.digest, scope) == digest:
        return False
    assert client.application_id is not None
    await client.http.bulk_upsert_global_commands(client.application_id, payload)
    await database.write(command_sync.remember, scope=scope, digest=digest)
    _log.info("Gave Discord %d commands", len(payload))
    return True
