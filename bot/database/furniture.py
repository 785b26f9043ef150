"""What reading learnt of each publisher, kept so that a restart knows it."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from bot.database.dialects import insert
from bot.database.engine import Database
from bot.database.rows import chunks
from bot.database.tables.reading import furniture
from digests.reading.furniture import Learnt


class KnownFurniture:
    """The texts that `digests.reading.Furniture` makes of what it knows; the last one counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, learnt: Sequence[Learnt]) -> None:
        """Keep what is news; a publisher that was forgotten goes."""
        if learnt:
            await self._database.change(_keep, learnt)

    async def all(self) -> list[Learnt]:
        """What was learnt of every publisher, by name."""
        return await self._database.consult(_all)


def _keep(db: Connection, learnt: Sequence[Learnt]) -> None:
    rows = [{"publisher": one.publisher, "known": one.known} for one in learnt if one.known]
    if rows:
        added = insert(db, furniture)
        again = {"known": added.excluded.known}
        db.execute(
            added.on_conflict_do_update(index_elements=[furniture.c.publisher], set_=again), rows
        )
    for some in chunks([one.publisher for one in learnt if one.known is None]):
        db.execute(delete(furniture).where(furniture.c.publisher.in_(some)))


def _all(db: Connection) -> list[Learnt]:
    rows = db.execute(select(furniture).order_by(furniture.c.publisher))
    return [Learnt(publisher=row.publisher, known=row.known) for row in rows]
