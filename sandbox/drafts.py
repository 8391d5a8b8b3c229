"""What is to become a message or change one: its body as it was sent, checked by Discord's rules."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox import components as rules
from sandbox.errors import DiscordError, invalid
from sandbox.files import SPOILER, Files, Upload
from sandbox.world import JSON, World

EPHEMERAL, LOADING, HAS_THREAD, LAYOUT = 1 << 6, 1 << 7, 1 << 5, 1 << 15
"""Message flags: https://discord.com/developers/docs/resources/message#message-object-message-flags"""
_SETTABLE = (1 << 2) | EPHEMERAL | (1 << 12) | LAYOUT
_MOST_CONTENT = 2000
_LEGACY = ("content", "embeds", "poll", "sticker_ids")


@dataclass
class Draft:
    """The body of a message. ``given`` names the fields that were sent: an edit leaves the others alone."""

    content: str = ""
    embeds: list[JSON] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    allowed_mentions: JSON | None = None
    reference: JSON | None = None
    nonce: str | None = None
    enforce_nonce: bool = False
    given: frozenset[str] = frozenset()

    @property
    def layout(self) -> bool:
        """Whether it carries the Components V2 flag."""
        return bool(self.flags & LAYOUT)

    @property
    def text(self) -> str:
        """All its text that can ping."""
        return "\n".join([self.content, rules.texts(self.components)])


def read(
    world: World, files: Files, channel_id: str, body: Mapping[str, Any], uploads: Sequence[Upload] = ()
) -> Draft:
    """The draft that ``body`` (Discord's JSON) and the files sent with it make; the files are stored.

    Raises:
        DiscordError: 40005: a file is too large.
    """
    nonce = body.get("nonce")
    return Draft(
        content=str(body.get("content") or ""),
        embeds=[{"type": "rich", **one} for one in body.get("embeds") or []],
        components=list(body.get("components") or []),
        attachments=_attachments(world, files, channel_id, body.get("attachments"), uploads),
        flags=int(body.get("flags") or 0) & _SETTABLE,
        tts=bool(body.get("tts")),
        allowed_mentions=body.get("allowed_mentions"),
        reference=body.get("message_reference"),
        nonce=None if nonce is None else str(nonce),
        enforce_nonce=bool(body.get("enforce_nonce")),
        given=frozenset(body) | ({"attachments"} if uploads else set()),
    )


def _attachments(
    world: World, files: Files, channel_id: str, described: list[JSON] | None, uploads: Sequence[Upload]
) -> list[JSON]:
    kept = []
    for position, one in enumerate(described or []):
        number = str(one.get("id", position))
        if number.isdigit() and int(number) < len(uploads):
            upload = uploads[int(number)]
            given = replace(
                upload,
                filename=one.get("filename") or upload.filename,
                description=one.get("description"),
                spoiler=bool(one.get("is_spoiler")),
            )
            kept.append(files.store(world.origin, channel_id, given))
        else:
            kept.append({"id": number, **_marked(one)})
    if described is None:
        kept = [files.store(world.origin, channel_id, upload) for upload in uploads]
    return kept


def _marked(described: JSON) -> JSON:
    """What an edit that says whether an attachment is a spoiler changes of it."""
    given = described.get("is_spoiler")
    return {} if given is None else {"flags": SPOILER if given else 0}


def check(draft: Draft) -> None:
    """Refuse a new message that Discord would refuse; numbers its components and resolves their media.

    Raises:
        DiscordError: 50035 with the path of the fault, or 50006: there is nothing in it.
    """
    check_content(draft.content)
    _check_embeds(draft.embeds)
    if draft.layout and (draft.content or draft.embeds):
        raise _not_beside_layout("content" if draft.content else "embeds")
    draft.components = rules.check_message(
        draft.components, layout=draft.layout, media=_media(draft.attachments)
    )
    forwarded = draft.reference is not None and draft.reference.get("type") == 1
    filled = (
        draft.components
        if draft.layout
        else draft.content or draft.embeds or draft.attachments or draft.components
    )
    if not filled and not forwarded:
        raise DiscordError(400, 50006, "Cannot send an empty message")


def check_edit(draft: Draft, before: JSON) -> JSON:
    """The fields that an edit changes in the message ``before``.

    Raises:
        DiscordError: 50035, 50006.
    """
    had_layout = bool(before["flags"] & LAYOUT)
    if "flags" in draft.given and had_layout and not draft.layout:
        raise invalid(
            "flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The Components V2 flag cannot be removed."
        )
    layout = had_layout or draft.layout
    changed: JSON = {}
    if "attachments" in draft.given:
        known = {one["id"]: one for one in before["attachments"]}
        changed["attachments"] = [
            {**known.get(one["id"], {}), **one}
            for one in draft.attachments
            if one["id"] in known or "url" in one
        ]
    for name in ("content", "embeds"):
        if name in draft.given:
            changed[name] = getattr(draft, name)
    after = {**before, **changed}
    check_content(after["content"])
    _check_embeds(after["embeds"])
    if layout and (after["content"] or after["embeds"]):
        raise _not_beside_layout("content" if after["content"] else "embeds")
    if "components" in draft.given:
        media = _media(after["attachments"])
        changed["components"] = rules.check_message(draft.components, layout=layout, media=media)
    kept = before["flags"] & ~(1 << 2) if "flags" in draft.given else before["flags"]
    changed["flags"] = kept | draft.flags & ~EPHEMERAL
    after |= changed
    if not any(after[name] for name in ("content", "embeds", "attachments", "components")):
        raise DiscordError(400, 50006, "Cannot send an empty message")
    return changed


def check_content(content: str) -> None:
    """Refuse a text of more than 2,000 characters.

    Raises:
        DiscordError: 50035.
    """
    if len(content) > _MOST_CONTENT:
        raise invalid("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")


def _check_embeds(embeds: list[JSON]) -> None:
    if len(embeds) > 10:
        raise invalid("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    total = 0
    for index, embed in enumerate(embeds):
        for name, most in (("title", 256), ("description", 4096)):
            if len(embed.get(name) or "") > most:
                raise invalid(
                    f"embeds.{index}.{name}", "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length."
                )
            total += len(embed.get(name) or "")
        total += sum(len(one["name"]) + len(one["value"]) for one in embed.get("fields") or [])
        total += len((embed.get("footer") or {}).get("text") or "")
    if total > 6000:
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _not_beside_layout(name: str) -> DiscordError:
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    return invalid(name, code, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")


def check_legacy_fields(body: Mapping[str, Any]) -> None:
    """Refuse fields that stand beside the Components V2 flag.

    Raises:
        DiscordError: 50035.
    """
    if int(body.get("flags") or 0) & LAYOUT:
        for name in _LEGACY:
            if body.get(name):
                raise _not_beside_layout(name)


def _media(attachments: list[JSON]) -> rules.Media:
    by_name = {one["filename"]: one for one in attachments if "filename" in one}

    def resolve(url: str, path: str) -> JSON:
        scheme, _, rest = url.partition("://")
        if scheme in ("http", "https"):
            media_id = str(zlib.crc32(url.encode()))  # Discord numbers media; any number that stays will do
            return {"id": media_id, "url": url, "proxy_url": url, "loading_state": 2}
        if scheme != "attachment":
            raise invalid(
                path, "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'attachment')."
            )
        if rest not in by_name:
            raise invalid(
                path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The attachment was not found."
            )
        file = by_name[rest]
        shown = {key: file[key] for key in ("id", "url", "proxy_url", "filename", "size", "content_type")}
        return shown | {"attachment_id": file["id"], "loading_state": 2}

    return resolve
