"""``models``: the models of the ``firefox`` engine."""

from __future__ import annotations

import asyncio

from bot.cli.application import ModelsAction
from bot.cli.terminal import Terminal
from bot.domain.message import counted, message
from bot.i18n.program import called
from bot.settings import load_settings
from bot.translation.models.install import Installation


def models(terminal: Terminal, action: ModelsAction) -> None:
    """Install, list, remove or verify the models; exit code 1 if ``verify`` finds them damaged."""
    settings = load_settings()
    installation = Installation(settings.models, settings.models_url)
    match action:
        case ModelsAction.INSTALL:
            _install(terminal, installation)
        case ModelsAction.LIST:
            _list(terminal, installation)
        case ModelsAction.REMOVE:
            installation.remove()
            terminal.tell(message("The models were removed."))
        case ModelsAction.VERIFY:
            _verify(terminal, installation)


def _install(terminal: Terminal, installation: Installation) -> None:
    with terminal.counting(message("Downloading the models")) as progress:
        downloaded = asyncio.run(installation.install(progress))
    if downloaded:
        terminal.tell(counted("{count} file was downloaded.", "{count} files were downloaded.", downloaded))
    terminal.tell(message("The models are in {folder}.", folder=str(installation.folder)))


def _list(terminal: Terminal, installation: Installation) -> None:
    for model in installation.models:
        size = f"{sum(file.size for file in model.files) / 1e6:.1f}"
        template = (
            message("{source} to {target}: {size} MB, installed")
            if model.is_there(installation.folder)
            else message("{source} to {target}: {size} MB, not installed")
        )
        direction = model.direction
        terminal.tell(message(template.text, source=direction.source, target=direction.target, size=size))


def _verify(terminal: Terminal, installation: Installation) -> None:
    damaged = installation.damaged()
    for name in damaged:
        terminal.tell(message("{name}: missing or damaged", name=name))
    if damaged:
        terminal.note(message("Fix it with {command}", command=called("models install")))
        raise SystemExit(1)
    terminal.tell(message("All files of the models are complete."))
