"""Reading what was written: single messages and pages of them."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.errors import invalid, missing_access, unknown, whole
from sandbox.permissions import Permission, in_channel, require
from sandbox.world import JSON, Message, World


def visible(world: World, user_id: str, channel: JSON, message_id: str) -> Message:
    """The message, if the user may read it there.

    Raises:
        DiscordError: 50001, 10008.
    """
    require(world, user_id, channel)
    message = world.message(channel["id"], message_id)
    if message.owner not in (None, user_id):
        raise unknown("Message")
    return message


def page(world: World, user_id: str, channel: JSON, query: Mapping[str, str]) -> list[Message]:
    """Up to ``limit`` messages, newest first: the latest, or those ``before``, ``after`` or ``around`` an id.

    Raises:
        DiscordError: 50001; 50035 for a limit outside 1 to 100.
    """
    if not in_channel(world, user_id, channel) & Permission.VIEW_CHANNEL:
        raise missing_access()
    limit = whole("limit", query.get("limit", "50"))
    if not 1 <= limit <= 100:
        raise invalid("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
    at = {name: whole(name, query[name]) for name in ("before", "after", "around") if name in query}
    if not in_channel(world, user_id, channel) & Permission.READ_MESSAGE_HISTORY:
        return []
    all_of_them = [
        one for one in world.messages.get(channel["id"], {}).values() if one.owner in (None, user_id)
    ]
    all_of_them.sort(key=lambda one: int(one.id))
    if "after" in at:
        chosen = [one for one in all_of_them if int(one.id) > at["after"]][:limit]
    elif "before" in at:
        chosen = [one for one in all_of_them if int(one.id) < at["before"]][-limit:]
    elif "around" in at:
        centre = at["around"]
        older = [one for one in all_of_them if int(one.id) < centre][-(limit // 2) :]
        chosen = older + [one for one in all_of_them if int(one.id) >= centre][: limit - len(older)]
    else:
        chosen = all_of_them[-limit:]
    return chosen[::-1]
