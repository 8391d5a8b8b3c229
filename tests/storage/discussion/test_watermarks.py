"""A watermark never goes back, and what may have been missed stays a gap until history has closed it."""

from bot.database.engine import Database
from bot.discussion.stores import watermark_store as watermarks

THREAD, OTHER = 500, 501


async def test_a_watermark_moves_forward_only(database: Database):
    for reached in ({THREAD: 10, OTHER: 7}, {THREAD: 30}, {THREAD: 20}, {}):
        await database.write(watermarks.advance, reached=reached)
    assert await database.read(watermarks.all_of) == {THREAD: 30, OTHER: 7}
    assert await database.read(watermarks.of, THREAD) == 30
    assert await database.read(watermarks.of, 1) is None


async def test_a_gap_opens_behind_the_watermark_and_a_later_message_does_not_hide_it(database: Database):
    await database.write(watermarks.advance, reached={THREAD: 10})
    await database.write(watermarks.open_after_watermarks, {THREAD: 5})
    await database.write(watermarks.advance, reached={THREAD: 90})
    await database.write(watermarks.open_after_watermarks, {THREAD: 5})
    [gap] = await database.read(watermarks.gaps, THREAD)
    assert (gap.after_id, gap.before_id, gap.closed_at) == (10, None, None)


async def test_a_channel_never_gathered_has_its_gap_from_where_it_began(database: Database):
    await database.write(watermarks.open_after_watermarks, {THREAD: 5})
    gap = (await database.read(watermarks.open_gaps))[THREAD]
    assert gap.after_id == 5


async def test_a_gap_is_narrowed_page_by_page_and_closed(database: Database):
    await database.write(watermarks.open_after_watermarks, {THREAD: 5})
    await database.write(watermarks.open_after_watermarks, {OTHER: 6})
    [gap] = await database.read(watermarks.gaps, THREAD)
    await database.write(watermarks.narrow, gap_id=gap.id, after_id=60)
    assert (await database.read(watermarks.open_gaps))[THREAD].after_id == 60
    await database.write(watermarks.close, gap_id=gap.id)
    assert list(await database.read(watermarks.open_gaps)) == [OTHER]
    assert not await database.write(watermarks.narrow, gap_id=gap.id, after_id=70)


async def test_an_open_gap_is_widened_and_never_made_smaller_by_another(database: Database):
    for after in (50, 20, 40):
        await database.write(watermarks.open_gap, channel_id=THREAD, after_id=after)
    assert [gap.after_id for gap in await database.read(watermarks.gaps, THREAD)] == [20]


async def test_who_reads_a_gap_closes_nothing_that_was_opened_meanwhile(database: Database):
    await database.write(watermarks.open_gap, channel_id=THREAD, after_id=20)
    [read] = await database.read(watermarks.gaps, THREAD)
    await database.write(watermarks.open_gap, channel_id=THREAD, after_id=40)
    assert not await database.write(watermarks.narrow, gap_id=read.id, after_id=90)
    await database.write(watermarks.close, gap_id=read.id)
    [opened] = await database.read(watermarks.gaps, THREAD)
    assert (opened.after_id, opened.opened_at) == (20, read.opened_at)
    await database.write(watermarks.close_all, channel_id=THREAD)
    assert await database.read(watermarks.gaps, THREAD) == []
