"""What was gathered: the texts of a discussion, and how often people reacted."""

from __future__ import annotations

from bot.discussion.stores import reaction_store as reactions, watermark_store as watermarks
from bot.domain.discussion import Comment, Reaction
from tests.discord.case_helpers import stored
from tests.discord.discussed import Discussed
from tests.discord.simulated import Simulated

THUMB, HEART = "👍", "❤️"


async def texts(tertulia: Simulated, discussed: Discussed) -> list[str]:
    return [one.text for one in await stored(tertulia, discussed)]


async def gathered(tertulia: Simulated, discussed: Discussed, *expected: str) -> None:
    """Wait until these are the texts of the discussion's comments, and nothing is left to be read."""

    async def all_there() -> bool:
        gaps = await tertulia.database.read(watermarks.open_gaps)
        return not gaps and await texts(tertulia, discussed) == list(expected)

    await tertulia.until(all_there)


async def counted(tertulia: Simulated, comment: Comment, **wanted: int) -> None:
    """Wait until exactly this is counted of a comment."""
    expected = {THUMB: wanted.get("thumbs", 0), HEART: wanted.get("hearts", 0)}

    async def has() -> bool:
        found = (await tertulia.database.read(reactions.of_comments, [comment.id])).get(comment.id, ())
        return found == tuple(Reaction(emoji, number) for emoji, number in expected.items() if number)

    await tertulia.until(has)


async def gathered_so_far(tertulia: Simulated, discussed: Discussed, *expected: str) -> None:
    async def there() -> bool:
        return await texts(tertulia, discussed) == list(expected)

    await tertulia.until(there)
