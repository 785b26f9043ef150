"""Installations: which workspaces the app is in, and what becomes of their schedules without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.engine import Database
from bot.database.schedule_rows import pause, resume
from bot.database.tables.installations import installations
from bot.database.tables.publishing import schedules

WHO = "Slack"
"""Who pauses the schedules of a workspace that took the app out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedInstallation:
    """A workspace, or with *team* None a whole organisation; *token* is encrypted."""

    enterprise: str | None
    team: str | None
    token: str
    name: str = ""
    installed_by: str = ""


class Installations:
    """Every installation whose token is still good."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, installed: SealedInstallation, *, now: datetime) -> None:
        """Store it in the place of an older one; schedules that its end had paused go on."""
        here = _here(installed.enterprise, installed.team)
        async with self._database.write() as db:
            former = (await db.execute(select(installations).where(here))).one_or_none()
            if former is not None and former.gone_at is not None:
                await _go_on(db, since=former.gone_at, now=now)
            await db.execute(delete(installations).where(here))
            await db.execute(
                insert(installations).values(
                    enterprise=installed.enterprise or "",
                    team=installed.team or "",
                    token=installed.token,
                    name=installed.name,
                    installed_by=installed.installed_by,
                    installed_at=now,
                )
            )

    async def find(self, enterprise: str | None, team: str | None) -> SealedInstallation | None:
        """The team's own, else its organisation's."""
        own = installations.c.team == (team or "")
        organisation = _here(enterprise, None) if enterprise else None
        async with self._database.read() as db:
            for place in (own if team else None, organisation):
                if place is not None:
                    query = select(installations).where(place, installations.c.token.is_not(None))
                    if row := (await db.execute(query)).first():
                        return _installation(row)
        return None

    async def all(self) -> tuple[SealedInstallation, ...]:
        """Every one, the teams' own first."""
        query = (
            select(installations)
            .where(installations.c.token.is_not(None))
            .order_by(installations.c.team.desc(), installations.c.enterprise)
        )
        async with self._database.read() as db:
            return tuple(_installation(row) for row in (await db.execute(query)).all())

    async def drop(
        self, enterprise: str | None, team: str | None, *, now: datetime
    ) -> tuple[str, ...]:
        """Forget its token and pause the schedules that it served; gives their names."""
        async with self._database.write() as db:
            row = await _living(db, enterprise, team)
            if row is None:
                return ()
            gone = update(installations).where(_here(row.enterprise, row.team))
            await db.execute(gone.values(token=None, gone_at=now))
            served = [s for s in await _running(db) if await _unserved(db, s, row)]
            for schedule in served:
                await pause(db, schedule, who=WHO, now=now)
            return tuple(schedule.name for schedule in served)


def _here(enterprise: str | None, team: str | None) -> ColumnElement[bool]:
    return and_(
        installations.c.enterprise == (enterprise or ""), installations.c.team == (team or "")
    )


def _installation(row: Any) -> SealedInstallation:  # noqa: ANN401 - a row of the table
    return SealedInstallation(
        enterprise=row.enterprise or None,
        team=row.team or None,
        token=row.token,
        name=row.name,
        installed_by=row.installed_by,
    )


async def _living(db: AsyncConnection, enterprise: str | None, team: str | None) -> Any:  # noqa: ANN401 - a row, or None
    """The team's own, else its organisation's."""
    for place in (_here(enterprise, team), _here(enterprise, None)):
        query = select(installations).where(place, installations.c.token.is_not(None))
        if row := (await db.execute(query)).one_or_none():
            return row
    return None


async def _running(db: AsyncConnection) -> Sequence[Any]:
    """The schedules on Slack that aren't paused."""
    query = select(schedules).where(
        schedules.c.removed_at.is_(None), schedules.c.paused_at.is_(None)
    )
    rows = (await db.execute(query)).all()
    return [row for row in rows if row.definition["channel"].startswith("slack:")]


async def _unserved(db: AsyncConnection, schedule: Any, gone: Any) -> bool:  # noqa: ANN401 - rows
    """Whether *schedule* was served by the installation that is *gone*, and by no other now."""
    if gone.team:
        return bool(schedule.place == gone.team)
    others = select(installations.c.team).where(
        installations.c.team == schedule.place, installations.c.token.is_not(None)
    )
    return (await db.execute(others)).first() is None


async def _go_on(db: AsyncConnection, *, since: datetime, now: datetime) -> None:
    """Resume the schedules that were paused at that instant."""
    query = select(schedules).where(
        schedules.c.removed_at.is_(None), schedules.c.paused_at == since
    )
    for row in (await db.execute(query)).all():
        await resume(db, row, who=WHO, now=now)
