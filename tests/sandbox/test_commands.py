"""What commands Discord accepts, and keeping them."""

from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import Rest


def command(**more: Any) -> dict[str, Any]:
    return {"name": "one", "description": "A command", **more}


def option(name: str = "o", **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "An option", **more}


@pytest.fixture
def url(sandbox: Sandbox) -> str:
    return f"/applications/{sandbox.world.application_id}/commands"


@pytest.mark.parametrize(
    "body",
    [
        "x",
        command(name=""),
        command(name="x" * 33),
        command(name="Loud"),
        command(name="two words"),
        command(description=""),
        command(description="x" * 101),
        command(name_localizations={"es-ES": "Dos Palabras"}),
        command(name_localizations={"es-MX": "uno"}),
        command(description_localizations={"es-ES": "x" * 101}),
        {"name": "menu", "type": 3, "description": "menus have none"},
        command(options=[option(str(number)) for number in range(26)]),
        command(options=[option(), option()]),
        command(options=[option("a"), option("b", required=True)]),
        command(options=[option(choices=[{"name": str(n), "value": "v"} for n in range(26)])]),
        command(options=[option(choices=[{"name": "", "value": "v"}])]),
        command(options=[{**option("g"), "type": 2, "options": [{**option("h"), "type": 2}]}]),
        command(options=[option(choices=[{"name": str(n), "value": "v" * 400} for n in range(25)])]),
    ],
)
async def test_a_command_that_breaks_the_rules_is_refused(rest: Rest, url: str, body: Any) -> None:
    assert (await rest("PUT", url, [body]))[1]["code"] == 50035


async def test_commands_are_replaced_added_changed_and_removed(
    rest: Rest, url: str, sandbox: Sandbox
) -> None:
    _, [first] = await rest("PUT", url, [command()])
    _, [again, menu] = await rest("PUT", url, [command(description="New"), {"name": "A menu", "type": 3}])

    assert again["id"] == first["id"]
    assert "options" not in menu
    _, added = await rest("POST", url, command(name="two"))
    assert (await rest("GET", f"{url}/{added['id']}"))[1]["name"] == "two"
    _, changed = await rest("PATCH", f"{url}/{added['id']}", {"description": "Other"})
    assert (changed["id"], changed["name"], changed["description"]) == (added["id"], "two", "Other")
    assert (await rest("DELETE", f"{url}/{menu['id']}"))[0] == 204
    assert (await rest("GET", f"{url}/{menu['id']}"))[1]["code"] == 10063
    assert [one["name"] for one in (await rest("GET", url))[1]] == ["one", "two"]
    guild = url.replace("/commands", f"/guilds/{sandbox.world.guild_id}/commands")
    await rest("PUT", guild, [command(name="local")])
    assert (await rest("GET", guild))[1][0]["guild_id"] == sandbox.world.guild_id
    shown = sandbox.parts.commands.shown_to(sandbox.world.members[sandbox.member("Emma").id])
    assert [one["name"] for one in shown] == ["local", "one", "two"]


async def test_too_many_or_doubled_commands_are_refused(rest: Rest, url: str) -> None:
    menus = [{"name": f"Menu {number}", "type": 3} for number in range(6)]
    assert (await rest("PUT", url, menus))[1]["code"] == 30032
    assert (await rest("PUT", url, [command(), command()]))[1]["code"] == 50035
    assert (await rest("PUT", url, command()))[1]["code"] == 50035


async def test_commands_are_the_applications_own(rest: Rest, url: str, sandbox: Sandbox) -> None:
    assert (await rest("GET", "/applications/1/commands"))[1]["code"] == 20012
    assert (await rest("GET", url.replace("/commands", "/guilds/1/commands")))[1]["code"] == 50001


async def test_a_command_for_nobody_is_for_administrators(rest: Rest, url: str, sandbox: Sandbox) -> None:
    await rest("PUT", url, [command(default_member_permissions="0")])
    assert sandbox.parts.commands.shown_to(sandbox.world.members[sandbox.member("Marta").id]) == []
    owner = sandbox.world.member(sandbox.world.guild["owner_id"])
    assert len(sandbox.parts.commands.shown_to(owner)) == 1
