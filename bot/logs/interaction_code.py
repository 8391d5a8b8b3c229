"""The code of an interaction: short enough to read out, and in each line of the log that belongs to it."""

from __future__ import annotations

from contextvars import Context, ContextVar, copy_context
from hashlib import blake2b

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another or for a digit."""

_current: ContextVar[str] = ContextVar("interaction code", default="")


def code_of(interaction_id: int) -> str:
    """The code of an interaction, such as K7QM-2X9T.

    40 bits of a hash: it is the same in each task that has to do with the interaction, and among a million
    interactions one in a million shares its code.
    """
    number = int.from_bytes(blake2b(interaction_id.to_bytes(8, "big"), digest_size=5).digest(), "big")
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def enter(interaction_id: int) -> None:
    """Mark the current task, and those that it starts, as working on an interaction."""
    _current.set(code_of(interaction_id))


def of_none() -> Context:
    """A context for a task that serves no interaction, whichever happens to start it."""
    context = copy_context()
    context.run(_current.set, "")
    return context


def current_code() -> str:
    """The code of the interaction that the current task works on; empty for other work."""
    return _current.get()
