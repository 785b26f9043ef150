"""`schedules`: which there are, and when they come."""

import asyncio
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import click

from bot.cli.screen import screen
from bot.cli.session import Session

if TYPE_CHECKING:
    from bot.commands.replies import ScheduleState

END = datetime.max.replace(tzinfo=UTC)


@click.command("schedules")
@click.option(
    "--next", "count", type=click.IntRange(1, 100), default=1, help="How many times to show."
)
@click.option("--json", "json_lines", is_flag=True, help="One object per schedule.")
@click.pass_obj
def schedules_command(session: Session, count: int, *, json_lines: bool) -> None:
    """Show the schedules and when they come next.

    Times are in each schedule's own zone.

    \b
    Examples:
      broadsheet schedules --next 5
      broadsheet schedules --json
    """
    asyncio.run(_schedules(session, count, json_lines=json_lines))


async def _schedules(session: Session, count: int, *, json_lines: bool) -> None:
    from bot.app import opened
    from bot.cli.as_json import as_line, schedule_row

    async with opened(session.settings) as broadsheet:
        now = broadsheet.clock.now()
        for state in await broadsheet.schedules.all():
            times = _times(state, count, now)
            if json_lines:
                click.echo(as_line({**schedule_row(state), "next": [t.isoformat() for t in times]}))
            else:
                _show(state, times)


def _times(state: "ScheduleState", count: int, now: datetime) -> list[datetime]:
    """The next *count* times, in the schedule's zone; none while it's paused."""
    from digests.schedule.occurrences import occurrences

    if state.paused:
        return []
    schedule = state.schedule
    coming = occurrences(schedule.rhythm, schedule.zone, after=now, until=END)
    return [o.due.astimezone(schedule.zone) for o in islice(coming, count)]


def _show(state: "ScheduleState", times: list[datetime]) -> None:
    from digests.schedule.spoken import spoken

    schedule = state.schedule
    out = screen()
    out.print(schedule.name, style="bold")
    out.print(
        f"  {spoken(schedule.rhythm)} ({schedule.zone.key}), to {schedule.channel}", style="dim"
    )
    for time in times:
        out.print(f"  {time:%a %d %b %Y %H:%M}")
    if state.paused:
        out.print("  paused")
