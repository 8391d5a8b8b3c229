"""Articles that are no reports are summarised by what tells them: live blogs, lists, interviews, opinion."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.article import Block, BlockKind, Edition
from bot.domain.language import Language
from bot.reading.extract.drafts import Draft
from bot.reading.extract.plain_text import read_text
from bot.reading.summarise.finish_edition import edition_of

ENTRIES = (
    ("14:20", "The ferry of Puerto Sereno has left the quay with forty passengers, its captain said."),
    ("13:05", "Firemen pumped the water out of the engine room while the passengers waited in the hall."),
    ("11:40", "The harbour master asked two tugs to come from Valdemar to hold the ferry against the wind."),
    ("10:15", "A wave broke a window of the ferry and water ran into its engine room, the company said."),
    ("09:30", "The storm reached the harbour of Puerto Sereno and every fishing boat came back."),
)  # fmt: skip


def edition(title: str, blocks: Sequence[Block]) -> Edition:
    return edition_of(Draft(Language.EN, title, tuple(blocks)))


def entries(order: Sequence[tuple[str, str]]) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, line) for entry in order for line in entry]


def told(edition: Edition) -> set[str]:
    assert edition.summary
    assert all(edition.sentences[one.sentence] == one.text for one in edition.summary)
    return {one.text for one in edition.summary}


def test_a_live_blog_is_told_by_its_newest_entries_whichever_end_they_are_at() -> None:
    newest = {text for _, text in ENTRIES[:3]}
    assert told(edition("Storm at sea, live", entries(ENTRIES))) <= newest
    assert told(edition("Storm at sea, live", entries(ENTRIES[::-1]))) <= newest


def test_a_live_blogs_own_key_points_go_before_its_entries() -> None:
    points = [
        "The ferry is on its way with forty passengers.",
        "Nobody was hurt when a window of the ferry broke.",
        "The harbour stays closed to small boats until Friday.",
    ]
    blocks = [Block(BlockKind.HEADING, "Key points"), *(Block(BlockKind.ITEM, point) for point in points)]
    assert told(edition("Storm at sea, live", [*blocks, *entries(ENTRIES)])) <= set(points)


def test_clock_times_in_sentences_make_no_live_blog() -> None:
    blocks = [Block(BlockKind.PARAGRAPH, f"At {when} it was noted: {text}") for when, text in ENTRIES]
    assert len(edition("A day at the harbour", blocks).summary) == 2


def test_a_list_is_told_by_its_introduction() -> None:
    introduction = (
        "The coast between Valdemar and Puerto Sereno has more lighthouses than any other in the country.",
        "We walked to six of them in the spring, and each has a keeper who opens the door on Sundays.",
        "Here is where they stand, from north to south.",
    )
    names = ("San Telmo", "Cabo Gris", "La Mona", "Punta Alta", "Isla Chica", "El Faro Viejo")
    items = [
        Block(
            BlockKind.ITEM, f"The lighthouse of {name} on this coast has {20 + 7 * n} steps and one keeper."
        )
        for n, name in enumerate(names)
    ]
    blocks = [*(Block(BlockKind.PARAGRAPH, text) for text in introduction), *items]
    assert told(edition("Six lighthouses of this coast", blocks)) <= set(introduction)


def test_a_list_without_an_introduction_is_still_told() -> None:
    items = [Block(BlockKind.ITEM, text) for _, text in ENTRIES]
    assert told(edition("Five moments", items))


def test_an_interviews_question_is_not_chosen_without_its_answer() -> None:
    text = [
        "Amparo Leal has kept the harbour of Puerto Sereno for forty years. She retires on Friday.",
        "What will you remember of the harbour of Puerto Sereno after forty years as its master?",
        "The night of the storm in 1987, when we closed the harbour and every boat came home.",
        "Will the new ferry change the harbour of Puerto Sereno and the island?",
        "It will bring the island an hour closer to the harbour, and the doctor too.",
        "Who keeps the harbour of Puerto Sereno when you have left?",
        "My niece knows every stone of the harbour, and she passed her examination last spring.",
    ]
    for count in range(4, len(text) + 1):
        read = read_text("\n\n".join(text[:count]), title="Amparo Leal leaves the harbour of Puerto Sereno")
        assert isinstance(read, Draft)
        chosen = edition_of(read).summary
        indices = {one.sentence for one in chosen}
        assert chosen
        assert all(one.sentence + 1 in indices for one in chosen if one.text.endswith("?"))


def test_an_answer_is_not_chosen_without_its_question() -> None:
    text = [
        "Amparo Leal has kept the harbour of Puerto Sereno for forty years.",
        "What will you remember of the harbour?",
        "The night of the storm in 1987, when we closed the harbour of Puerto Sereno to every boat.",
        "Who keeps the harbour now?",
        "My niece Rosa Leal knows every stone of the harbour of Puerto Sereno and of its quay.",
        "And the ferry?",
        "The ferry of Puerto Sereno sails again in spring, and it will bring the doctor to the island.",
        "The harbour of Puerto Sereno was built in 1874 and takes forty ships a day.",
    ]
    blocks = [Block(BlockKind.PARAGRAPH, line) for line in text]
    found = told(edition("Amparo Leal leaves the harbour of Puerto Sereno", blocks))
    assert text[0] in found
    for question, answer in ((1, 2), (3, 4), (5, 6)):
        assert (text[question] in found) == (text[answer] in found)


def test_opinion_is_told_by_what_it_claims_and_not_by_what_it_asks() -> None:
    text = [
        "The council should keep the old ferry, because it is the only road the island has.",
        "Who else would carry a doctor over the bay at night?",
        "The new bridge would cost four hundred million, which the council of Valdemar does not have.",
        "I have crossed the bay on that ferry since I was a child. I never waited more than an hour.",
        "The council has until June to decide whether the ferry sails on.",
        "Is that too much to ask?",
        "A ferry that sails is worth more than a bridge on paper.",
    ]
    blocks = [Block(BlockKind.PARAGRAPH, line) for line in text]
    found = told(edition("Keep the ferry", blocks))
    assert text[0] in found
    assert not any(line.endswith("?") for line in found)
