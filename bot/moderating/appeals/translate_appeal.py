"""An appeal and the words it is about, in the language of the moderator who reads them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.database.engine import Database
from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.domain.people import Member
from bot.domain.translation import MachineText
from bot.moderating.appeals.answer_appeals import AppealItem
from bot.reading.language_detection import detect
from bot.translating import translation_store as translations
from bot.translating.allowance import Allowance
from bot.translating.translator import Passage, Translator
from bot.translation.chain import Untranslated
from bot.translation.direction import Direction

SECONDS = 3.0
"""How long a card waits for translations: a moderator sees for as long that it loads."""


@dataclass(frozen=True, slots=True)
class TranslatedAppeal:
    """What there is of both in the other language."""

    appeal: MachineText | None = None
    evidence: MachineText | None = None


class AppealTranslations:
    """Translates what few may read: only by the operator's own engines, and nothing of it is stored. What is
    stored of a comment that still says the same is used.
    """

    def __init__(self, database: Database, translator: Translator, allowance: Allowance) -> None:
        self._database = database
        self._translator = translator
        self._allowance = allowance

    async def of(self, member: Member, item: AppealItem) -> TranslatedAppeal:
        """What there is in a member's language, for whom it counts as one request."""
        stored = await self._stored(item, member.language)
        wanted = [item.appeal.text, "" if stored or item.evidence is None else item.evidence.text]
        foreign = [detect(text).value == member.language.other.value for text in wanted]
        if not self._translator.is_on or not any(foreign):
            return TranslatedAppeal(evidence=stored)
        try:
            self._allowance.spend(member.id)
        except Refused:
            return TranslatedAppeal(evidence=stored)
        appeal, evidence = await asyncio.gather(
            *(
                self._made(text, item, member.language) if is_foreign else _nothing()
                for text, is_foreign in zip(wanted, foreign, strict=True)
            )
        )
        return TranslatedAppeal(appeal, stored or evidence)

    async def _stored(self, item: AppealItem, language: Language) -> MachineText | None:
        comment, evidence = item.comment, item.evidence
        if comment is None or evidence is None or comment.text != evidence.text:
            return None
        made = (await self._database.read(translations.of_comments, [comment.id])).get(comment.id)
        return made if made is not None and made.language is language else None

    async def _made(self, text: str, item: AppealItem, language: Language) -> MachineText | None:
        passage = Passage(
            text,
            Direction(language.other, language),
            item.case.server_id,
            is_public=lambda: False,
            author_id=item.case.member_id,
        )
        try:
            async with asyncio.timeout(SECONDS):
                told = await self._translator.translate(passage)
        except TimeoutError:
            return None
        return None if isinstance(told, Untranslated) else told.made


async def _nothing() -> None:
    return None
