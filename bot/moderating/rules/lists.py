"""The lists of a server, words and domains, as its managers keep them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.domain import policy
from bot.domain.card import trimmed
from bot.domain.errors import BadInput, NotFound
from bot.domain.language import Language
from bot.domain.message import counted, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.domain.rules import ListedTerm, ListName
from bot.moderating.rules import list_store
from bot.moderating.rules.links import domains_in
from bot.moderating.rules.list_files import usable
from bot.moderating.rules.rules_in_use import RulesInUse
from bot.moderating.rules.word_list import LONGEST_TERM, MOST_TERMS

MOST_DOMAINS = 1_000
_SEPARATORS = re.compile(r"[,;\n]")
_BLANKS = re.compile(r"[\s,;]+")
_BEFORE_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}://)?(?:\*\.)?", re.IGNORECASE)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Taken:
    """A list in one language before and after a file was taken into it."""

    before: tuple[ListedTerm, ...]
    after: tuple[ListedTerm, ...]


class Lists:
    """Reads and changes lists. The record of what managers did names how many words, not which."""

    def __init__(self, database: Database, rules: RulesInUse) -> None:
        self._database = database
        self._rules = rules

    async def terms(
        self, member: Member, name: ListName, language: Language | None = None
    ) -> list[ListedTerm]:
        """What stands in a list, in one language or in both.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        return await self._database.read(list_store.terms, member.server_id, name, language)

    async def add(
        self, member: Member, name: ListName, language: Language, text: str, *, exception: bool
    ) -> list[ListedTerm]:
        """Put words and phrases, separated by commas, into a list. Gives them.

        Raises:
            BadInput: one of them cannot be used, or there would be too many.
            NotAllowed: the member does not manage the server.
        """
        split = filter(None, (" ".join(one.split()) for one in _SEPARATORS.split(text)))
        added = [ListedTerm(one, exception) for one in dict.fromkeys(split)]
        for one in added:
            _require_usable(one.text)
        if not added:
            raise BadInput(message("There is no word in this text."))

        def work(connection: Connection) -> list[ListedTerm]:
            _add(connection, member.server_id, name, language, added)
            return added

        return await self._change(member, work, f"{name} words ({language}): {len(added)} added")

    async def remove(self, member: Member, name: ListName, text: str) -> str:
        """Take a word or phrase from a list, in whichever language it stands there. Gives it.

        Raises:
            NotAllowed: the member does not manage the server.
            NotFound: it does not stand there.
        """
        wanted = " ".join(text.split())

        def work(connection: Connection) -> str:
            if not list_store.remove_term(connection, member.server_id, name, None, wanted):
                raise NotFound(
                    message("This does not stand in the list. Choose one of those that are offered.")
                )
            return wanted

        return await self._change(member, work, f"{name} words: 1 removed")

    async def take(
        self,
        member: Member,
        name: ListName,
        language: Language,
        terms: Sequence[ListedTerm],
        *,
        replaces: bool,
    ) -> Taken:
        """Put the terms of a file into a list in one language; with ``replaces``, in the place of all others.

        Raises:
            BadInput: there are none, or too many.
            NotAllowed: the member does not manage the server.
        """
        if not terms:
            raise BadInput(message("There are no words in this file."))

        def work(connection: Connection) -> Taken:
            place = (member.server_id, name, language)
            before = tuple(list_store.terms(connection, *place))
            if replaces:
                list_store.clear_terms(connection, *place)
            _add(connection, *place, terms)
            return Taken(before, tuple(list_store.terms(connection, *place)))

        how = "replaced by" if replaces else "added from a file:"
        return await self._change(member, work, f"{name} words ({language}) {how} {len(terms)}")

    async def domains(self, member: Member) -> dict[str, bool]:
        """The listed domains, each with whether it is allowed or banned.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        return await self._database.read(list_store.domains, member.server_id)

    async def add_domains(self, member: Member, text: str, *, allowed: bool) -> list[str]:
        """Allow or ban domains, separated by commas or spaces, with all that belong to them. Gives them.

        Raises:
            BadInput: one of them is no domain, or there would be too many.
            NotAllowed: the member does not manage the server.
        """
        added = list(dict.fromkeys(map(domain_named, filter(None, _BLANKS.split(text)))))
        if not added:
            raise BadInput(message("Name a domain, such as example.org."))

        def work(connection: Connection) -> list[str]:
            list_store.add_domains(connection, member.server_id, added, allowed=allowed)
            if len(list_store.domains(connection, member.server_id)) > MOST_DOMAINS:
                raise BadInput(
                    counted("At most {count} domain fits.", "At most {count} domains fit.", MOST_DOMAINS)
                )
            return added

        kind = "allowed" if allowed else "banned"
        return await self._change(member, work, f"{len(added)} domain(s) {kind}")

    async def remove_domain(self, member: Member, text: str) -> str:
        """Take a domain from the list. Gives it.

        Raises:
            BadInput: it is no domain.
            NotAllowed: the member does not manage the server.
            NotFound: it does not stand there.
        """
        wanted = domain_named(text)

        def work(connection: Connection) -> str:
            if not list_store.remove_domain(connection, member.server_id, wanted):
                raise NotFound(
                    message("This does not stand in the list. Choose one of those that are offered.")
                )
            return wanted

        return await self._change(member, work, "1 domain removed")

    async def _change(self, member: Member, work: Callable[[Connection], Result], what: str) -> Result:
        policy.require_manager(member.manager)

        def recorded(connection: Connection) -> Result:
            result = work(connection)
            audit.done(connection, member, Action.RULES, TargetKind.SERVER, member.server_id, what)
            return result

        return await self._rules.change(self._database, member.server_id, recorded)


def domain_named(text: str) -> str:
    """The domain that somebody wrote, alone or as a link, in ASCII.

    Raises:
        BadInput: it is none.
    """
    host = re.split(r"[/?#:]", _BEFORE_HOST.sub("", text.strip(), count=1), maxsplit=1)[0]
    found = domains_in(f"https://{host}") if "@" not in host else []
    if len(found) != 1 or "." not in found[0].name:
        raise BadInput(message("“{text}” is not a domain, such as example.org.", text=trimmed(text, 60)))
    return found[0].name


def _require_usable(text: str) -> None:
    if not usable(text):
        raise BadInput(
            message(
                "“{text}” cannot be used. A word or phrase begins with a letter or digit and has up to "
                "{count} characters; a * stands only at its ends, beside three letters or more.",
                text=trimmed(text, 60),
                count=LONGEST_TERM,
            )
        )


def _add(
    connection: Connection, server_id: int, name: ListName, language: Language, added: Iterable[ListedTerm]
) -> None:
    list_store.add_terms(connection, server_id, name, language, added)
    counts = list_store.count_terms(connection, server_id)
    if sum(counts.get((name, one), 0) for one in Language) > MOST_TERMS:
        raise BadInput(
            counted(
                "A list holds at most {count} word or phrase, in both languages together.",
                "A list holds at most {count} words and phrases, in both languages together.",
                MOST_TERMS,
            )
        )
