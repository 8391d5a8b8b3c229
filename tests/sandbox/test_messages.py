"""Messages by Discord's rules: what is refused, whom they ping, who reads them."""

from typing import Any

import aiohttp
import pytest

from sandbox import reactions
from sandbox.channels import set_overwrite
from sandbox.errors import DiscordError
from sandbox.files import SPOILER
from sandbox.permissions import Permission
from sandbox.server import Sandbox
from tests.sandbox.conftest import PostForm, Rest

LAYOUT = 1 << 15


def text(content: str = "text") -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(custom_id: str = "one", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id, **more}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def select(**more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "s", "options": [{"label": "A", "value": "a"}], **more}


@pytest.fixture
def news(sandbox: Sandbox) -> str:
    return f"/channels/{sandbox.world.channel_named('news')['id']}"


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("nothing in it", {}, ""),
    ("too long", {"content": "x" * 2001}, "content"),
    ("eleven embeds", {"embeds": [{"title": "t"}] * 11}, "embeds"),
    ("a long embed title", {"embeds": [{"title": "t" * 257}]}, "embeds.0.title"),
    ("embeds too large", {"embeds": [{"description": "d" * 4000}] * 2}, "embeds"),
    (
        "embed fields too large",
        {"embeds": [{"fields": [{"name": "n", "value": "v" * 1000}] * 6, "footer": {"text": "f" * 1000}}]},
        "embeds",
    ),
    ("content beside a layout", {"content": "x", "flags": LAYOUT, "components": [text()]}, "content"),
    (
        "embeds beside a layout",
        {"embeds": [{"title": "x"}], "flags": LAYOUT, "components": [text()]},
        "embeds",
    ),
    ("a poll beside a layout", {"poll": {"question": {}}, "flags": LAYOUT, "components": [text()]}, "poll"),
    ("an empty layout", {"flags": LAYOUT, "components": []}, ""),
    ("a layout without its flag", {"components": [text()]}, "components.0.type"),
    ("components that are no list", {"flags": LAYOUT, "components": ["x"]}, "components.0.type"),
    ("six rows", {"components": [row(button(str(n))) for n in range(6)]}, "components"),
    (
        "six buttons in a row",
        {"components": [row(*(button(str(n)) for n in range(6)))]},
        "components.0.components",
    ),
    ("an empty row", {"components": [row()]}, "components.0.components"),
    (
        "a row in which is no list",
        {"components": [{"type": 1, "components": {"a": 1}}]},
        "components.0.components",
    ),
    ("forty-one components", {"flags": LAYOUT, "components": [text()] * 41}, "components"),
    ("too much text", {"flags": LAYOUT, "components": [text("x" * 2001), text("x" * 2000)]}, "components"),
    ("text without text", {"flags": LAYOUT, "components": [text("")]}, "components.0.content"),
    ("a long custom_id", {"components": [row(button("x" * 101))]}, "components.0.components.0.custom_id"),
    ("no custom_id", {"components": [row(button(""))]}, "components.0.components.0.custom_id"),
    ("a custom_id twice", {"components": [row(button(), button())]}, "components.0.components.1.custom_id"),
    ("a long label", {"components": [row(button(label="x" * 81))]}, "components.0.components.0.label"),
    ("no label", {"components": [row(button(label=""))]}, "components.0.components.0"),
    ("no style", {"components": [row(button(style=9))]}, "components.0.components.0.style"),
    (
        "a link without address",
        {"components": [row({"type": 2, "style": 5, "label": "x"})]},
        "components.0.components.0.url",
    ),
    (
        "a link to a script",
        {"components": [row({"type": 2, "style": 5, "label": "x", "url": "javascript:alert(1)"})]},
        "components.0.components.0.url",
    ),
    (
        "a select without options",
        {"components": [row(select(options=[]))]},
        "components.0.components.0.options",
    ),
    (
        "a select of more than there is",
        {"components": [row(select(max_values=2))]},
        "components.0.components.0.options",
    ),
    ("a select of none", {"components": [row(select(max_values=0))]}, "components.0.components.0.min_values"),
    (
        "a long hint",
        {"components": [row(select(placeholder="x" * 151))]},
        "components.0.components.0.placeholder",
    ),
    (
        "a value twice",
        {"components": [row(select(options=[{"label": "A", "value": "a"}] * 2))]},
        "components.0.components.0.options.1.value",
    ),
    (
        "a long option",
        {"components": [row(select(options=[{"label": "A", "value": "a", "description": "x" * 101}]))]},
        "components.0.components.0.options.0.description",
    ),
    (
        "a section without text",
        {"flags": LAYOUT, "components": [{"type": 9, "components": []}]},
        "components.0.components",
    ),
    (
        "a section without accessory",
        {"flags": LAYOUT, "components": [{"type": 9, "components": [text()]}]},
        "components.0.accessory.type",
    ),
    ("an empty gallery", {"flags": LAYOUT, "components": [{"type": 12, "items": []}]}, "components.0.items"),
    (
        "a picture that was not sent",
        {"flags": LAYOUT, "components": [{"type": 12, "items": [{"media": {"url": "attachment://x.png"}}]}]},
        "components.0.items.0.media.url",
    ),
    (
        "a picture from a file",
        {"flags": LAYOUT, "components": [{"type": 12, "items": [{"media": {"url": "file:///etc/passwd"}}]}]},
        "components.0.items.0.media.url",
    ),
    (
        "a long picture description",
        {
            "flags": LAYOUT,
            "components": [
                {"type": 12, "items": [{"media": {"url": "https://x.org/a"}, "description": "d" * 1025}]}
            ],
        },
        "components.0.items.0.description",
    ),
    (
        "a file from elsewhere",
        {"flags": LAYOUT, "components": [{"type": 13, "file": {"url": "https://x.org/a"}}]},
        "components.0.file.url",
    ),
    (
        "a container in a container",
        {"flags": LAYOUT, "components": [{"type": 17, "components": [{"type": 17, "components": []}]}]},
        "components.0.components.0.type",
    ),
    ("a reply to nothing", {"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
    (
        "pings both parsed and listed",
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
]


@pytest.mark.parametrize(("body", "path"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
async def test_a_body_that_discord_refuses_is_refused_where_it_is_wrong(
    rest: Rest, news: str, body: dict[str, Any], path: str
) -> None:
    status, answer = await rest("POST", f"{news}/messages", body)

    assert status == 400
    assert answer["code"] == (50035 if path else 50006)
    tree = answer.get("errors", {})
    for key in filter(None, path.split(".")):
        tree = tree[key]
    assert tree.get("_errors") or not path


async def test_a_card_with_everything_in_it_is_stored_numbered_and_resolved(
    news: str, post_form: PostForm
) -> None:
    picture = {"media": {"url": "attachment://a.png"}}
    card = [
        {
            "type": 17,
            "components": [
                {"type": 9, "components": [text("# Title")], "accessory": {"type": 11, **picture}},
                {"type": 12, "items": [picture]},
                {"type": 13, "file": {"url": "attachment://a.png"}},
                {"type": 14},
                row(
                    button(emoji={"name": "🎉"}),
                    {"type": 2, "style": 5, "label": "Go", "url": "https://x.org"},
                ),
                row(select()),
            ],
        }
    ]
    files = [{"id": 0, "filename": "a.png", "description": "A picture"}]
    body = {"flags": LAYOUT, "components": card, "attachments": files}
    message = await post_form(f"{news}/messages", body, {"a.png": b"\x89PNG"})
    media = message["components"][0]["components"][1]["items"][0]["media"]
    async with aiohttp.request("GET", media["url"]) as response:
        assert (await response.read(), response.content_type) == (b"\x89PNG", "image/png")

    ids = [message["components"][0]["id"], *(one["id"] for one in message["components"][0]["components"])]
    assert len(set(ids)) == 7
    assert media["attachment_id"] == message["attachments"][0]["id"]
    assert message["attachments"][0]["description"] == "A picture"


async def test_a_layout_stays_one_and_takes_no_text(rest: Rest, news: str) -> None:
    _, message = await rest("POST", f"{news}/messages", {"flags": LAYOUT, "components": [text("before")]})
    url = f"{news}/messages/{message['id']}"

    assert (await rest("PATCH", url, {"flags": 0, "components": [text()]}))[1]["code"] == 50035
    assert (await rest("PATCH", url, {"content": "x"}))[1]["code"] == 50035
    assert (await rest("PATCH", url, {"components": []}))[1]["code"] == 50006
    status, after = await rest("PATCH", url, {"components": [text("after")]})

    assert (status, after["components"][0]["content"], after["flags"]) == (200, "after", LAYOUT)
    assert after["edited_timestamp"]


async def test_a_plain_message_becomes_a_layout_when_its_text_goes(rest: Rest, news: str) -> None:
    _, message = await rest("POST", f"{news}/messages", {"content": "before"})
    body = {"content": None, "flags": LAYOUT, "components": [text()]}
    status, after = await rest("PATCH", f"{news}/messages/{message['id']}", body)
    assert (status, after["content"], after["flags"]) == (200, "", LAYOUT)


async def test_attachments_are_spoilers_by_their_names_or_by_a_flag_that_edits_change(
    rest: Rest, news: str, post_form: PostForm
) -> None:
    described = [{"id": number, "is_spoiler": number == 1} for number in range(3)]
    files = {"SPOILER_a.txt": b"a", "b.txt": b"b", "c.txt": b"c"}
    message = await post_form(f"{news}/messages", {"attachments": described}, files)
    flags = [one.get("flags", 0) for one in message["attachments"]]
    assert flags == [SPOILER, SPOILER, 0]
    _, second, third = (one["id"] for one in message["attachments"])
    kept = [{"id": second, "is_spoiler": False}, {"id": third, "is_spoiler": True}]
    _, after = await rest("PATCH", f"{news}/messages/{message['id']}", {"attachments": kept})
    assert [one["flags"] for one in after["attachments"]] == [0, SPOILER]
    assert [one["filename"] for one in after["attachments"]] == ["b.txt", "c.txt"]


async def test_attachments_are_kept_by_id_or_go(rest: Rest, news: str, post_form: PostForm) -> None:
    files = {"a.txt": b"a", "b <x>.txt": b"b"}
    message = await post_form(f"{news}/messages", {"content": "two files"}, files)
    first, second = message["attachments"]
    body = {"attachments": [{"id": second["id"]}]}
    _, after = await rest("PATCH", f"{news}/messages/{message['id']}", body)

    assert (first["content_type"], second["filename"]) == ("text/plain; charset=utf-8", "b__x_.txt")
    assert [one["id"] for one in after["attachments"]] == [second["id"]]


async def test_a_file_above_ten_megabytes_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(DiscordError, match="40005"):
        await sandbox.member("Emma").send("news", "big", files=[("a.bin", b"x" * (10 * 1024 * 1024 + 1))])


@pytest.mark.parametrize(
    ("who", "content", "everyone"),
    [
        ("Emma", "@everyone", False),
        ("Marta", "@everyone look", True),
        ("Marta", "@here", True),
        ("Marta", "@everyoneelse", False),
    ],
)
async def test_everyone_is_pinged_only_by_who_may(
    sandbox: Sandbox, who: str, content: str, everyone: bool
) -> None:
    assert (await sandbox.member(who).send("news", content))["mention_everyone"] is everyone


async def test_whom_a_message_pings(sandbox: Sandbox, rest: Rest, news: str) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    role = next(one for one in sandbox.world.roles.values() if one["name"] == "Moderators")
    words = f"{emma.mention} {luz.mention} <@&{role['id']}> <@1>"

    async def pinged(**allowed: Any) -> tuple[set[str], list[str]]:
        _, message = await rest("POST", f"{news}/messages", {"content": words, **allowed})
        return {one["id"] for one in message["mentions"]}, message["mention_roles"]

    assert await pinged() == ({emma.id, luz.id}, [])
    assert await pinged(allowed_mentions={"parse": []}) == (set(), [])
    assert await pinged(allowed_mentions={"users": [luz.id]}) == ({luz.id}, [])
    assert await pinged(allowed_mentions={"parse": ["users"]}) == ({emma.id, luz.id}, [])
    role["mentionable"] = True
    assert await pinged(allowed_mentions={"parse": ["roles"]}) == (set(), [role["id"]])


async def test_a_reply_pings_unless_told_not_to(sandbox: Sandbox) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    message = await emma.send("news", "hello")

    loud, quiet = await luz.reply(message, "loud"), await luz.reply(message, "quiet", ping=False)

    assert [one["id"] for one in loud["mentions"]] == [emma.id]
    assert quiet["mentions"] == []
    assert quiet["referenced_message"]["content"] == "hello"
    await emma.delete(message)
    assert luz.messages("news")[-1]["referenced_message"] is None


async def test_an_edit_names_whom_its_new_text_names(sandbox: Sandbox) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    reply = await luz.reply(await emma.send("news", "hello"), "hi")

    edited = await luz.edit(reply, f"hi {luz.mention}, @everyone")
    again = await luz.edit(reply, "hi")

    assert {one["id"] for one in edited["mentions"]} == {emma.id, luz.id}
    assert edited["mention_everyone"] is False
    assert [one["id"] for one in again["mentions"]] == [emma.id]


async def test_a_forward_shows_what_was_said_and_is_no_reply(sandbox: Sandbox) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    forwarded = await luz.forward(await emma.send("news", "hello"), "noticias")

    assert forwarded["type"] == 0
    assert forwarded["message_reference"]["type"] == 1
    assert forwarded["message_snapshots"][0]["message"]["content"] == "hello"
    assert "referenced_message" not in forwarded


async def test_a_nonce_that_is_enforced_makes_one_message_for_some_minutes(
    sandbox: Sandbox, rest: Rest, news: str
) -> None:
    body = {"content": "once", "nonce": 5, "enforce_nonce": True}
    ids = [(await rest("POST", f"{news}/messages", body))[1]["id"] for _ in range(2)]
    sandbox.clock.advance(minutes=4)
    later = (await rest("POST", f"{news}/messages", body))[1]["id"]

    assert ids[0] == ids[1] != later


async def test_history_is_paged_forwards_backwards_and_around(
    sandbox: Sandbox, rest: Rest, news: str
) -> None:
    emma = sandbox.member("Emma")
    ids = [(await emma.send("news", str(number)))["id"] for number in range(7)]

    async def read(query: str) -> list[str]:
        return [one["content"] for one in (await rest("GET", f"{news}/messages?{query}"))[1]]

    assert await read("limit=2") == ["6", "5"]
    assert await read(f"after={ids[1]}&limit=2") == ["3", "2"]
    assert await read(f"before={ids[2]}&limit=9") == ["1", "0"]
    assert await read(f"around={ids[3]}&limit=4") == ["4", "3", "2", "1"]
    for wrong in ("limit=101", "limit=many", "before=yesterday"):
        assert (await rest("GET", f"{news}/messages?{wrong}"))[1]["code"] == 50035
    assert (await rest("GET", f"{news}/messages/{ids[0]}"))[1]["content"] == "0"
    assert (await rest("GET", f"{news}/messages/1"))[1]["code"] == 10008
    assert (await rest("GET", "/channels/1/messages"))[1]["code"] == 10003


async def test_nobody_edits_another_and_only_who_may_deletes(sandbox: Sandbox, rest: Rest, news: str) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    message = await emma.send("news", "hello")

    with pytest.raises(DiscordError, match="50005"):
        await luz.edit(message, "changed")
    with pytest.raises(DiscordError, match="50013"):
        await luz.delete(message)
    assert (await rest("PATCH", f"{news}/messages/{message['id']}", {"content": "x"}))[1]["code"] == 50005
    assert (await emma.edit(message, "changed"))["content"] == "changed"
    assert (await rest("DELETE", f"{news}/messages/{message['id']}"))[0] == 204
    assert (await rest("DELETE", f"{news}/messages/{message['id']}"))[1]["code"] == 10008


async def test_the_audit_log_has_what_was_deleted_of_others_alone(
    sandbox: Sandbox, rest: Rest, news: str
) -> None:
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")
    await emma.delete(await emma.send("news", "her own"))
    await marta.delete(await emma.send("news", "first"))
    await marta.delete(await emma.send("news", "second"))
    third = await emma.send("news", "third")
    await rest("DELETE", f"{news}/messages/{third['id']}")
    fourth = await emma.send("news", "fourth")
    await rest("POST", f"{news}/messages/bulk-delete", {"messages": [fourth["id"]]})
    bot = sandbox.world.bot.id
    guild = f"/guilds/{sandbox.world.guild_id}/audit-logs"

    _, log = await rest("GET", f"{guild}?action_type=72")
    entries = [
        (one["user_id"], one["target_id"], one["options"]["count"]) for one in log["audit_log_entries"]
    ]
    assert entries == [(marta.id, emma.id, "2")], "a bot's deletion of a single message leaves none"
    assert {one["id"] for one in log["users"]} == {emma.id, marta.id}
    _, log = await rest("GET", guild)
    assert [(one["user_id"], one["action_type"]) for one in log["audit_log_entries"]] == [
        (bot, 73),
        (marta.id, 72),
    ]
    newest = log["audit_log_entries"][0]["id"]
    _, older = await rest("GET", f"{guild}?before={newest}&limit=1&user_id={marta.id}")
    assert [one["user_id"] for one in older["audit_log_entries"]] == [marta.id]
    _, later = await rest("GET", f"{guild}?after={older['audit_log_entries'][0]['id']}")
    assert [one["id"] for one in later["audit_log_entries"]] == [newest]
    sandbox.clock.advance(minutes=6)
    await marta.delete(await emma.send("news", "much later"))
    assert len((await rest("GET", guild))[1]["audit_log_entries"]) == 3


async def test_many_are_deleted_at_once_but_not_old_ones(sandbox: Sandbox, rest: Rest, news: str) -> None:
    emma = sandbox.member("Emma")
    ids = [(await emma.send("news", str(number)))["id"] for number in range(3)]

    assert (await rest("POST", f"{news}/messages/bulk-delete", {"messages": ids[:2]}))[0] == 204
    sandbox.clock.advance(days=15)
    assert (await rest("POST", f"{news}/messages/bulk-delete", {"messages": ids}))[1]["code"] == 50034
    assert [one["id"] for one in emma.messages("news")] == ids[2:]


async def test_slow_mode_holds_members_and_not_who_bypasses_it(sandbox: Sandbox) -> None:
    sandbox.world.channel_named("news")["rate_limit_per_user"] = 30
    moderates = next(one for one in sandbox.world.roles.values() if one["name"] == "Moderators")
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")
    for who in (emma, marta, marta):
        await who.send("news", "hello")

    with pytest.raises(DiscordError, match="20016") as caught:
        await emma.send("news", "again")
    assert 29 < caught.value.more["retry_after"] <= 30
    moderates["permissions"] = str(int(moderates["permissions"]) & ~Permission.BYPASS_SLOWMODE)
    with pytest.raises(DiscordError, match="20016"):
        await marta.send("news", "Manage Messages is not enough")
    sandbox.clock.advance(seconds=31)
    await emma.send("news", "again")


async def test_reactions_count_and_need_leave(sandbox: Sandbox, rest: Rest, news: str) -> None:
    emma, luz, marta = (sandbox.member(name) for name in ("Emma", "Luz", "Marta"))
    message = await emma.send("news", "hello")
    url = f"{news}/messages/{message['id']}/reactions"
    await luz.react(message, "🎉")
    await luz.react(message, "🎉")
    await rest("PUT", f"{url}/🎉/@me")

    shown = luz.messages("news")[0]["reactions"][0]
    assert (shown["count"], shown["me"]) == (2, True)
    users = (await rest("GET", f"{url}/🎉?limit=1&after={sandbox.world.bot.id}"))[1]
    assert [one["id"] for one in users] == [luz.id]
    assert (await rest("PUT", f"{url}/smile/@me"))[1]["code"] == 10014
    with pytest.raises(DiscordError, match="50013"):
        sandbox_remove(sandbox, message, by=emma.id, whose=luz.id)
    await rest("DELETE", f"{url}/🎉/@me")
    await rest("DELETE", f"{url}/🎉/{luz.id}")
    await rest("DELETE", f"{url}/🎉/{luz.id}")
    assert luz.messages("news")[0]["reactions"] == []
    for number in range(20):
        await luz.react(message, chr(0x1F600 + number))
    with pytest.raises(DiscordError, match="30010"):
        await luz.react(message, "🎉")
    await rest("DELETE", url)
    assert luz.messages("news")[0]["reactions"] == []
    set_overwrite(sandbox.world, sandbox.world.channel_named("news"), emma.id, deny=Permission.ADD_REACTIONS)
    await marta.react(message, "🎉")
    await emma.react(message, "🎉")
    with pytest.raises(DiscordError, match="50013"):
        await emma.react(message, "👍")


def sandbox_remove(sandbox: Sandbox, message: dict[str, Any], *, by: str, whose: str) -> None:
    found = sandbox.world.message(message["channel_id"], message["id"])
    reactions.remove(sandbox.world, found, "🎉", whose=whose, by=by)


async def test_a_body_that_is_no_json_is_refused(sandbox: Sandbox, rest: Rest, news: str) -> None:
    for options in ({"data": b"{"}, {"data": b"[]"}, {}):
        status, answer = await rest("POST", f"{news}/messages", **options)
        assert (status, answer["code"]) == (400, 50109)
