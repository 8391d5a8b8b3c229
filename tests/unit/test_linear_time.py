"""What members, pages and files say is read in time linear in its length, and quickly on the event loop.

Every public function that takes text is found by its annotations. One that cannot be called with text alone
is named below with why it needs no measuring, or it fails here. This is the only test that measures time.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from tests.unit import measured
from tests.unit.hostile_text import Call, functions, prepared

EXCLUDED = {
    "its text is the operator's: a token, an address, a file of the source": """
        chat.archive.opened_archive chat.endpoint.point_at chat.inspection.inspecting chat.inspection.log_in
        chat.intents.granted i18n.extract.updated storage.migrate.migrate services.naming.article_named
    """,
    "its text is our own: a name or a key that stands in the source": """
        services.stored_reconciler.StoredReconciler.store_fault
        services.stored_reconciler.StoredReconciler.store_failure
        storage.task_faults.note storage.task_faults.fail storage.task_faults.store storage.task_faults.mend
        services.languages.Languages.spoken_to
        storage.command_sync.digest storage.command_sync.remember storage.schema.base.table
        storage.types.one_of storage.driver.Cursor.execute storage.driver.Cursor.executemany ui.lacks.missing
        storage.faults.sentence_of
    """,
    "its text is a template's match, which bounds it": """
        ui.card_buttons.ReadButton.from_custom_id ui.comment_buttons.CommentButton.from_custom_id
        ui.discussion_pages.PageButton.from_custom_id ui.found_pages.FindButton.from_custom_id
        ui.found_pages.MineButton.from_custom_id ui.open_discussion.OpenButton.from_custom_id
        ui.reply_dialog.ReplyButton.from_custom_id
    """,
    "it binds text to a statement, or reads one that was bound": """
        storage.articles.find_by_alias storage.articles.known storage.articles.by_public_id
        storage.attachments.attach storage.attachments.follow storage.audit.record storage.audit.outcome
        storage.audit.done
        storage.comments.add storage.comments.edit storage.copies.keep storage.discussions.by_public_id
        storage.discussions.of_card storage.posts.add storage.posts.by_public_id storage.reactions.count
        storage.reports.add storage.search.by_words storage.turns.to_send
        storage.types.Day.process_result_value storage.verification.correct storage.webhooks.remember
    """,
    "it hands text on to a worker, a statement, Discord or a function measured here": """
        chat.board.DiscordBoard.open_thread reading.fetch.Fetcher.get reading.fetch.Fetcher.shows
        reading.reader.Reader.from_link reading.reader.Reader.from_text reading.reader.Reader.from_file
        services.browse.Browser.below services.browse.Browser.turn services.cards.Cards.is_drawn
        services.cards.Cards.note_drawn
        services.choosing.Choosing.offered services.choosing.Choosing.meant services.editions.Editions.read
        services.export.Exporter.export services.find.Finder.search services.hide.Hiding.hide
        services.keep.Keeper.said services.moderate.Moderation.change services.moderate.Moderation.slow
        services.publish.Publisher.from_link services.publish.Publisher.from_text
        services.publish.Publisher.from_file services.remove.Removals.offered services.remove.Removals.remove
        services.repair.Repair.mend services.reply.Replies.check services.reply.Replies.sent
        services.reply.Replies.add services.reply.Replies.edit_own services.report.Reports.report
        ui.article_option.offer_articles
    """,
    "it draws the same comments in less and less room, with functions measured here": """
        ui.discussion_pages.page_view
    """,
    "it looks at the ids of what it takes, not at its text": """
        reading.network.public_socket services.gather.Gatherer.noted services.gather.Gatherer.take
        services.gather.Gatherer.gather services.gap_tracker.GapTracker.mark_stale services.placing.answered
        services.gap_tracker.GapTracker.outage_began services.gap_tracker.GapTracker.keys
        services.backfill.Backfill.outage_began
        services.placing.place_among services.backfill.Backfill.mark_stale services.rooms.Rooms.put
        services.rooms.Rooms.joined services.rooms.Rooms.public services.unread.Unread.open_gaps
        services.verify.Verifier.differences
    """,
    "it holds each of a bounded number of rules against a path, in a thread": """
        reading.robots.Robots.allows
    """,
}
NAMED = {f"bot.{name}" for names in EXCLUDED.values() for name in names.split()}


def test_every_function_that_takes_text_is_measured_or_named() -> None:
    found = {one.name: one.call for one in functions()}
    assert {name for name, call in found.items() if call is None} <= NAMED
    assert found.keys() >= NAMED, "some are named that are there no more"
    assert {
        "bot.reading.detection.detect",
        "bot.ui.escaping.escaped",
        "bot.ui.mirror.mirror_of",
    } <= found.keys()


@pytest.mark.parametrize("what", ["growth", "loop"])
def test_hostile_text_takes_linear_time_and_little_on_the_event_loop(what: str) -> None:
    skipped = sorted(NAMED)
    child = subprocess.run(
        [sys.executable, "-m", measured.__name__, what, *skipped],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    told = [json.loads(line) for line in child.stdout.splitlines()]
    assert told, "nothing was measured"
    assert child.returncode != -signal.SIGPROF, f"it did not end: {told[-1]}"
    assert child.returncode == 0
    assert [line for line in told if line[0] == "fault"] == []


@pytest.mark.parametrize(("power", "is_found"), [(1, False), (2, True), (3, True)])
def test_the_measure_tells_linear_from_quadratic_and_cubic_time(power: int, is_found: bool) -> None:
    def slow(text: str) -> None:
        for _ in range(len(text) ** power // 40 ** (power - 1)):
            pass

    call: Call = lambda text: prepared(slow, (text,), {})  # noqa: E731
    assert (measured.growth(call, ("", "a", "")) is not None) is is_found
