"""What a member reads when they ask for a translation, and the language that a text is corrected to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion import access
from bot.discussion.door import Door
from bot.discussion.room_index import RoomIndex
from bot.discussion.viewer_port import Viewer
from bot.discussion.visibility_port import Visibility
from bot.domain.discussion import Comment, CommentStatus, DetectedLanguage, Post
from bot.domain.errors import NotFound, Refused
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.domain.translation import MachineText
from bot.reading.language_detection import detect
from bot.translating import translation_store as translations
from bot.translating.allowance import Allowance
from bot.translating.translate_comment import CHANGED, CommentTranslations
from bot.translating.translator import Passage, Translator
from bot.translation.chain import OTHER_LANGUAGE, UNKNOWN_LANGUAGE, Untranslated
from bot.translation.direction import Direction


@dataclass(frozen=True, slots=True)
class Original:
    """A text that somebody asks to have translated. ``names`` are those of what it mentions, by id.

    ``channel_id`` is the channel whose readers can read it; None where only some of them can, or nobody can
    say what its author wants: such a text goes to local engines only. ``author_id`` is None where no member
    wrote it. ``comment`` is the comment that it is, None for any other message; ``message_id`` is the message
    that it was read in, if it was.
    """

    text: str
    names: Mapping[int, str]
    server_id: int
    channel_id: int | None
    author_id: int | None
    comment: Comment | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text for one reader, with its translation or why there is none. ``language`` is what the text counts
    as; ``note`` says whom a correction of that counts for.
    """

    original: Original
    language: DetectedLanguage
    told: MachineText | Message
    note: Message | None = None


class TranslationReader:
    """Translates single texts for those who ask."""

    def __init__(
        self,
        database: Database,
        door: Door,
        visibility: Visibility,
        rooms: RoomIndex,
        translator: Translator,
        comments: CommentTranslations,
        allowance: Allowance,
    ) -> None:
        self._database = database
        self._door = door
        self._visibility = visibility
        self._rooms = rooms
        self._translator = translator
        self._comments = comments
        self._allowance = allowance

    async def of_message(self, viewer: Viewer, message_id: int, written: Original | Message) -> Reading:
        """Translate a message that the viewer reads: the comment it shows, else what was ``written`` in it
        (or why that cannot be translated), which is not stored.

        Raises:
            NotFound: it shows a comment that was taken away while that was translated.
            Refused: it shows no comment that the viewer can read, and what was written in it cannot be
                translated; or the viewer asked too often.
        """
        found, there = await self._database.read(_of_message, message_id)
        if found is not None and self._may_read(viewer, *found, there):
            return await self._comment(viewer, *found, message_id)
        if isinstance(written, Message):
            raise Refused(written)
        language = detect(written.text)
        return Reading(written, language, await self._once(viewer, written, language))

    async def correct(self, viewer: Viewer, reading: Reading, language: Language) -> Reading:
        """Translate again from the language that a text is in: for everybody where the viewer wrote the
        comment or moderates its room, else for the viewer alone, and nothing is stored. A comment that says
        something else by now is read anew instead.

        Raises:
            NotFound: the comment is not there any more, or the viewer cannot read it any more.
            Refused: the viewer asked too often.
        """
        told, alone = (
            DetectedLanguage(language.value),
            message("Only for you: read as {language}.", language=language),
        )
        if reading.original.comment is None:
            made = await self._once(viewer, reading.original, told)
            return Reading(reading.original, told, made, alone)
        message_id = reading.original.message_id
        comment, home = await self._found(viewer, reading.original.comment.source_id, message_id)
        if comment.text != reading.original.text:
            return replace(await self._comment(viewer, comment, home, message_id), note=CHANGED)
        is_own = comment.author.id == viewer.member.id
        if is_own or viewer.moderates(home.channel_id):
            await self._database.write(_correct, self._door, viewer.member, comment, told, is_own=is_own)
            note = message("This now counts as {language} for everyone.", language=language)
            corrected = replace(comment, language=told)
            return replace(await self._comment(viewer, corrected, home, message_id), note=note)
        original = _original(comment, home, message_id)
        return Reading(original, told, await self._once(viewer, original, told), alone)

    async def _found(self, viewer: Viewer, source_id: int, message_id: int | None) -> access.Found:
        found = await self._database.read(access.by_source, source_id)
        there = None if message_id is None else await self._database.read(access.shown_at, message_id)
        if found is None or not self._may_read(viewer, *found, there):
            raise NotFound(message("That comment is no longer there."))
        return found

    def _may_read(self, viewer: Viewer, comment: Comment, home: Post, there: Post | None) -> bool:
        """Whether somebody may read a comment's text: a hidden one is for its author and its moderators."""
        if not access.reads_at(viewer, self._rooms, home, there):
            return False
        if comment.status is CommentStatus.HIDDEN:
            return comment.author.id == viewer.member.id or viewer.moderates(home.channel_id)
        return comment.status is not CommentStatus.DELETED

    async def _comment(self, viewer: Viewer, comment: Comment, home: Post, message_id: int | None) -> Reading:
        original = _original(comment, home, message_id)
        source = Language.from_tag(comment.language.value)
        if source is viewer.member.language:
            return Reading(original, comment.language, _already(source))
        stored = await self._database.read(translations.of_comments, [comment.id])
        told: MachineText | Message | None = stored.get(comment.id)
        if told is None:
            self._spend(viewer, source)
            told = await self._comments.make(comment, home)
            comment, home = await self._found(viewer, comment.source_id, message_id)  # as it is by now
            original = _original(comment, home, message_id)
        return Reading(original, comment.language, told)

    async def _once(
        self, viewer: Viewer, original: Original, language: DetectedLanguage
    ) -> MachineText | Message:
        """Translate a text without storing anything."""
        source = Language.from_tag(language.value)
        if source is None:
            return OTHER_LANGUAGE if language is DetectedLanguage.OTHER else UNKNOWN_LANGUAGE
        if source is viewer.member.language:
            return _already(source)
        self._spend(viewer, source)
        passage = Passage(
            original.text,
            Direction(source, source.other),
            original.server_id,
            is_public=lambda: self._is_public(original),
            author_id=original.author_id,
            comment_id=original.comment.id if original.comment else None,
        )
        told = await self._translator.translate(passage)
        return told.reason if isinstance(told, Untranslated) else told.made

    def _is_public(self, original: Original) -> bool:
        room = original.channel_id
        return room is not None and self._visibility.public(original.server_id, room) is True

    def _spend(self, viewer: Viewer, source: Language | None) -> None:
        """Count the request, if an engine is going to be asked."""
        if source is not None and self._translator.is_on:
            self._allowance.spend(viewer.member.id)


def _of_message(connection: Connection, message_id: int) -> tuple[access.Found | None, Post | None]:
    return access.by_message(connection, message_id), access.shown_at(connection, message_id)


def _original(comment: Comment, home: Post, message_id: int | None) -> Original:
    where = (home.server_id, home.channel_id)
    return Original(comment.text, comment.names, *where, comment.author.id, comment, message_id)


def _already(language: Language) -> Message:
    return message("It is already in {language}.", language=language)


def _correct(
    connection: Connection,
    door: Door,
    member: Member,
    comment: Comment,
    language: DetectedLanguage,
    *,
    is_own: bool,
) -> None:
    changed = door.set_language(connection, comment.id, language)
    if changed and not is_own:
        audit.done(connection, member, Action.LANGUAGE, TargetKind.COMMENT, comment.id, reason=language.value)
