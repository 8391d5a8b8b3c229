"""What the sandbox is made of, for those who reach it over HTTP and WebSocket."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox import telling
from sandbox.asking import Asking
from sandbox.commands import Commands
from sandbox.files import Files, Upload
from sandbox.interactions import Interactions
from sandbox.world import JSON, Message, World


@dataclass(frozen=True)
class Parts:
    """The world, and what is done in it."""

    world: World
    files: Files
    commands: Commands
    interactions: Interactions
    asking: Asking
    uploads: dict[str, Upload]

    @classmethod
    def of(cls, world: World, patience: float) -> Parts:
        """The parts that belong to ``world``; see :class:`Interactions` for ``patience``."""
        files, commands, uploads = Files(world.clock), Commands(world), dict[str, Upload]()
        interactions = Interactions(world, files, patience)
        return cls(
            world,
            files,
            commands,
            interactions,
            Asking(world, commands, interactions, files, uploads),
            uploads,
        )

    def shown(self, message: Message) -> JSON:
        """A message as the API gives it to the bot."""
        data = telling.payload(self.world, message, self.world.bot.id)
        return data if self.world.message_content else telling.without_content(data, self.world.bot.id)
