"""The first answers to interactions as the API takes them, and dialogs that break the rules."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.channels import set_overwrite
from sandbox.errors import DiscordError
from sandbox.permissions import Permission
from sandbox.server import Sandbox
from tests.sandbox.conftest import Rest

TEXT_INPUT = {"type": 4, "custom_id": "text", "style": 1}


class Asked:
    """An interaction that waits for its first answer, over bare HTTP."""

    def __init__(self, rest: Rest, data: dict[str, Any]) -> None:
        self._rest = rest
        self.data = data
        self.path = f"/webhooks/{data['application_id']}/{data['token']}"

    async def answer(self, kind: int, data: dict[str, Any] | None = None) -> tuple[int, Any]:
        path = f"/interactions/{self.data['id']}/{self.data['token']}/callback?with_response=true"
        return await self._rest("POST", path, {"type": kind, "data": data or {}})


@pytest.fixture
async def heard(sandbox: Sandbox, rest: Rest) -> Callable[[], Asked]:
    """Gives the interaction that began last."""
    begun: list[dict[str, Any]] = []
    sandbox.world.listeners.append(
        lambda event: begun.append(event.data) if event.name == "INTERACTION_CREATE" else None
    )
    options = [
        {"type": 6, "name": "who", "description": "Somebody"},
        {"type": 9, "name": "whom", "description": "Somebody or a role"},
        {"type": 4, "name": "times", "description": "How often"},
        {"type": 3, "name": "title", "description": "A title", "autocomplete": True},
    ]
    body = {"name": "one", "description": "A command", "options": options}
    sandbox.parts.commands.add(sandbox.world.guild_id, body)
    return lambda: Asked(rest, begun[-1])


def dialog(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "A title", "custom_id": "form", "components": list(components), **more}


def label(component: Any, **more: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Label", "component": component, **more}


@pytest.mark.parametrize(
    "data",
    [
        dialog(label(TEXT_INPUT), title=""),
        dialog(label(TEXT_INPUT), title="x" * 46),
        dialog(label(TEXT_INPUT), custom_id="x" * 101),
        dialog(),
        dialog(*(label({**TEXT_INPUT, "custom_id": str(n)}) for n in range(6))),
        dialog({"type": 17, "components": []}),
        dialog(label(None)),
        dialog(label({"type": 2, "style": 1, "label": "x", "custom_id": "x"})),
        dialog(label(TEXT_INPUT, label="x" * 46)),
        dialog(label(TEXT_INPUT, description="x" * 101)),
        dialog(label({**TEXT_INPUT, "max_length": 4001})),
        dialog(label({**TEXT_INPUT, "max_length": 3, "value": "four"})),
        dialog(label({**TEXT_INPUT, "placeholder": "x" * 101})),
        dialog({"type": 1, "components": [{**TEXT_INPUT, "label": "x" * 46}]}),
        dialog(label(TEXT_INPUT), label({"type": 19, "custom_id": "text"})),
    ],
)
async def test_a_dialog_that_breaks_the_rules_is_refused_and_may_be_sent_again(
    sandbox: Sandbox, heard: Callable[[], Asked], data: dict[str, Any]
) -> None:
    asked = await sandbox.member("Emma").command("news", "one")

    assert (await heard().answer(9, data))[1]["code"] == 50035
    assert (await heard().answer(9, dialog(label(TEXT_INPUT))))[0] == 200
    assert (await asked.dialog())["title"] == "A title"


async def test_an_old_fashioned_dialog_with_rows_and_text(
    sandbox: Sandbox, heard: Callable[[], Asked]
) -> None:
    emma = sandbox.member("Emma")
    form = dialog(
        {"type": 10, "content": "Read this"},
        {"type": 1, "components": [{**TEXT_INPUT, "label": "Words", "required": False}]},
        label({"type": 21, "custom_id": "radio", "options": []}),
        label({"type": 5, "custom_id": "who", "required": False}),
    )
    asked = await emma.command("news", "one")
    await heard().answer(9, form)

    await emma.submit(await asked.dialog(), text="", radio="a", who=[])

    filled = heard().data["data"]["components"]
    assert filled[0]["type"] == 10
    assert filled[1]["components"][0]["value"] == ""
    assert filled[2]["component"]["value"] == "a"
    assert filled[3]["component"]["values"] == []
    status, response = await heard().answer(4, {"content": "Thank you"})
    metadata = response["resource"]["message"]["interaction_metadata"]
    assert metadata["triggering_interaction_metadata"]["name"] == "one"
    assert status == 200


@pytest.mark.parametrize("kind", [6, 7, 8, 1, None])
async def test_a_command_takes_only_some_kinds_of_answers(
    sandbox: Sandbox, heard: Callable[[], Asked], kind: Any
) -> None:
    await sandbox.member("Emma").command("news", "one")
    assert (await heard().answer(kind))[1]["code"] == 50035


async def test_an_answer_that_is_refused_leaves_the_interaction_open(
    sandbox: Sandbox, heard: Callable[[], Asked]
) -> None:
    asked = await sandbox.member("Emma").command("news", "one")
    assert (await heard().answer(4, {"content": "x" * 2001}))[1]["code"] == 50035
    assert (await heard().answer(4, {"flags": 64 | 1 << 15, "content": "x"}))[1]["code"] == 50035
    assert (await heard().answer(4, {"content": "short", "flags": 64}))[0] == 200
    assert (await asked.answer())["content"] == "short"


async def test_before_the_first_answer_there_is_nothing_to_follow(
    sandbox: Sandbox, heard: Callable[[], Asked], rest: Rest
) -> None:
    await sandbox.member("Emma").command("news", "one")
    path = heard().path

    assert (await rest("POST", path, {"content": "x"}))[1]["code"] == 10015
    assert (await rest("GET", f"{path}/messages/@original"))[1]["code"] == 10015
    assert (await rest("POST", f"/interactions/1/{heard().data['token']}/callback", {"type": 4}))[1][
        "code"
    ] == 10062
    assert (await rest("POST", "/interactions/1/none/callback", {"type": 4}))[1]["code"] == 10062


async def test_the_first_follow_up_takes_the_place_of_thinking(
    sandbox: Sandbox, heard: Callable[[], Asked], rest: Rest
) -> None:
    emma = sandbox.member("Emma")
    asked = await emma.command("news", "one")
    await heard().answer(5, {"flags": 64})
    path = heard().path

    _, first = await rest("POST", path, {"content": "the answer"})
    _, second = await rest("POST", path, {"content": "more, for all"})
    _, original = await rest("GET", f"{path}/messages/@original")
    theirs = await sandbox.member("Luz").send("news", "hers")

    assert (await asked.answer())["content"] == "the answer"
    assert first["id"] == original["id"]
    assert (first["flags"], second["flags"]) == (64, 0)
    assert (await rest("GET", f"{path}/messages/{theirs['id']}"))[1]["code"] == 10008
    assert (await rest("DELETE", f"{path}/messages/@original"))[0] == 204
    assert (await rest("PATCH", f"{path}/messages/@original", {"content": "x"}))[1]["code"] == 10008
    assert (await rest("GET", f"/channels/{theirs['channel_id']}/messages/{original['id']}"))[1][
        "code"
    ] == 10008
    sandbox.clock.advance(minutes=16)
    assert (await rest("POST", path, {"content": "late"}))[1]["code"] == 50027
    await emma.command("news", "one")
    assert (await rest("POST", path, {"content": "later still"}))[1]["code"] == 50027


async def test_people_and_roles_are_resolved(sandbox: Sandbox, heard: Callable[[], Asked]) -> None:
    emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
    everyone = sandbox.world.guild_id
    await emma.command("news", "one", who=luz.id, whom=everyone)

    data = heard().data["data"]
    assert data["guild_id"] == everyone
    assert data["resolved"]["users"][luz.id]["global_name"] == "Luz"
    assert data["resolved"]["members"][luz.id]["permissions"].isdigit()
    assert data["resolved"]["roles"][everyone]["name"] == "@everyone"
    assert heard().data["member"]["permissions"].isdigit()
    assert heard().data["context"] == 0


@pytest.mark.parametrize(
    "choices",
    [[{"name": "x", "value": "x"}] * 26, [{"name": "", "value": "x"}], [{"name": "x", "value": "x" * 101}]],
)
async def test_suggestions_that_break_the_rules_are_refused(
    sandbox: Sandbox, heard: Callable[[], Asked], choices: list[dict[str, str]]
) -> None:
    acts = sandbox.member("Emma")
    sandbox.parts.interactions.patience = 0.3
    offered = asyncio.create_task(acts.autocomplete("news", "one", "title", title="a", times="2"))
    await asyncio.sleep(0)
    given = {one["name"]: one for one in heard().data["data"]["options"]}

    assert given["title"]["focused"] is True
    assert "times" not in given
    assert (await heard().answer(4, {"content": "x"}))[1]["code"] == 50035
    assert (await heard().answer(8, {"choices": choices}))[1]["code"] == 50035
    assert await offered == []  # nobody answered in time


async def test_selects_of_people_and_channels(
    sandbox: Sandbox, heard: Callable[[], Asked], rest: Rest
) -> None:
    emma, world = sandbox.member("Emma"), sandbox.world
    news = world.channel_named("news")["id"]
    kinds = {5: emma.id, 6: world.guild_id, 7: emma.id, 8: news}
    for kind, value in kinds.items():
        row = {"type": 1, "components": [{"type": kind, "custom_id": f"select {kind}"}]}
        _, message = await rest("POST", f"/channels/{news}/messages", {"components": [row]})
        await emma.select(message, "select", value)
        assert heard().data["data"]["values"] == [value]
        assert heard().data["data"]["resolved"]
        with pytest.raises(DiscordError, match="50035"):
            await emma.select(message, "select", "1")


async def test_a_message_that_is_deleted_meanwhile_cannot_be_updated(
    sandbox: Sandbox, heard: Callable[[], Asked], rest: Rest
) -> None:
    emma, news = sandbox.member("Emma"), sandbox.world.channel_named("news")["id"]
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "one"}]}
    for kind, expected in ((7, 10008), (6, None)):
        _, message = await rest("POST", f"/channels/{news}/messages", {"components": [row]})
        await emma.click(message, "Press")
        await rest("DELETE", f"/channels/{news}/messages/{message['id']}")
        assert (await heard().answer(kind, {"content": "x"}))[1].get("code") == expected
    assert (await rest("POST", heard().path, {"content": "after all"}))[0] == 200


async def test_buttons_that_are_bought(sandbox: Sandbox, rest: Rest) -> None:
    news = sandbox.world.channel_named("news")["id"]
    row = {"type": 1, "components": [{"type": 2, "style": 6, "sku_id": "1"}]}
    assert (await rest("POST", f"/channels/{news}/messages", {"components": [row]}))[0] == 200


async def test_who_may_not_use_commands_there_has_none(sandbox: Sandbox, heard: Callable[[], Asked]) -> None:
    emma = sandbox.member("Emma")
    news = sandbox.world.channel_named("news")
    set_overwrite(sandbox.world, news, emma.id, deny=Permission.USE_APPLICATION_COMMANDS)
    with pytest.raises(DiscordError, match="10063"):
        await emma.command("news", "one")
    await emma.command("noticias", "one")
