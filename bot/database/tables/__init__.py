"""The tables, a module for each part of the work; importing this package knows them all."""

from bot.database.tables import archive, publishing, reading, replicas
from bot.database.tables.columns import metadata

__all__ = ["archive", "metadata", "publishing", "reading", "replicas"]
