"""Webhooks by Discord's rules: any name, no reply, and pings unless one forbids them."""

import discord
import pytest

from sandbox.channels import set_overwrite
from sandbox.permissions import Permission
from sandbox.server import Sandbox
from tests.sandbox.conftest import Rest
from tests.sandbox.reporter import Reporter


@pytest.fixture
def news(sandbox: Sandbox) -> str:
    return f"/channels/{sandbox.world.channel_named('news')['id']}"


async def test_a_message_under_another_name_with_that_ones_picture(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    message = await client.text_channel("news").send("card")
    thread = await message.create_thread(name="Story")
    hook = await client.text_channel("news").create_webhook(name="Mirror")
    picture = client.guilds[0].get_member(int(emma.id)) or await client.guilds[0].fetch_member(int(emma.id))

    sent = await hook.send(
        "mirrored", username="Emma", avatar_url=picture.display_avatar.url, thread=thread, wait=True
    )

    shown = emma.messages("Story")[-1]
    assert (shown["author"]["username"], shown["author"]["avatar"]) == ("Emma", emma.user.avatar)
    assert shown["webhook_id"] == str(hook.id)
    assert shown["application_id"] == sandbox.world.application_id
    assert shown["channel_id"] == str(thread.id)
    await sent.edit(content="changed")
    assert emma.messages("Story")[-1]["content"] == "changed"
    await sent.delete()
    assert len(emma.messages("Story")) == 1
    logged = [one async for one in client.guilds[0].audit_logs(action=discord.AuditLogAction.message_delete)]
    assert logged == []


async def test_everyone_in_a_webhook_message_pings_unless_it_is_forbidden(
    sandbox: Sandbox, client: Reporter
) -> None:
    hook = await client.text_channel("news").create_webhook(name="Mirror")
    loud = await hook.send("@everyone", wait=True, allowed_mentions=discord.AllowedMentions(everyone=True))
    quiet = await hook.send("@everyone", wait=True, allowed_mentions=discord.AllowedMentions.none())

    assert (loud.mention_everyone, quiet.mention_everyone) == (True, False)


async def test_by_default_a_webhook_pings_everyone(rest: Rest, news: str, sandbox: Sandbox) -> None:
    _, hook = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    url = f"/webhooks/{hook['id']}/{hook['token']}"
    assert (await rest("POST", f"{url}?wait=true", {"content": "@everyone"}))[1]["mention_everyone"] is True
    assert (await rest("POST", url, {"content": "unwaited"}))[0] == 204


@pytest.mark.parametrize("name", ["", "x" * 81, "My Discord", "clyde"])
async def test_names_a_webhook_may_not_have(rest: Rest, news: str, name: str) -> None:
    assert (await rest("POST", f"{news}/webhooks", {"name": name}))[1]["code"] == 50035
    _, hook = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    if name:
        url = f"/webhooks/{hook['id']}/{hook['token']}"
        assert (await rest("POST", url, {"content": "x", "username": name}))[1]["code"] == 50035


async def test_fifteen_webhooks_a_channel(rest: Rest, news: str, sandbox: Sandbox) -> None:
    for number in range(15):
        assert (await rest("POST", f"{news}/webhooks", {"name": str(number)}))[0] == 200
    assert (await rest("POST", f"{news}/webhooks", {"name": "16"}))[1]["code"] == 30007
    assert len((await rest("GET", f"{news}/webhooks"))[1]) == 15
    assert len((await rest("GET", f"/guilds/{sandbox.world.guild_id}/webhooks"))[1]) == 15


async def test_a_webhook_is_read_renamed_moved_and_deleted(rest: Rest, news: str, sandbox: Sandbox) -> None:
    _, hook = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    url, token = f"/webhooks/{hook['id']}", f"/webhooks/{hook['id']}/{hook['token']}"
    other = sandbox.world.channel_named("noticias")["id"]

    assert (await rest("GET", url))[1]["user"]["id"] == sandbox.world.bot.id
    assert "user" not in (await rest("GET", token))[1]
    assert (await rest("PATCH", url, {"name": "Other", "channel_id": other}))[1]["channel_id"] == other
    assert (await rest("PATCH", token, {"name": "Third", "avatar": "data:x"}))[1]["name"] == "Third"
    assert (await rest("PATCH", token, {"avatar": None}))[1]["avatar"] is None
    assert (await rest("GET", url + "/wrong"))[1]["code"] == 50027
    assert (await rest("DELETE", token))[0] == 204
    assert (await rest("GET", url))[1]["code"] == 10015
    _, second = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    assert (await rest("DELETE", f"/webhooks/{second['id']}"))[0] == 204


async def test_a_webhook_writes_only_in_its_channel_and_its_threads(
    rest: Rest, news: str, sandbox: Sandbox
) -> None:
    _, hook = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    url = f"/webhooks/{hook['id']}/{hook['token']}"
    emma = sandbox.member("Emma")
    elsewhere = await emma.thread("noticias", "Elsewhere")
    inside = await emma.thread("news", "Inside")
    theirs = await emma.send("news", "hers")

    assert (await rest("POST", f"{url}?thread_id={elsewhere['id']}", {"content": "x"}))[1]["code"] == 10003
    assert (await rest("POST", url, {"content": "x", "thread_name": "New"}))[1]["code"] == 220003
    assert (await rest("POST", url, {}))[1]["code"] == 50006
    query = f"thread_id={inside['id']}"
    _, sent = await rest(
        "POST", f"{url}?wait=true&{query}", {"content": "x", "message_reference": {"message_id": "1"}}
    )
    assert "message_reference" not in sent
    assert (await rest("GET", f"{url}/messages/{sent['id']}"))[1]["code"] == 10008
    assert (await rest("GET", f"{url}/messages/{sent['id']}?{query}"))[1]["content"] == "x"
    assert (await rest("PATCH", f"{url}/messages/{theirs['id']}", {"content": "y"}))[1]["code"] == 10008
    assert (await rest("POST", f"{news.replace(news[10:], inside['id'])}/webhooks", {"name": "x"}))[1][
        "code"
    ] == 50024


async def test_a_webhook_opens_an_archived_thread_but_not_a_locked_one(
    rest: Rest, news: str, sandbox: Sandbox
) -> None:
    _, hook = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    marta = sandbox.member("Marta")
    thread = await marta.thread("news", "Story")
    url = f"/webhooks/{hook['id']}/{hook['token']}?thread_id={thread['id']}"

    await marta.archive("Story")
    assert (await rest("POST", url, {"content": "opens"}))[0] == 204
    await marta.lock("Story")
    assert (await rest("POST", url, {"content": "still"}))[0] == 204
    await marta.archive("Story")
    assert (await rest("POST", url, {"content": "no"}))[1]["code"] == 50083
    assert marta.messages("Story")[-1]["content"] == "still"


async def test_a_webhook_in_a_forum_needs_a_thread(rest: Rest, sandbox: Sandbox) -> None:
    forum = f"/channels/{sandbox.world.channel_named('debates')['id']}"
    _, hook = await rest("POST", f"{forum}/webhooks", {"name": "Mirror"})
    url = f"/webhooks/{hook['id']}/{hook['token']}"

    assert (await rest("POST", url, {"content": "x"}))[1]["code"] == 220001
    _, sent = await rest(
        "POST", f"{url}?wait=true", {"content": "first", "thread_name": "A story", "avatar_url": "http://x"}
    )
    assert sandbox.world.channels[sent["id"]]["name"] == "A story"
    assert len(sent["author"]["avatar"]) == 32


async def test_a_moderator_deleting_a_mirror_is_in_the_audit_log(
    rest: Rest, news: str, sandbox: Sandbox
) -> None:
    _, hook = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    _, sent = await rest("POST", f"/webhooks/{hook['id']}/{hook['token']}?wait=true", {"content": "mirrored"})
    await sandbox.member("Marta").delete(sent)
    _, log = await rest("GET", f"/guilds/{sandbox.world.guild_id}/audit-logs?action_type=72")
    assert [one["target_id"] for one in log["audit_log_entries"]] == [hook["id"]]
    assert log["webhooks"][0]["name"] == "Mirror"


async def test_without_manage_webhooks_nothing_is_to_be_had(rest: Rest, news: str, sandbox: Sandbox) -> None:
    _, hook = await rest("POST", f"{news}/webhooks", {"name": "Mirror"})
    channel = sandbox.world.channel_named("news")
    set_overwrite(sandbox.world, channel, sandbox.world.bot.id, deny=Permission.MANAGE_WEBHOOKS)
    for method, path in (
        ("POST", f"{news}/webhooks"),
        ("GET", f"{news}/webhooks"),
        ("GET", f"/webhooks/{hook['id']}"),
    ):
        assert (await rest(method, path, {"name": "x"}))[1]["code"] == 50013
    for method in ("PATCH", "DELETE"):
        assert (await rest(method, f"/webhooks/{hook['id']}", {"name": "x"}))[1]["code"] == 50013
