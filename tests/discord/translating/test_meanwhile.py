"""What happens to a comment while it is translated counts: nobody reads what was taken away meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.discussion.door import Door
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Comment, DetectedLanguage
from bot.domain.errors import NotFound
from bot.jobs.kinds import Job
from bot.mirroring.read_mirror import MirrorReader
from bot.translating.translate_page import PageTranslations, Translated
from bot.translation.engines.engine import Fault
from tests.discord.discussed import discuss, say
from tests.discord.rooms import both, make_private, mirror_in
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember
from tests.discord.translating.translated import GUSTA, LIKE, engine, translate

pytestmark = pytest.mark.engines("one")

CHILDREN, HIJOS = "My children walk over it every morning.", "Mis hijos pasan por él todas las mañanas."

Change = Callable[[Simulated, Comment], Awaitable[object]]


async def deleted(tertulia: Simulated, comment: Comment) -> None:
    await tertulia.database.write(tertulia.services[Door].erase, comment.id)


async def hidden(tertulia: Simulated, comment: Comment) -> None:
    await tertulia.database.write(tertulia.services[Door].hide, comment.id)


async def made_private(tertulia: Simulated, comment: Comment) -> None:
    make_private(tertulia, tertulia.seed.news)


@pytest.mark.parametrize("change", [deleted, hidden, made_private])
async def test_what_was_taken_away_while_it_was_translated_is_not_shown(tertulia: Simulated, change: Change):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    engine(tertulia).hold()
    asked = asyncio.create_task(translate(tertulia, tertulia.emma, sent))
    await tertulia.until(lambda: engine(tertulia).asked)
    await change(tertulia, comment)
    engine(tertulia).release()
    answer = await asked
    assert answer.text == "That comment is no longer there."


async def test_of_a_comment_that_was_edited_meanwhile_the_new_text_is_shown(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    engine(tertulia).hold()
    asked = asyncio.create_task(translate(tertulia, tertulia.emma, sent))
    await tertulia.until(lambda: engine(tertulia).asked)
    await tertulia.database.write(tertulia.services[Door].edit, comment.id, HIJOS, datetime.now(UTC))
    engine(tertulia).release()
    answer = await asked
    assert HIJOS in answer.text
    assert GUSTA not in answer.text
    assert LIKE not in answer.text
    assert "was changed" in answer.text
    assert CHILDREN in (await translate(tertulia, tertulia.emma, sent)).text


@pytest.mark.parametrize("change", [deleted, hidden])
async def test_whoever_presses_a_mirrors_button_reads_nothing_that_was_taken_away_meanwhile(
    tertulia: Simulated, change: Change
):
    news, noticias = await both(tertulia)
    engine(tertulia).fault = Fault.REJECTED
    _, comment = await say(tertulia, tertulia.elena, noticias, GUSTA)
    mirror = await mirror_in(tertulia, news, comment)
    reader, viewer = tertulia.services[MirrorReader], AsMember(tertulia, tertulia.emma)
    await tertulia.until(lambda: not tertulia.health(Job.TRANSLATION).backlog)
    engine(tertulia).fault = None
    engine(tertulia).asked.clear()
    engine(tertulia).hold()
    asked = asyncio.create_task(reader.translated(viewer, comment.source_id, mirror.id))
    await tertulia.until(lambda: engine(tertulia).asked)
    await change(tertulia, comment)
    engine(tertulia).release()
    with pytest.raises(NotFound):
        await asked


async def test_a_page_shows_no_translation_of_what_was_deleted_meanwhile(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    pages, member = tertulia.services[PageTranslations], AsMember(tertulia, tertulia.emma).member
    engine(tertulia).hold()
    asked = asyncio.create_task(pages.of(member, [comment]))
    await tertulia.until(lambda: engine(tertulia).asked)
    await deleted(tertulia, comment)
    engine(tertulia).release()
    shown = await asked
    assert shown == Translated({}, shown.missing)
    assert "was changed" in str(shown.missing)


async def test_a_language_is_corrected_for_the_text_that_was_read_and_no_other(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    answer = await translate(tertulia, tertulia.marta, sent)
    await tertulia.database.write(tertulia.services[Door].edit, comment.id, HIJOS, datetime.now(UTC))
    corrected = await tertulia.click(tertulia.marta, answer.message, "This is English")
    assert "was changed" in corrected.text
    assert HIJOS in corrected.text
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    assert now.language is DetectedLanguage.ES
