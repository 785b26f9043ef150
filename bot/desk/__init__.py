"""The desk: answers a query for an asker. It neither posts nor words anything."""

from bot.desk.desk import Desk

__all__ = ["Desk"]
