"""Threads and forum posts by Discord's rules."""

from typing import Any

import discord
import pytest

from sandbox import threads
from sandbox.channels import set_overwrite
from sandbox.errors import DiscordError
from sandbox.permissions import Permission
from sandbox.server import Sandbox
from tests.sandbox.conftest import PostForm, Rest
from tests.sandbox.reporter import Reporter


@pytest.fixture
def news(sandbox: Sandbox) -> str:
    return f"/channels/{sandbox.world.channel_named('news')['id']}"


async def test_a_thread_from_a_message_has_its_id_and_there_is_only_one(
    sandbox: Sandbox, client: Reporter
) -> None:
    message = await client.text_channel("news").send("the card")
    thread = await message.create_thread(name="The story", auto_archive_duration=4320)
    await thread.send("a note")
    await sandbox.member("Emma").send("The story", "a comment")
    heard = await client.wait_for_message("a comment")

    assert thread.id == message.id
    assert thread.auto_archive_duration == 4320
    assert isinstance(heard.channel, discord.Thread)
    again = sandbox.member("Emma").messages("news")[-1]
    assert again["thread"]["message_count"] == 2
    assert again["flags"] & 32
    assert [one["type"] for one in sandbox.member("Emma").messages("The story")] == [21, 0, 0]
    with pytest.raises(discord.HTTPException) as caught:
        await message.create_thread(name="Again")
    assert caught.value.code == 160004


async def test_a_thread_by_itself_is_announced_in_its_channel(sandbox: Sandbox) -> None:
    emma = sandbox.member("Emma")
    thread = await emma.thread("news", "Aside")
    announcement = emma.messages("news")[-1]
    assert (announcement["type"], announcement["content"]) == (18, "Aside")
    assert announcement["message_reference"]["channel_id"] == thread["id"]


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x" * 101}, {"name": "x", "auto_archive_duration": 7}]
)
async def test_a_thread_needs_a_name_and_a_known_duration(
    rest: Rest, news: str, body: dict[str, Any]
) -> None:
    assert (await rest("POST", f"{news}/threads", body))[1]["code"] == 50035


async def test_a_locked_thread_is_for_moderators(sandbox: Sandbox, rest: Rest) -> None:
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")
    thread = await emma.thread("news", "Story")
    await marta.lock("Story")

    with pytest.raises(DiscordError, match="160005"):
        await emma.send("Story", "no")
    await marta.send("Story", "yes")
    assert (await rest("POST", f"/channels/{thread['id']}/messages", {"content": "the bot may"}))[0] == 200
    with pytest.raises(DiscordError, match="50013"):
        await emma.unlock("Story")
    await marta.unlock("Story")
    await emma.send("Story", "again")


async def test_writing_opens_an_archived_thread_unless_it_is_locked(sandbox: Sandbox, rest: Rest) -> None:
    emma, luz, marta = (sandbox.member(name) for name in ("Emma", "Luz", "Marta"))
    thread = await emma.thread("news", "Story")
    message = await emma.send("Story", "first")
    url = f"/channels/{thread['id']}"
    await emma.archive("Story")

    with pytest.raises(DiscordError, match="50083"):
        await emma.edit(message, "changed")
    with pytest.raises(DiscordError, match="50083"):
        await emma.react(message, "🎉")
    with pytest.raises(DiscordError, match="50083"):
        await marta.pin(message)
    assert (await rest("PATCH", url, {"name": "Other"}))[1]["code"] == 50083
    assert (await rest("PUT", f"{url}/thread-members/@me"))[1]["code"] == 50083
    await luz.send("Story", "second")
    assert not sandbox.world.channels[thread["id"]]["thread_metadata"]["archived"]
    await marta.lock("Story")
    await marta.archive("Story")
    with pytest.raises(DiscordError, match="50083"):
        await luz.send("Story", "no")
    with pytest.raises(DiscordError, match="50013"):
        await luz.unarchive("Story")
    assert (await rest("PATCH", url, {"archived": False, "locked": False, "name": "Other"}))[1][
        "name"
    ] == "Other"


async def test_members_archive_their_own_threads_and_open_others(sandbox: Sandbox) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    await emma.thread("news", "Story")

    with pytest.raises(DiscordError, match="50013"):
        await luz.archive("Story")
    await emma.archive("Story")
    opened = await luz.unarchive("Story")

    assert not opened["thread_metadata"]["archived"]


async def test_a_thread_is_renamed_slowed_and_deleted_by_the_bot(
    sandbox: Sandbox, rest: Rest, news: str
) -> None:
    emma = sandbox.member("Emma")
    message = await emma.send("news", "start")
    thread = await emma.thread("news", "Story", message)
    url = f"/channels/{thread['id']}"

    for body in ({"name": ""}, {"auto_archive_duration": 5}, {"applied_tags": ["1"]}):
        assert (await rest("PATCH", url, body))[1]["code"] == 50035
    await rest("PATCH", url, {"name": "New name", "rate_limit_per_user": 10})
    assert emma.messages("New name")[-1]["type"] == 4
    assert (await rest("DELETE", url))[0] == 200
    assert (await rest("GET", url))[1]["code"] == 10003
    assert "thread" not in emma.messages("news")[-1]
    log = (await rest("GET", f"/guilds/{sandbox.world.guild_id}/audit-logs"))[1]["audit_log_entries"]
    assert [one["action_type"] for one in log] == [112, 111]
    assert {one["key"] for one in log[1]["changes"]} == {"name", "rate_limit_per_user"}


async def test_who_joins_and_leaves_a_thread(sandbox: Sandbox, rest: Rest) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    thread = await emma.thread("news", "Story")
    url = f"/channels/{thread['id']}/thread-members"

    for who in ("@me", luz.id, luz.id):
        assert (await rest("PUT", f"{url}/{who}"))[0] == 204
    assert {one["user_id"] for one in (await rest("GET", url))[1]} == {emma.id, luz.id, sandbox.world.bot.id}
    await rest("DELETE", f"{url}/{luz.id}")
    await rest("DELETE", f"{url}/@me")
    await rest("DELETE", f"{url}/@me")
    assert (await rest("GET", f"{url}/{luz.id}"))[1]["code"] == 10007
    assert (await rest("GET", f"{url}/{emma.id}"))[1]["user_id"] == emma.id
    assert (await rest("PUT", f"{url}/1"))[1]["code"] == 10007
    assert (await emma.wait_for("THREAD_MEMBERS_UPDATE", lambda data: data["removed_member_ids"]))[
        "member_count"
    ] == 2
    assert (await rest("GET", "/channels/" + thread["parent_id"] + "/thread-members"))[1]["code"] == 10003


async def test_who_writes_in_a_thread_is_in_it(sandbox: Sandbox) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    thread = await emma.thread("news", "Story")
    for _ in range(2):
        await luz.send("Story", "me too")
    assert sandbox.world.channels[thread["id"]]["member_count"] == 2
    assert sandbox.world.channels[thread["id"]]["message_count"] == 2


async def test_active_and_archived_threads_are_listed(sandbox: Sandbox, client: Reporter) -> None:
    marta = sandbox.member("Marta")
    for name in ("One", "Two", "Three"):
        await marta.thread("news", name)
    await marta.thread("moderators", "Private")
    for name in ("One", "Two"):
        await marta.archive(name)
    news = client.text_channel("news")

    assert {thread.name for thread in await client.guilds[0].active_threads()} == {"Three", "Private"}
    assert [thread.name async for thread in news.archived_threads()] == ["Two", "One"]
    latest = await anext(news.archived_threads(limit=1))
    assert [one.name async for one in news.archived_threads(before=latest.archive_timestamp)] == ["One"]
    set_overwrite(
        sandbox.world, sandbox.world.channel_named("moderators"), sandbox.world.bot.id, deny=1 << 10
    )
    assert {thread.name for thread in await client.guilds[0].active_threads()} == {"Three"}


async def test_a_client_that_connects_learns_each_threads_last_message(
    sandbox: Sandbox, connect: Any
) -> None:
    emma = sandbox.member("Emma")
    thread = await emma.thread("news", "Story")
    last = await emma.send("Story", "last words")
    async with connect(sandbox) as client:
        assert client.get_channel(int(thread["id"])).last_message_id == int(last["id"])


async def test_a_forum_post_shares_its_id_with_its_first_message(
    sandbox: Sandbox, client: Reporter, post_form: PostForm
) -> None:
    forum = client.text_channel("debates")
    made = await forum.create_thread(
        name="A story", content="What do you think?", applied_tags=[forum.available_tags[0]]
    )
    emma = sandbox.member("Emma")
    await emma.send("A story", "A lot")
    hers = await emma.post("debates", "Hers", "Mine", [str(forum.available_tags[1].id)])

    assert made.thread.id == made.message.id
    assert sandbox.world.channel_named("A story")["message_count"] == 1
    assert hers["applied_tags"] == [str(forum.available_tags[1].id)]
    body = {"name": "With a file", "message": {"content": "see"}}
    answer = await post_form(f"/channels/{forum.id}/threads", body, {"a.txt": b"a"})
    assert answer["message"]["attachments"][0]["filename"] == "a.txt"


async def test_a_forum_has_rules_of_its_own(sandbox: Sandbox, rest: Rest) -> None:
    forum = sandbox.world.channel_named("debates")
    emma, url = sandbox.member("Emma"), f"/channels/{forum['id']}"

    with pytest.raises(DiscordError, match="50035"):
        await emma.post("debates", "Unknown tag", "x", ["1"])
    with pytest.raises(DiscordError, match="50035"):
        await emma.post("debates", "Too many", "x", ["1"] * 6)
    with pytest.raises(DiscordError, match="50006"):
        await emma.post("debates", "Empty", "")
    assert (await rest("POST", f"{url}/messages", {"content": "x"}))[1]["code"] == 50008
    forum["flags"] |= 1 << 4
    with pytest.raises(DiscordError, match="40067"):
        await emma.post("debates", "Untagged", "x")
    assert [one for one in sandbox.world.channels.values() if sandbox.world.is_thread(one)] == []
    hello = await emma.send("news", "hello")
    thread = await emma.thread("news", "Story", hello)
    inside = await emma.send("Story", "inside")
    with pytest.raises(DiscordError, match="50024"):
        await emma.thread(thread["id"], "A thread in a thread", inside)


async def test_a_thousand_active_threads_are_the_most(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "MOST_ACTIVE", 2)
    emma = sandbox.member("Emma")
    for name in ("One", "Two"):
        await emma.thread("news", name)
    with pytest.raises(DiscordError, match="160006"):
        await emma.thread("news", "Three")
    await emma.archive("One")
    await emma.thread("news", "Three")


async def test_threads_need_permission_to_start_and_to_write_in(sandbox: Sandbox) -> None:
    world, emma = sandbox.world, sandbox.member("Emma")
    await emma.thread("news", "Story")
    news = world.channel_named("news")
    set_overwrite(
        world, news, emma.id, deny=Permission.CREATE_PUBLIC_THREADS | Permission.SEND_MESSAGES_IN_THREADS
    )

    with pytest.raises(DiscordError, match="50013"):
        await emma.thread("news", "Other")
    with pytest.raises(DiscordError, match="50013"):
        await emma.send("Story", "hello")
    await emma.send("news", "but here")
