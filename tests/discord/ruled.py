"""A server's rules on the simulated Discord: set by a manager, and what they found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Comment
from bot.domain.rules import StoredHit
from bot.moderating.rules import hit_store as hits
from tests.discord.simulated import Simulated


async def set_rule(tertulia: Simulated, rule: str, action: str = "report", **options: Any) -> str:
    """Set a rule as Marta does, such as ``set_rule(tertulia, "flood", comments=3)``; gives the answer."""
    answer = await tertulia.run(tertulia.marta, f"/rules {rule}", action=action, **options)
    assert answer.ephemeral
    return answer.text


async def ban_words(tertulia: Simulated, text: str, **options: Any) -> str:
    """Put words into the list of banned ones in English."""
    given = {"name": "banned", "language": "en", "text": text, **options}
    return (await tertulia.run(tertulia.marta, "/rules words add", **_named(given))).text


def _named(options: dict[str, Any]) -> dict[str, Any]:
    """Options as Discord names them."""
    return {"list" if name == "name" else name: value for name, value in options.items()}


async def found(tertulia: Simulated, comment: Comment) -> list[str]:
    """The rules that found something in a comment."""
    return [one.rule.value for one in await hits_of(tertulia, comment)]


async def hits_of(tertulia: Simulated, comment: Comment) -> Sequence[StoredHit]:
    """What rules found in a comment."""
    return await tertulia.database.read(hits.of_comment, comment.id)


async def last_comment(tertulia: Simulated, source_id: int) -> Comment:
    """The comment that was first said with a message."""

    async def there() -> Comment | None:
        return await tertulia.database.read(comments.by_source, source_id)

    return await tertulia.until(there)
