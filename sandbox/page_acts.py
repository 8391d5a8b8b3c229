"""What the page does as its member, by the names that the page has for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.acts import Acts
from sandbox.errors import DiscordError, whole
from sandbox.world import JSON


def do(acts: Acts, body: Mapping[str, Any]) -> JSON:
    """What ``body["do"]`` names, done as the member.

    Raises:
        DiscordError: what Discord refuses, or 50035: nothing is called that.
    """
    match body.get("do"):
        case "send":
            return acts.send(
                body["channel"],
                body["content"],
                reply_to=body.get("reply_to"),
                ping=body.get("ping", True),
                attachments=body.get("attachments") or [],
                spoilers=body.get("spoilers") or [],
            )
        case "edit":
            return acts.edit(body["channel"], body["message"], body["content"])
        case "delete":
            acts.delete(body["channel"], body["message"])
        case "forward":
            return acts.forward(body["channel"], body["from_channel"], body["message"])
        case "react":
            acts.react(body["channel"], body["message"], body["emoji"], on=bool(body.get("on", True)))
        case "post":
            return acts.post(body["channel"], body["name"], body["content"], body.get("tags") or [])
        case "thread":
            return acts.thread(body["channel"], body["name"], body.get("message"))
        case "lock" | "unlock":
            return acts.change_thread(body["channel"], locked=body["do"] == "lock")
        case "archive" | "unarchive":
            return acts.change_thread(body["channel"], archived=body["do"] == "archive")
        case "locale":
            acts.set_locale(str(body["locale"]))
        case "modal_cancel":
            acts.cancel_dialog(body["nonce"])
        case "takes_messages":
            acts.take_messages(take=bool(body["take"]))
        case "read":
            acts.mark_read()
        case "join":
            acts.join()
        case "time_out" | "end_timeout" | "kick" | "ban" | "unban":
            _moderate(acts, body)
        case _:
            return _ask(acts, body)
    return {}


def _moderate(acts: Acts, body: Mapping[str, Any]) -> None:
    who, reason, moderate = str(body["target"]), body.get("reason") or None, acts.moderate
    match body["do"]:
        case "time_out":
            moderate.time_out(who, whole("minutes", str(body["minutes"])), reason)
        case "end_timeout":
            moderate.end_timeout(who, reason)
        case "kick":
            moderate.kick(who, reason)
        case "ban":
            moderate.ban(who, reason)
        case "unban":
            moderate.unban(who, reason)


def _ask(acts: Acts, body: Mapping[str, Any]) -> JSON:
    match body.get("do"):
        case "click":
            asked = acts.press(body["channel"], body["message"], body["custom_id"])
        case "select":
            asked = acts.press(body["channel"], body["message"], body["custom_id"], body["values"])
        case "command" if body.get("target"):
            asked = acts.menu(body["name"], body["channel"], body["target"])
        case "command":
            path = body.get("path") or []
            path = path if path[:1] == [body["name"]] else [body["name"], *path]
            asked = acts.command(body["channel"], path, body.get("options") or [])
        case "modal":
            asked = acts.submit(body["nonce"], body["components"])
        case other:
            raise DiscordError(400, 50035, f"Invalid Form Body: nothing is called {other}")
    return {"nonce": asked.nonce}
