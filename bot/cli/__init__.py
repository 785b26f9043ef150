"""`broadsheet …`: what an admin types in a shell."""

from bot.cli.main import main

__all__ = ["main"]
