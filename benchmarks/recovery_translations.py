"""What a bot that was killed stored and shows of comments in the other language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.recovery_engine import translated
from bot.domain.discussion import MARKS

Standing = tuple[int, str, str | None]
"""A mirror: its mark, what it says, and its translation, if it shows one."""


def outlived(comments: Sequence[Any], stored: Mapping[int, str]) -> Iterator[str]:
    """Translations that are stored, by comment, and whose comment is gone or says something else by now."""
    texts = {row["id"]: row["text"] for row in comments}
    for comment_id, made in stored.items():
        if made != translated(texts.get(comment_id, "")):
            yield f"{made!r} is stored of {comment_id}, which says {texts.get(comment_id)!r}"


def wrongly_shown(comments: Sequence[Any], language: str, standing: Sequence[Standing]) -> Iterator[str]:
    """Mirrors in a room of this language that should show another translation, or one at all, or none."""
    by_mark: dict[int, list[Any]] = defaultdict(list)
    for row in comments:
        by_mark[1 + row["source_id"] % MARKS].append(row)
    for mark, text, shown in standing:
        comment = next((one for one in by_mark[mark] if one["text"] and one["text"] in text), None)
        if comment is None:
            continue  # told of as a wrong mirror
        is_other = comment["language"] in ("en", "es") and comment["language"] != language
        wanted = translated(comment["text"]) if is_other else None
        if shown != wanted:
            yield f"the mirror of {comment['text']!r} is translated as {shown!r}, not {wanted!r}"
