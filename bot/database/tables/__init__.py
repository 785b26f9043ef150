"""The tables, a module for each part of the work; importing this package knows them all."""

from bot.database.tables import archive, installations, publishing, reading, replicas
from bot.database.tables.columns import metadata

__all__ = ["archive", "installations", "metadata", "publishing", "reading", "replicas"]
