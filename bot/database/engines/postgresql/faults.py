"""What PostgreSQL raises, as a sentence for a person.

An error's SQLSTATE says what it means (https://www.postgresql.org/docs/current/errcodes-appendix.html); one
without was raised by the driver, which lost the connection or could not make one. Why a server refused a
connection stands in its words alone: the library keeps no SQLSTATE of it.
"""

from __future__ import annotations

import psycopg

from bot.database.engines.sentences import DISK_FULL, damaged
from bot.domain.message import Message, message
from bot.i18n.program import called
from bot.logs.errors import text_of

ERROR = psycopg.Error
_BUSY = ("55P03", "57014", "40001", "40P01", "53300", "53400")
"""A lock or statement took too long, transactions hindered each other, or there are too many connections."""
_LOST = ("08", "57P", "25P03", "25P04")
"""The beginnings of those that end a connection, or keep one from being made."""
_FULL = ("53100", "53200")
_READ_ONLY = ("25006", "0A000")
"""The second is what a standby says of a table that it has no copy of (`comment_to_index`)."""
_FORBIDDEN = ("42501", "28000", "28P01", "3D000")
"""No right to it, a wrong name or password, no such database."""
_DAMAGED = ("XX001", "XX002", "58030")
_ANSWERED = "FATAL:"
"""A server that answers, but makes no connection, begins with this in every language."""
_TOO_MANY = ("too many clients", "too many connections", "connection slots are reserved")
_NOT_NOW = ("starting up", "shutting down", "recovery mode", "not yet accepting connections")


@text_of.register
def _(error: psycopg.Error) -> str:
    """The SQLSTATE, and the server's words where they name tables and columns alone.

    What cannot be read as a value, and a wrong statement, are quoted in them.
    """
    state = error.sqlstate or ""
    quotes = isinstance(error, psycopg.DataError | psycopg.ProgrammingError)
    return state if quotes else f"{state} {first_line(error)}".strip()


def is_failure(error: BaseException | None) -> bool:
    """Whether the database failed; a row that it refused is only the fault of whoever wrote it."""
    refused = isinstance(error, psycopg.IntegrityError | psycopg.DataError)
    return isinstance(error, psycopg.Error) and not refused


def sentence_of(error: BaseException | None) -> Message | None:
    """What went wrong with the database, and what to do about it; None where that is not known.

    Nobody reads in it where the server is, or who signs in: the log has that.
    """
    if is_full(error):
        return DISK_FULL
    if _is(error, *_READ_ONLY):
        return message(
            "The database can only be read at the moment. It can be written again once its "
            "server takes changes, or TERTULIA_DATABASE names the one that does."
        )
    if _is_forbidden(error):
        return message(
            "The database server refuses the bot. Whoever runs the bot can find out why with `{doctor}`.",
            doctor=called("doctor"),
        )
    if _is(error, *_DAMAGED):
        return damaged(first_line(error))
    if is_lost(error):
        return message("The database cannot be reached. What waits is saved once it can.")
    return None


def is_full(error: BaseException | None) -> bool:
    """Whether there was no room left on the server's disk, or in its memory."""
    return _is(error, *_FULL)


def is_busy(error: BaseException | None) -> bool:
    """Whether it would have gone well at another moment."""
    return _is(error, *_BUSY) or _said(error, *_TOO_MANY)


def is_lost(error: BaseException | None) -> bool:
    """Whether the connection ended, or could not be made."""
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return error.sqlstate.startswith(_LOST)


def is_unreachable(error: BaseException | None) -> bool:
    """Whether nothing of the database can be read: there is no connection to it, or no right."""
    return is_lost(error) or _is_forbidden(error) or is_busy(error)


def ended_transaction(error: BaseException | None) -> bool:
    """Whether nothing of the transaction can be kept, its savepoints included."""
    return is_full(error) or is_lost(error) or _is(error, "40001", "40P01", *_READ_ONLY, *_DAMAGED)


def first_line(error: BaseException | None) -> str:
    """What the server or the driver says. Lines after the first may quote what is stored."""
    return str(error).partition("\n")[0]


def _is(error: BaseException | None, *states: str) -> bool:
    return isinstance(error, psycopg.Error) and error.sqlstate in states


def _is_forbidden(error: BaseException | None) -> bool:
    # In a server's other languages, one that only starts is taken for one that refuses.
    return _is(error, *_FORBIDDEN) or (_said(error, _ANSWERED) and not _said(error, *_TOO_MANY, *_NOT_NOW))


def _said(error: BaseException | None, *words: str) -> bool:
    """Whether a connection could not be made, and one of these stands in the reason."""
    made = not isinstance(error, psycopg.OperationalError) or error.sqlstate is not None
    return not made and any(one in str(error) for one in words)
