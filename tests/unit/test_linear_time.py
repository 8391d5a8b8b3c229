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
        upkeep.discord_offline_history.opened_history discordkit.api_endpoint.point_at
        upkeep.discord_inspection.inspecting upkeep.discord_inspection.log_in
        discordkit.intents.granted i18n.extract.updated database.migrate.migrate
        posting.find_article.find_article translation.engines.chosen.chosen_engines
        database.copies.backup_file.back_up database.copies.backup_file.restore database.engine.open_database
        database.revisions.bring_up_to_date settings.sources.in_force upkeep.doctor.Doctor.backups
        upkeep.service_manager.ServiceManager.of
        upkeep.service_manager.ServiceManager.tell database.revisions.require_current
        database.copies.move_database.move database.engine_in_use.engine_of database.inspect_file.examine
        database.open_beside_bot.open_beside_bot database.revisions.make_current database.revisions.schema_of
        database.withdrawn_consent.keep_withdrawn database.place.read database.place.written
        database.engines.postgresql.bot_lock.taken
        database.engines.postgresql.connections.connect
        database.engines.postgresql.connections.inspecting
        database.engines.postgresql.connections.migrating
        database.engines.postgresql.connections.reading
        database.engines.postgresql.connections.writing
        database.engines.postgresql.ledger.Ledger.fault
        database.copies.backup_rows.replace_rows database.copies.backup_rows.write_backup
        translation.engines.deepl.address_of translation.engines.addresses.guarded logs.setup.set_up
    """,
    "its text is our own: a name or a key that stands in the source": """
        database.stored_reconciler.StoredReconciler.store_fault
        database.stored_reconciler.StoredReconciler.store_failure
        database.task_fault_store.note database.task_fault_store.fail database.task_fault_store.store
        database.task_fault_store.mend
        moderating.closing.closing_age.reopened
        moderating.closing.discord_closing_notes.DiscordClosingNotes.send
        servers.language_settings.Languages.language_of
        discordkit.command_sync_store.digest discordkit.command_sync_store.remember database.schema.base.table
        database.schema.base.partial_index
        database.column_types.one_of discordkit.missing_permissions.missing
        database.engine_in_use.sentence_of database.dialect.upsert database.dialect.given
        database.dialect.given_texts database.dialect.pairs database.search_index.found_by
        translating.engine_store.allow translating.engine_store.forbid translating.engine_store.charge
        translating.engine_store.in_month translating.translator.Translator.can
        database.reports.translation_report.translation_report upkeep.doctor_translation.about_engines
        translating.engine_store.elsewhere translating.engine_store.limit
        translation.engines.engine_names.engine_names translation.engines.engine_names.name_of
        database.engines.postgresql.ledger_tables.Table.add
        database.engines.postgresql.ledger_tables.Table.read
        discordkit.missing_permissions.lacks database.reports.pending_report.pending_report
        database.reports.pending_report.characters database.reports.counts_report.counts_report
    """,
    "its text is a template's match, which bounds it": """
        discordkit.errors.LastingButton.from_custom_id
    """,
    "it binds text to a statement, or reads one that was bound": """
        database.engines.postgresql.copying.ServerCopier.add_erasures
        database.engines.postgresql.ledger.Ledger.add
        database.engines.sqlite.copying_rows.FileCopier.add_erasures
        posting.article_store.find_by_alias posting.article_store.known posting.article_store.by_public_id
        posting.article_store.store posting.article_store.store_in posting.pages.page_check_store.note
        discussion.stores.comment_store.correct discussion.door.Door.correct
        discussion.featuring.featured_store.put discussion.featuring.featured_store.of_posts
        discussion.featuring.question_store.ask
        discussion.stores.unresolved_reply_store.name_parents
        discussion.stores.attachment_store.attach discussion.stores.attachment_store.follow
        discussion.stores.attachment_store.exchange
        audit.audit_store.record audit.audit_store.outcome
        audit.audit_store.done audit.audit_store.failed
        discussion.stores.comment_store.add_all discussion.stores.comment_store.edit
        discussion.stores.attachment_copies_store.keep discussion.stores.discussion_store.by_public_id
        discussion.stores.discussion_store.set_status
        discussion.stores.discussion_store.of_card discussion.stores.post_store.add
        discussion.stores.post_store.by_public_id discussion.stores.reaction_store.count
        discussion.stores.report_store.add discussion.stores.owed_translation_store.settle
        browsing.search_store.by_words
        discussion.stores.send_order_store.to_send discussion.stores.send_order_store.is_turn
        database.column_types.Day.process_result_value database.column_types.Names.process_bind_param
        database.column_types.Names.process_result_value posting.publishing.store_posts.store_posts
        mirroring.webhook_store.remember posting.machine_edition_store.store
        moderating.rules.hit_store.put moderating.rules.list_store.add_domains
        moderating.rules.list_store.add_terms moderating.rules.list_store.remove_domain
        moderating.rules.list_store.remove_term moderating.rules.rule_store.put
        moderating.rules.said_store.count_standing moderating.rules.said_store.others
        moderating.rules.said_store.own
        moderating.cases.case_store.open_case moderating.cases.case_store.note
        moderating.cases.case_store.reverse
        moderating.reasons.reason_store.put moderating.reasons.reason_store.remove
        moderating.appeals.appeal_store.make moderating.appeals.appeal_store.answer
        moderating.queue.panel_store.mark_sent moderating.queue.panel_store.mark_shown
        discussion.stores.server_store.set_time_zone
        posting.scheduling.schedule_store.add posting.scheduling.schedule_store.fail
        posting.scheduling.schedule_store.split
        posting.editing.edit_store.put
        feeding.feed_store.add feeding.feed_store.by_url
        feeding.following_store.update_conditions feeding.following_store.add_filter
        feeding.managing.followed_feeds.record
        feeding.entry_store.add feeding.entry_store.change feeding.entry_store.of_link
        feeding.entry_store.keys_known feeding.entry_store.add_keys feeding.entry_store.mark_shared
        feeding.entry_store.drop_old_keys feeding.entry_store.rename
        feeding.entry_store.add_all feeding.entry_store.add_all_keys
        feeding.delivery_store.settle feeding.delivery_store.note_try
        feeding.look_store.keep_address feeding.look_store.succeed feeding.look_store.fail
        feeding.look_store.store_document
    """,
    "it hands text on to a worker, a statement, Discord or a function measured here": """
        posting.discord_board.DiscordBoard.open_thread reading.fetch.fetcher.Fetcher.get
        feeding.take_document.take
        reading.fetch.fetcher.Fetcher.shows reading.fetch.fetcher.Fetcher.request
        reading.fetch.feed_source.FeedSource.get reading.fetch.host_turns.HostTurns.at
        reading.reader.Reader.from_link reading.reader.Reader.from_text reading.reader.Reader.from_file
        browsing.read_discussion.DiscussionReader.of_card browsing.read_discussion.DiscussionReader.turn
        posting.card.Cards.is_drawn
        posting.card.Cards.note_drawn
        browsing.choose_discussion.DiscussionPicker.suggest
        browsing.choose_discussion.DiscussionPicker.resolve
        browsing.choose_discussion.DiscussionPicker.near
        posting.read_edition.EditionReader.read
        exporting.export.Exporter.export browsing.search_comments.CommentSearch.search
        moderating.featuring.ask_question.Questions.ask
        moderating.featuring.ask_question.Questions.put_back
        moderating.hide_comment.Hiding.hide moderating.queue.alike.HidingAlike.hide
        moderating.appeals.discord_appeals.DiscordAppeals.send moderating.appeals.appeals.Appeals.make
        moderating.appeals.answer_appeals.AppealQueue.undo moderating.appeals.answer_appeals.AppealQueue.keep
        moderating.appeals.appeals_view.AppealCard.go_on moderating.appeals.appeals_view.show_next_appeal
        moderating.letters.discord_letters.DiscordLetters.send
        moderating.cases.discord_members.DiscordMembers.time_out
        moderating.cases.discord_members.DiscordMembers.kick
        moderating.cases.discord_members.DiscordMembers.ban
        moderating.cases.discord_members.DiscordMembers.unban
        moderating.queue.discord_panels.DiscordPanels.send
        discussion.door.Door.accept discussion.door.Door.edit
        moderating.discussion_state.Moderation.change
        moderating.discussion_state.Moderation.slow
        posting.publish_article.Publisher.from_link posting.publish_article.Publisher.from_text
        feeding.reviewing.review_entries.EntryReview.decide
        feeding.delivering.publish_entry.EntryPublisher.own_text reading.reader.Reader.from_entry
        feeding.delivering.publish_entry.EntryPublisher.read discordkit.paged_view.framed
        posting.publish_article.Publisher.from_file posting.remove_card.CardRemoval.suggest
        posting.remove_card.CardRemoval.find posting.remove_card.CardRemoval.remove
        posting.remove_card.CardRemoval.put_back servers.time_zone.TimeZones.set
        posting.scheduling.schedule.Schedules.add
        posting.pages.versions.VersionReader.page
        posting.scheduling.schedule.Schedules.add reading.reader.Reader.shows
        upkeep.repair.Repair.mend commenting.reply_by_dialog.DialogReplies.check
        commenting.reply_by_dialog.DialogReplies.sent
        commenting.reply_by_dialog.DialogReplies.add commenting.reply_by_dialog.DialogReplies.edit_own
        moderating.report_comment.Reports.report
        moderating.reasons.reason_book.ReasonBook.add moderating.reasons.reason_book.ReasonBook.remove
        moderating.cases.opening.Opening.open
        moderating.cases.cases.Cases.undo moderating.cases.cases.Cases.note
        moderating.intake.intake_worker.take_in
        translating.translation_store.store discussion.stores.owed_translation_store.settle
        translating.read_translation.TranslationReader.of_message
        feeding.managing.followed_feeds.FollowedFeeds.find
        feeding.managing.followed_feeds.FollowedFeeds.suggest
        feeding.managing.followed_feeds.FollowedFeeds.find_to_change
        feeding.managing.followed_feeds.FollowedFeeds.pause
        feeding.managing.followed_feeds.FollowedFeeds.resume
        feeding.managing.edit_feed.FeedEditing.edit feeding.managing.feed_option.offer_feeds
        feeding.digests.digest.lines_of
        feeding.digests.set_digest.Digests.set
        feeding.managing.exchange_feeds.FeedExchange.export
        feeding.managing.exchange_feeds.FeedExchange.take
        feeding.managing.exchange_feeds.opml_of
        feeding.managing.exchange_feeds.take_in
        feeding.managing.feed_entries.FeedEntries.find
        feeding.managing.feed_entries.FeedEntries.suggest
        feeding.managing.feed_filters.FeedFilters.remove
        feeding.managing.feed_filters.FeedFilters.try_filter
        feeding.managing.find_feeds.FeedFinder.find
        feeding.managing.find_feeds.FeedFinder.read
        feeding.managing.find_feeds.FeedFinder.named_by feeding.sources.Sources.home
        feeding.managing.follow_feeds.FeedFollowing.follow
        feeding.managing.follow_feeds.FeedFollowing.followed
        feeding.managing.follow_feeds.begin
        feeding.managing.follow_feeds.followed_of
        moderating.rules.lists.Lists.add moderating.rules.lists.Lists.add_domains
        moderating.rules.lists.Lists.remove moderating.rules.lists.Lists.remove_domain
        moderating.rules.lists.Lists.take moderating.rules.rule_book.RuleBook.set
        moderating.rules.rule_book.RuleBook.try_text
        moderating.rules.rules_in_use.RulesInUse.ask discussion.rules_port.NoRules.ask
        moderating.rules.before_showing.BeforeShowing.ask
        moderating.dialog_only.places.DialogOnlyPlaces.waiting
        moderating.cases.silences.Silences.hold
        moderating.queue.queue_view.show_next moderating.queue.queue_view.Card.go_on
        translating.translate_page.PageTranslations.of translating.translate_page.PageTranslations.into
        moderating.auditing.action_option.offer_actions
        browsing.article_option.offer_articles discordkit.confirm_view.ask
        translating.glossaries.Glossaries.add translating.glossaries.Glossaries.remove
        translating.glossaries.Glossaries.take translating.service_dialog.offer_switch
        translating.outside_services.OutsideServices.state translating.outside_services.OutsideServices.limit
        translating.outside_services.OutsideServices.switch_on
        translating.outside_services.OutsideServices.switch_off
    """,
    "it draws the same comments in less and less room, with functions measured here": """
        browsing.discussion_view.page_view
    """,
    "it hands text on to an engine, or takes what one answered, with functions measured here": """
        translation.chain.Chain.translate translation.engines.governor.Governor.translate
        translation.engines.apertium.Apertium.translate translation.engines.firefox.Firefox.translate
        translation.engines.pipeline.Pipeline.exchange
        translation.engines.libretranslate.LibreTranslate.translate
        translation.engines.deepl.DeepL.translate translation.engines.google.Google.translate
        translation.engines.azure.Azure.translate translation.engines.chat.Chat.translate
    """,
    "it walks the elements of a page, as reading a page does, which is measured": """
        reading.extract.facts.shown.Shown.named reading.extract.facts.shown.says
        reading.extract.further_stories.further_stories
    """,
    "it takes a place in a text that was read already": """
        domain.spoilers.CodeEnds.end
    """,
    "it looks at the ids of what it takes, not at its text": """
        feeding.delivering.decide_entries.decide feeding.delivering.routing.rooms_for
        feeding.delivering.routing.source_of
        discussion.access.require_seen discussion.access.reads_at
        audit.audit_log_store.page moderating.auditing.audit_reader.AuditReader.page
        moderating.auditing.audit_lines.audit_lines
        reading.fetch.network.public_socket
        gathering.apply_events.apply discussion.access.stands_by_the_bot
        moderating.notice_worker.message_ref_of discussion.door.Door.restore
        discussion.posting_rules.require_open discussion.posting_rules.require_may_post
        gathering.event_queue.EventQueue.enqueue
        gathering.event_queue.EventQueue.store_page discussion.locate.locate
        discussion.gap_tracker.GapTracker.mark_stale
        discussion.gap_tracker.GapTracker.outage_began discussion.gap_tracker.GapTracker.keys
        gathering.backfill_worker.BackfillWorker.outage_began
        gathering.recent_changes.Comparison.of_room gathering.recent_changes.Comparison.of_source
        gathering.backfill_worker.BackfillWorker.mark_stale
        discussion.room_index.RoomIndex.put
        discussion.room_index.RoomIndex.joined discussion.room_index.RoomIndex.public
        discussion.room_index.RoomIndex.mirrored_in discussion.access.require_seen
        moderating.cases.permitted.numbered
        moderating.cases.permitted.People.check_undo moderating.cases.permitted.People.may_undo
        gathering.unread.Unread.open_gaps posting.edition_worker.is_public
        upkeep.verify.Verifier.differences servers.room_membership.RoomMembership.check_join
    """,
    "it folds what was folded before, in the writer's thread, for what a rule found": """
        moderating.rules.word_list.WordList.where
    """,
    "it cuts a text piece by piece for somebody, measured here, who stops after two hundred": """
        translation.glossary.Glossary.pieces
    """,
    "it holds each of a bounded number of rules against a path, in a thread": """
        reading.fetch.robots.Robots.allows
    """,
}
STEPS = 2_000_000
"""What the longest text takes in a test of the measure: some hundredths of a second."""
NAMED = {f"bot.{name}" for names in EXCLUDED.values() for name in names.split()}


def test_every_function_that_takes_text_is_measured_or_named() -> None:
    found = {one.name: one.call for one in functions()}
    assert {name for name, call in found.items() if call is None} <= NAMED
    assert found.keys() >= NAMED, "some are named that are there no more"
    assert {
        "bot.reading.language_detection.detect",
        "bot.discordkit.escaping.escaped",
        "bot.mirroring.mirror_view.mirror_of",
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
        for _ in range(round(STEPS * (len(text) / measured.LONGEST) ** power)):
            pass

    call: Call = lambda text: prepared(slow, (text,), {})  # noqa: E731
    # A busy machine may hide it once: the shorter texts may be held up more than the longer.
    found = [measured.growth(call, ("", "a", "")) is not None for _ in range(3)]
    assert any(found) is is_found
