"""Letters about cases as they are at this moment, in the language of who reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.database.engine import Connection, Database
from bot.discussion.stores import comment_store as comments, post_store as posts
from bot.domain.cases.case import Appeal, AppealStatus, Case, CaseKind, Evidence, LetterAbout
from bot.domain.discussion import Post
from bot.domain.language import Language
from bot.domain.translation import MachineText
from bot.jobs.clock import Clock
from bot.moderating.cases import case_store as cases
from bot.moderating.letters import case_letter_store as letters
from bot.moderating.letters.case_letter import Known, case_letter
from bot.moderating.letters.case_letter_store import LetterKey
from bot.moderating.letters.letters_port import Letter, Letters
from bot.posting import article_store as articles
from bot.reading.language_detection import detect
from bot.servers.language_settings import Languages
from bot.translating.translator import Passage, Translator
from bot.translation.chain import Untranslated
from bot.translation.direction import Direction


@dataclass(frozen=True, slots=True)
class Matter:
    """What is stored about a case that a letter tells of."""

    case: Case
    evidence: Evidence | None
    appeal: Appeal | None
    home: Post | None
    wrote_in: Language | None


class LetterWriter:
    """Writes letters about cases."""

    def __init__(
        self,
        database: Database,
        languages: Languages,
        translator: Translator,
        platform: Letters,
        clock: Clock,
    ) -> None:
        self._database = database
        self._languages = languages
        self._translator = translator
        self._platform = platform
        self._clock = clock

    async def matter(self, key: LetterKey) -> Matter | None:
        """What a letter is about; None where there is nothing to tell, or nothing any more."""
        return await self._database.read(_matter, key)

    async def write(self, matter: Matter, about: LetterAbout, language: Language) -> Letter:
        """A letter in a language."""
        case = matter.case
        known = Known(
            case,
            self._platform.server_name(case.server_id),
            matter.evidence,
            await self._headline(matter, language),
            matter.appeal,
            can_appeal=matter.appeal is None and case.is_in_force(self._clock.utcnow()),
        )
        if about is LetterAbout.ANSWERED and matter.appeal is not None:
            known = replace(known, translation=await self._translation(case, matter.appeal, language))
        return case_letter(about, known)

    async def language(self, matter: Matter, about: LetterAbout) -> Language:
        """The language of the member: what they chose, else what they wrote in, else the server's."""
        case, wrote_in = matter.case, matter.wrote_in
        chosen = (await self._languages.chosen_by(case.member_id)).spoken
        if about is LetterAbout.ANSWERED and matter.appeal is not None:
            wrote_in = Language.from_tag(detect(matter.appeal.text).value) or wrote_in
        if known := chosen or wrote_in:
            return known
        channel_id = matter.home.channel_id if matter.home else 0
        return await self._languages.shown_in(case.server_id, channel_id)

    async def _headline(self, matter: Matter, language: Language) -> str:
        if matter.home is None:
            return ""
        article_id = matter.home.article_id
        titles = await self._database.read(articles.titles, [article_id], language)
        return titles.get(article_id, "")

    async def _translation(self, case: Case, appeal: Appeal, language: Language) -> MachineText | None:
        """What the operator's own engines make of an answer: not everybody can read it."""
        source = Language.from_tag(detect(appeal.answer or "").value)
        if not self._translator.is_on or source is not language.other:
            return None
        told = await self._translator.translate(
            Passage(
                appeal.answer or "",
                Direction(source, language),
                case.server_id,
                is_public=lambda: False,
                author_id=appeal.answered_by,
            )
        )
        return None if isinstance(told, Untranslated) else told.made


def _matter(connection: Connection, key: LetterKey) -> Matter | None:
    case_id, about = key
    case = cases.get(connection, case_id)
    if case is None or case.emptied or case.kind is CaseKind.NOTE:
        return None
    appeal = cases.appeal_of(connection, case_id)
    if about in (LetterAbout.OPENED, LetterAbout.HELD) and case.reversed_at is not None:
        return None  # that it was undone says what it was
    if about is LetterAbout.ANSWERED and appeal is None:
        return None
    granted = appeal is not None and appeal.status is AppealStatus.GRANTED and bool(appeal.answer)
    if about is LetterAbout.REVERSED and granted:
        return None  # the answer says it
    comment = comments.get(connection, case.comment_id) if case.comment_id else None
    home = posts.get(connection, comment.post_id) if comment else None
    is_theirs = comment is not None and comment.author.id == case.member_id  # else they reported it
    spoken = Language.from_tag(comment.language.value) if comment and is_theirs else None
    wrote_in = spoken or letters.wrote_in(connection, case.server_id, case.member_id)
    return Matter(case, cases.evidence_of(connection, case_id), appeal, home, wrote_in)
