"""What the page is given, may do and hears; and who is kept out."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox import channels
from sandbox.server import Sandbox
from sandbox.translation.scene import TranslationScene
from sandbox.translation.service import Fault, TranslationService
from tests.sandbox.conftest import Rest
from tests.sandbox.reporter import Reporter


class Page:
    """The calls that the page makes for one member, and what it heard."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession, name: str) -> None:
        self.sandbox = sandbox
        self.session = session
        self.member = sandbox.world.user_named(name).id
        self.heard: list[dict[str, Any]] = []

    async def get(self, what: str, **query: str) -> tuple[int, Any]:
        url = f"{self.sandbox.origin}/page/{what}"
        async with self.session.get(url, params={"member": self.member, **query}) as response:
            return response.status, await response.json()

    async def act(self, **body: Any) -> tuple[int, Any]:
        url = f"{self.sandbox.origin}/page/act"
        async with self.session.post(url, json={"member": self.member, **body}) as response:
            return response.status, await response.json()

    async def upload(self, name: str, data: bytes) -> str:
        url = f"{self.sandbox.origin}/page/upload"
        query = {"member": self.member, "filename": name}
        headers = {"Content-Type": "text/plain"}
        async with self.session.post(url, params=query, data=data, headers=headers) as response:
            return str((await response.json())["id"])

    def channel(self, name: str) -> str:
        return str(self.sandbox.world.channel_named(name)["id"])

    async def hear(self, name: str, where: Callable[[Any], bool] = lambda data: True) -> Any:
        async with asyncio.timeout(30):
            while True:
                for event in self.heard:
                    if event["t"] == name and where(event["d"]):
                        return event["d"]
                await asyncio.sleep(0.01)


Open = Callable[[str], Any]


@pytest.fixture
def open_page(sandbox: Sandbox) -> Open:
    @asynccontextmanager
    async def opened(name: str) -> AsyncIterator[Page]:
        headers = {"X-Sandbox-Token": sandbox.page_token}
        async with aiohttp.ClientSession(headers=headers) as session:
            page = Page(sandbox, session, name)
            url = f"{sandbox.origin}/page/events?member={page.member}&token={sandbox.page_token}"
            async with session.ws_connect(url) as socket:

                async def listen() -> None:
                    async for message in socket:
                        page.heard.append(message.json())

                listening = asyncio.create_task(listen())
                yield page
                await socket.close()
                await listening

    return opened


async def test_the_page_shows_what_its_member_may_see(
    sandbox: Sandbox, client: Reporter, open_page: Open
) -> None:
    async with open_page("Emma") as emma, open_page("Marta") as marta:
        await marta.act(do="thread", channel=marta.channel("news"), name="Story")
        _, hers = await emma.get("state", member="")
        _, theirs = await marta.get("state")

    assert [one["name"] for one in hers["members"]] == ["Emma", "Elena", "Luz", "Marta", "Diego", "Noa"]
    assert hers["me"] == emma.member
    assert [one["name"] for one in hers["channels"]] == ["news", "noticias", "debates"]
    assert [one["name"] for one in theirs["channels"]][-1] == "moderators"
    assert [one["name"] for one in hers["threads"]] == ["Story"]
    can = hers["channels"][0]["can"]
    assert (can["send"], can["manage_messages"]) == (True, False)
    assert theirs["channels"][0]["can"]["manage_threads"]
    assert hers["bot"]["online"] is True
    assert "story" not in [one["name"] for one in hers["commands"]]
    greet = next(one for one in theirs["commands"] if one["name"] == "greet")
    assert greet["name_localizations"] == {"es-ES": "saluda"}


async def test_everything_a_person_does_on_the_page(sandbox: Sandbox, open_page: Open) -> None:
    async with open_page("Emma") as emma, open_page("Marta") as marta:
        news = emma.channel("news")
        file = await emma.upload("a.txt", b"inside")
        _, sent = await emma.act(do="send", channel=news, content="hello", attachments=[file])
        _, answered = await marta.act(do="send", channel=news, content="hi", reply_to=sent["id"], ping=False)
        _, edited = await emma.act(do="edit", channel=news, message=sent["id"], content="changed")
        await marta.act(do="react", channel=news, message=sent["id"], emoji="🎉", on=True)
        await marta.act(do="react", channel=news, message=sent["id"], emoji="🎉", on=False)
        _, forwarded = await emma.act(
            do="forward", channel=emma.channel("noticias"), from_channel=news, message=sent["id"]
        )
        tag = sandbox.world.channel_named("debates")["available_tags"][0]["id"]
        debates = emma.channel("debates")
        _, post = await emma.act(do="post", channel=debates, name="A story", content="What?", tags=[tag])
        _, thread = await emma.act(do="thread", channel=news, name="Story", message=sent["id"])
        for act in ("lock", "archive", "unarchive", "unlock"):
            assert (await marta.act(do=act, channel=thread["id"]))[0] == 200
        assert (await emma.act(do="delete", channel=news, message=answered["id"]))[1]["code"] == 50013
        assert (await marta.act(do="delete", channel=news, message=answered["id"]))[0] == 200
        assert (await emma.act(do="locale", locale="fr"))[0] == 200
        update = await marta.hear("THREAD_UPDATE", lambda data: data["thread_metadata"]["locked"])
        deleted = await emma.hear("MESSAGE_DELETE")
        await emma.hear("MESSAGE_REACTION_REMOVE")
        _, shown = await marta.get("messages", channel=news)
        _, older = await marta.get("messages", channel=news, before=shown[0]["id"], limit="x")

    assert sent["attachments"][0]["filename"] == "a.txt"
    assert (answered["mentions"], edited["content"]) == ([], "changed")
    assert forwarded["message_snapshots"][0]["message"]["content"] == "changed"
    assert post["applied_tags"] == [tag]
    assert thread["id"] == sent["id"]
    assert update["can"]["manage_threads"] is True
    assert deleted["id"] == answered["id"]
    assert [one["content"] for one in shown] == ["changed"]
    assert shown[0]["thread"]["name"] == "Story"
    assert shown[0]["member"]["roles"] == []
    assert older == []
    assert sandbox.world.user_named("Emma").locale == "fr"


async def test_a_whole_conversation_with_the_bot(sandbox: Sandbox, client: Reporter, open_page: Open) -> None:
    async with open_page("Emma") as emma, open_page("Luz") as luz:
        news = emma.channel("news")
        _, asked = await emma.act(do="command", channel=news, name="pages", path=[], options=[])
        panel = (await emma.hear("EPHEMERAL"))["message"]
        await emma.hear("INTERACTION_DONE", lambda data: data["nonce"] == asked["nonce"])
        here = {"channel": news, "message": panel["id"]}
        await emma.act(do="click", **here, custom_id="next")
        await emma.hear("EPHEMERAL", lambda data: data["message"]["components"][0]["content"] == "Page 2")
        await emma.act(do="select", **here, custom_id="fruit", values=["Pear"])
        await emma.hear("EPHEMERAL", lambda data: data["message"]["content"] == "a Pear")
        await emma.act(do="command", channel=news, name="ask", path=["ask"])
        dialog = await emma.hear("MODAL")
        file = await emma.upload("a.txt", b"x")
        fields = [
            {"type": 4, "custom_id": dialog["components"][0]["component"]["custom_id"], "value": "Words"},
            {"type": 3, "custom_id": dialog["components"][1]["component"]["custom_id"], "values": ["Praise"]},
            {"type": 19, "custom_id": dialog["components"][2]["component"]["custom_id"], "values": [file]},
        ]
        labels = [{"type": 18, "component": one} for one in fields]
        modal = {"do": "modal", "nonce": dialog["nonce"], "channel": news, "custom_id": dialog["custom_id"]}
        _, submitted = await emma.act(**modal, components=labels)
        await emma.hear("EPHEMERAL", lambda data: data["nonce"] == submitted["nonce"])
        _, message = await luz.act(do="send", channel=news, content="mine")
        await emma.act(do="command", channel=news, name="Details", path=[], target=message["id"])
        await emma.hear("EPHEMERAL", lambda data: data["message"]["content"] == "Luz: mine")
        await emma.act(do="click", **here, custom_id="gone")
        await emma.hear("EPHEMERAL_DELETE", lambda data: data["id"] == panel["id"])
        await emma.act(do="command", channel=news, name="ask", path=[])
        second = await emma.hear("MODAL", lambda data: data["nonce"] != dialog["nonce"])
        assert (await emma.act(do="modal_cancel", nonce=second["nonce"]))[0] == 200
        assert (await emma.act(do="modal_cancel", nonce=second["nonce"]))[1]["code"] == 10062

    assert submitted["nonce"] != dialog["nonce"]
    assert [event["t"] for event in luz.heard if event["t"] not in ("MESSAGE_CREATE", "BOT")] == []


async def test_the_page_hears_of_threads_and_channels_that_go(
    sandbox: Sandbox, rest: Rest, open_page: Open
) -> None:
    world = sandbox.world
    async with open_page("Emma") as emma:
        _, thread = await emma.act(do="thread", channel=emma.channel("news"), name="Story")
        assert (await emma.hear("THREAD_CREATE"))["can"]["send"] is True
        assert (await rest("DELETE", f"/channels/{thread['id']}"))[0] == 200
        assert (await emma.hear("THREAD_DELETE"))["id"] == thread["id"]
        channels.delete(world, world.channel_named("noticias"), by=world.guild["owner_id"])
        assert (await emma.hear("CHANNEL_DELETE"))["name"] == "noticias"


async def test_the_page_is_told_that_the_sandbox_ends() -> None:
    async with AsyncExitStack() as running, aiohttp.ClientSession() as session:
        sandbox = await running.enter_async_context(Sandbox.start())
        query = f"member={sandbox.member('Emma').id}&token={sandbox.page_token}"
        socket = await session.ws_connect(f"{sandbox.origin}/page/events?{query}")
        closing = asyncio.create_task(running.aclose())
        message = await socket.receive()
        await closing
    assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)


async def test_autocomplete_and_a_failure_are_told(
    sandbox: Sandbox, client: Reporter, open_page: Open
) -> None:
    async with open_page("Marta") as marta:
        news = marta.channel("news")
        typed = [{"name": "title", "type": 3, "value": "the"}]
        wait = [{"name": "wait", "type": 10, "value": 0.8}]
        _, offered = await marta.act(
            do="autocomplete", channel=news, path=["story", "find"], options=typed, focused="title"
        )
        sandbox.parts.interactions.patience = 0.3
        _, asked = await marta.act(do="command", channel=news, name="silent", path=[], options=wait)
        failed = await marta.hear("INTERACTION_FAILED")
        await client.errors.get()

    assert [one["name"] for one in offered["choices"]] == ["The bridge", "The market"]
    assert failed == {"nonce": asked["nonce"], "reason": "The application did not respond"}


async def test_the_page_hears_that_the_bot_goes_and_comes_and_which_commands_there_are(
    sandbox: Sandbox, connect: Any, open_page: Open
) -> None:
    async with open_page("Emma") as emma:
        async with connect(sandbox) as client:
            await emma.hear("BOT", lambda data: data["online"])
            await client.tree.sync()
            commands = (await emma.hear("COMMANDS"))["commands"]
        await emma.hear("BOT", lambda data: not data["online"])

    assert "greet" in [one["name"] for one in commands]
    assert "story" not in [one["name"] for one in commands]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"do": "send", "channel": "1", "content": "x"}, 10003),
        ({"do": "send", "content": "x"}, 50035),
        ({"do": "dance"}, 50035),
        ({"do": "click", "channel": "news", "message": "1", "custom_id": "x"}, 10008),
        ({"do": "command", "channel": "news", "name": "none"}, 10063),
        ({"do": "send", "channel": "moderators", "content": "x"}, 50001),
        ({"do": "lock", "channel": "news"}, 10003),
    ],
)
async def test_what_cannot_be_done_is_answered_with_discords_code(
    open_page: Open, body: dict[str, Any], code: int
) -> None:
    async with open_page("Emma") as emma:
        if body.get("channel") in ("news", "moderators"):
            body["channel"] = emma.channel(body["channel"])
        status, answer = await emma.act(**body)
    assert status >= 400
    assert answer["code"] == code


async def test_without_the_token_nothing_is_served(sandbox: Sandbox) -> None:
    member = sandbox.member("Emma").id
    paths = ["state", "messages", "act", "upload", "events"]
    async with aiohttp.ClientSession() as session:
        for path in paths:
            url = f"{sandbox.origin}/page/{path}?member={member}&token=wrong"
            method = session.post if path in ("act", "upload") else session.get
            async with method(url) as response:
                assert response.status == 401
        for token in ("", "?token=wrong"):
            async with session.get(f"{sandbox.origin}/{token}") as response:
                assert response.status == 403
                assert "URL that was printed" in await response.text()


async def test_the_page_is_served_to_who_has_its_url(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(sandbox.page_url) as response:
            assert response.status == 200
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        async with session.get(f"{sandbox.origin}/page/static/app.js") as response:
            assert response.content_type in ("text/javascript", "application/javascript")
        for name in ("none.js", "..%2Fserver.py", "%2e%2e"):
            async with session.get(f"{sandbox.origin}/page/static/{name}") as response:
                assert response.status in (403, 404)


@pytest.mark.parametrize("path", ["/", "/page/state", "/api/v10/users/@me", "/gateway", "/avatars/1/a.png"])
async def test_another_hosts_name_is_not_served(sandbox: Sandbox, path: str) -> None:
    headers = {"Host": "evil.example:80", "Authorization": f"Bot {sandbox.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(sandbox.origin + path) as response,
    ):
        assert response.status == 421


async def test_localhost_is_served(sandbox: Sandbox) -> None:
    url = sandbox.api.replace("127.0.0.1", "localhost") + "/users/@me"
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as response:
        assert response.status == 200


async def test_the_api_wants_the_bots_token(sandbox: Sandbox, rest: Rest) -> None:
    for token in ("", "Bot wrong", sandbox.bot_token, f"Bot {sandbox.page_token}"):
        headers = {"Authorization": token} if token else {}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{sandbox.api}/users/@me") as response,
        ):
            assert response.status == 401
    assert (await rest("GET", "/nowhere"))[1] == {"message": "404: Not Found", "code": 0}


async def test_a_bot_is_no_member_of_the_page(sandbox: Sandbox, open_page: Open) -> None:
    async with open_page("Emma") as emma:
        emma.member = sandbox.world.bot.id
        assert (await emma.get("state"))[1]["code"] == 10007
        for body in (b"{", b"[]"):
            async with emma.session.post(f"{sandbox.origin}/page/act", data=body) as response:
                assert (await response.json())["code"] == 50109


async def test_uploaded_pages_cannot_run_on_this_origin(sandbox: Sandbox) -> None:
    script = b"<script>alert(1)</script>"
    message = await sandbox.member("Emma").send("news", "look", files=[("evil.html", script)])
    async with aiohttp.ClientSession() as session:
        async with session.get(message["attachments"][0]["url"]) as response:
            assert await response.read() == script
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert response.headers["Content-Security-Policy"] == "sandbox"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        async with session.get(f"{sandbox.origin}/attachments/1/2/none.txt") as response:
            assert response.status == 404


async def test_what_is_too_large_is_refused(sandbox: Sandbox, open_page: Open) -> None:
    async with open_page("Emma") as emma:
        url = f"{sandbox.origin}/page/upload?member={emma.member}&filename=a"
        for megabytes in (11, 31):
            async with emma.session.post(url, data=io.BytesIO(b"x" * megabytes * 1024 * 1024)) as response:
                assert (response.status, (await response.json())["code"]) == (413, 40005)
        status, answer = await emma.act(
            do="send", channel=emma.channel("news"), content="x", attachments=["1"]
        )
    assert (status, answer["code"]) == (400, 50035)


async def test_pictures_of_people_are_pngs_of_their_own(sandbox: Sandbox) -> None:
    pictures = []
    async with aiohttp.ClientSession() as session:
        for path in ("/avatars/1/abc.png?size=64", "/avatars/1/def.png", "/embed/avatars/3.png"):
            async with session.get(sandbox.origin + path) as response:
                assert response.content_type == "image/png"
                pictures.append(await response.read())
    assert len(set(pictures)) == 3
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


async def test_news_pictures_may_come_from_the_news_site() -> None:
    async with (
        Sandbox.start(site="http://127.0.0.1:8081") as sandbox,
        aiohttp.request("GET", sandbox.page_url) as response,
    ):
        policy = response.headers["Content-Security-Policy"]
    assert "img-src 'self' data: http://127.0.0.1:8081;" in policy


async def test_the_translation_service_can_be_made_to_fail_where_there_is_one(open_page: Open) -> None:
    async with open_page("Emma") as page:
        status, told = await page.act(do="translation_fault", fault="failing")
        assert (status, told["code"]) == (400, 50035)
    service = TranslationService()
    scene = TranslationScene(("libretranslate",), service, "A headline", "http://127.0.0.1:1/", False)
    async with (
        Sandbox.start(translation=scene) as sandbox,
        aiohttp.ClientSession(headers={"X-Sandbox-Token": sandbox.page_token}) as session,
    ):
        page = Page(sandbox, session, "Emma")
        assert (await page.act(do="translation_fault", fault="anything"))[0] == 400
        assert service.fault is Fault.NONE
        assert (await page.act(do="translation_fault", fault="failing"))[0] == 200
        assert service.fault is Fault.FAILING
        assert (await page.get("state"))[1]["translation"]["fault"] == "failing"
