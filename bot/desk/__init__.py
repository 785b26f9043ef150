"""The desk: answers a query for an asker. It neither posts nor words anything."""

from bot.desk.desk import Desk
from bot.desk.suggestions import Kind, Suggestion

__all__ = ["Desk", "Kind", "Suggestion"]
