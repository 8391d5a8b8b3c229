"""Writing down what happened, so that what a bot stored can be compared with it."""

from __future__ import annotations

import json
from pathlib import Path

from sandbox.world import JSON, Event, World

_SHOWN = ("id", "channel_id", "type", "content", "flags", "webhook_id", "message_reference", "components")


class Record:
    """JSON lines in a file: every message, edit, deletion and interaction, with its time and who did it."""

    def __init__(self, world: World, path: Path) -> None:
        """Start the file anew.

        Raises:
            OSError: it cannot be written.
        """
        self._world = world
        self._ephemeral: set[str] = set()
        self._file = path.open("w", encoding="utf-8", buffering=1)
        world.listeners.append(self._hear)

    def close(self) -> None:
        """No more is written."""
        self._world.listeners.remove(self._hear)
        self._file.close()

    def _hear(self, event: Event) -> None:
        line = self._line(event)
        if line is not None:
            told = {"at": self._world.clock.stamp(), **line, "by": event.by}
            self._file.write(json.dumps(told, ensure_ascii=False) + "\n")

    def _line(self, event: Event) -> JSON | None:
        data = event.data
        match event.name:
            case "MESSAGE_CREATE" | "MESSAGE_UPDATE" if event.to != "bot":
                return {
                    "what": "message" if event.name == "MESSAGE_CREATE" else "edit",
                    **self._message(data),
                }
            case "EPHEMERAL":
                message_id = data["message"]["id"]
                what = "edit" if message_id in self._ephemeral else "message"
                self._ephemeral.add(message_id)
                return {"what": what, **self._message(data["message"]), "only": event.only}
            case "MESSAGE_DELETE":
                return {"what": "deletion", "ids": [data["id"]], "channel_id": data["channel_id"]}
            case "MESSAGE_DELETE_BULK":
                return {"what": "deletion", "ids": data["ids"], "channel_id": data["channel_id"]}
            case "EPHEMERAL_DELETE":
                return {"what": "deletion", "ids": [data["id"]], "only": event.only}
            case "INTERACTION_CREATE":
                keys = ("id", "type", "channel_id", "data", "locale")
                return {"what": "interaction", **{key: data[key] for key in keys}}
            case _:
                return None

    def _message(self, data: JSON) -> JSON:
        shown = {key: data[key] for key in _SHOWN if key in data}
        channel = self._world.channels.get(data["channel_id"], {})
        author = {
            "id": data["author"]["id"],
            "name": data["author"]["username"],
            "bot": data["author"]["bot"],
        }
        files = [
            {"id": one["id"], "filename": one["filename"], "size": one["size"]} for one in data["attachments"]
        ]
        pings = {
            "mentions": [one["id"] for one in data["mentions"]],
            "mention_everyone": data["mention_everyone"],
        }
        return {
            **shown,
            "parent_id": channel.get("parent_id"),
            "author": author,
            "attachments": files,
            **pings,
        }
