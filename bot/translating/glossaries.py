"""The glossary of a server, as its managers change it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.domain import policy
from bot.domain.errors import BadInput, NotFound
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.translating import glossary_store as glossaries
from bot.translation.glossary import Glossary, Term, merged, read_csv, require_fit

LARGEST_FILE = 200_000
"""Bytes; the most and longest terms take less."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A glossary before and after a change."""

    before: Glossary
    after: Glossary


class Glossaries:
    """Reads and changes glossaries. The record of what managers did names how many terms, not which."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, member: Member) -> Glossary:
        """The glossary of a moderator's server.

        Raises:
            NotAllowed: the member is no moderator and does not manage the server.
        """
        policy.require_moderator(member.moderator or member.manager)
        return await self.of_server(member.server_id)

    async def of_server(self, server_id: int) -> Glossary:
        """The glossary of a server."""
        return await self._database.read(glossaries.of_server, server_id)

    async def add(self, member: Member, english: str, spanish: str | None) -> Term:
        """Add a term, or change the one that is the same in English. ``spanish``: None where translations
        keep the term as it is. Returns it.

        Raises:
            BadInput: it cannot be used, or there would be too many.
            NotAllowed: the member does not manage the server.
        """
        en = " ".join(english.split())
        term = Term(en, " ".join(spanish.split()) if spanish else en)
        await self._change(member, lambda before: merged(before, [term]), "a glossary term added")
        return term

    async def remove(self, member: Member, english: str) -> Term:
        """Remove the term that is ``english`` but for capitals. Returns it.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: there is none.
        """
        wanted = " ".join(english.split()).casefold()

        def without(before: Glossary) -> Glossary:
            kept = [one for one in before.terms if one.en.casefold() != wanted]
            if len(kept) == len(before.terms):
                raise NotFound(message("There is no such term in the glossary. Choose one from the list."))
            return Glossary(kept)

        changed = await self._change(member, without, "a glossary term removed")
        return next(one for one in changed.before.terms if one.en.casefold() == wanted)

    async def take(self, member: Member, content: bytes, *, replaces: bool) -> Changed:
        """Add the terms of a CSV file to the glossary; with ``replaces``, remove all others.

        Raises:
            BadInput: it is no such file, or holds what cannot be used.
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        try:
            taken = await asyncio.to_thread(read_csv, content.decode())  # up to a tenth of a second
        except UnicodeDecodeError as error:
            raise BadInput(message("This file is not UTF-8 text. Save it as CSV in UTF-8.")) from error
        if not (taken.terms or replaces):
            raise BadInput(message("There are no terms in this file."))
        what = f"glossary of {len(taken.terms)} terms {'put in place' if replaces else 'added'}"
        return await self._change(
            member, lambda before: taken if replaces else merged(before, taken.terms), what
        )

    async def _change(self, member: Member, change: Callable[[Glossary], Glossary], what: str) -> Changed:
        policy.require_manager(member.manager)

        def work(connection: Connection) -> Changed:
            before = glossaries.of_server(connection, member.server_id)
            after = change(before)
            require_fit(after)
            glossaries.replace(connection, member.server_id, after)
            audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, member.server_id, what)
            return Changed(before, after)

        return await self._database.write(work)
