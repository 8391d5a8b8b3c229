"""``sandbox``: try everything on this machine."""

from __future__ import annotations

from pathlib import Path

from bot.cli.terminal import Terminal


def sandbox(terminal: Terminal, *, port: int = 0, record: Path | None = None) -> None:
    """Keep the sandbox open until it is interrupted or terminated; raises what its host does."""
    # A bot on Discord has no use for any of it: it is loaded only here.
    from bot.cli.sandbox_host import host

    host(terminal, port=port, record=record)
