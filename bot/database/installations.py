"""Installations: which workspaces the app is in, and what becomes of their schedules without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.due_schedules import LIVING
from bot.database.engine import Database
from bot.database.parts import withdraw
from bot.database.schedule_rows import pause, resume
from bot.database.tables.installations import installations
from bot.database.tables.publishing import schedules

WHO = "Slack"
"""Who pauses the schedules of a workspace that took the app out."""

GONE = "the app was taken out of the workspace"

SLACK = "slack:"


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
            for former in (await db.execute(select(installations).where(here))).all():
                if former.gone_at is not None:
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
        self,
        enterprise: str | None,
        team: str | None,
        *,
        now: datetime,
        only: str | None = None,
        sparing: str | None = None,
    ) -> tuple[str, ...] | None:
        """Forget its token, where it's *only* that one; None where there's none.

        The schedules that it served pause, but those of the team *sparing*; what they hadn't posted
        yet is withdrawn. Gives the names of those that paused.
        """
        async with self._database.write() as db:
            row = await _living(db, enterprise, team)
            if row is None or only not in {None, row.token}:
                return None
            gone = update(installations).where(_here(row.enterprise, row.team))
            await db.execute(gone.values(token=None, gone_at=now))
            served = [s for s in await _unserved(db, row) if s.place != sparing]
            running = [schedule for schedule in served if schedule.paused_at is None]
            for schedule in running:
                await pause(db, schedule, who=WHO, now=now)
            for schedule in served:
                await withdraw(db, schedule.id, why=GONE, now=now)
            return tuple(schedule.name for schedule in running)


def _here(enterprise: str | None, team: str | None) -> ColumnElement[bool]:
    """A team is known by its id alone: it may join an organisation later; events don't name it."""
    if team:
        return installations.c.team == team
    return and_(installations.c.enterprise == (enterprise or ""), installations.c.team == "")


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
        if row := (await db.execute(query)).first():
            return row
    return None


async def _unserved(db: AsyncConnection, gone: Any) -> Sequence[Any]:  # noqa: ANN401 - a row
    """The schedules that were served by the installation that is *gone*, and by no other now.

    Whose a team is isn't known: while another organisation is installed, it may be that one's.
    """
    query = select(schedules).where(LIVING).order_by(schedules.c.name)
    rows = [r for r in (await db.execute(query)).all() if r.definition["channel"].startswith(SLACK)]
    if gone.team:
        return [row for row in rows if row.place == gone.team]
    others = select(installations.c.team).where(installations.c.token.is_not(None))
    teams = set((await db.execute(others)).scalars())
    return [] if "" in teams else [row for row in rows if row.place not in teams]


async def _go_on(db: AsyncConnection, *, since: datetime, now: datetime) -> None:
    """Resume the schedules that were paused at that instant."""
    query = select(schedules).where(
        schedules.c.removed_at.is_(None), schedules.c.paused_at == since
    )
    for row in (await db.execute(query)).all():
        await resume(db, row, who=WHO, now=now)
