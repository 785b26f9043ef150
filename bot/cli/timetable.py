"""`schedules`: which there are, and when they come."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import click

from bot.cli.screen import screen, warned
from bot.cli.session import Session

if TYPE_CHECKING:
    from bot.commands.replies import ScheduleState
    from bot.database.audit import Change

END = datetime.max.replace(tzinfo=UTC)


@click.command("schedules")
@click.option(
    "--next", "count", type=click.IntRange(1, 100), default=1, help="How many times to show."
)
@click.option("--history", is_flag=True, help="Who changed what, and when: the last first.")
@click.option("--schedule", help="Only this one, by name or id.")
@click.option(
    "--most", type=click.IntRange(1), default=100, show_default=True, help="Of the history."
)
@click.option("--json", "json_lines", is_flag=True, help="One object a line.")
@click.pass_obj
def schedules_command(
    session: Session,
    count: int,
    schedule: str | None,
    most: int,
    *,
    history: bool,
    json_lines: bool,
) -> None:
    """Show the schedules and when they come next.

    Times are in each schedule's own zone. The history has what chat, the settings file and
    commands did to schedules and to held editions, as long as the ledger is kept.

    \b
    Examples:
      broadsheet schedules --next 5
      broadsheet schedules --history --schedule morning-brief
      broadsheet schedules --json
    """
    if history:
        asyncio.run(_history(session, schedule, most, json_lines=json_lines))
    else:
        asyncio.run(_schedules(session, schedule, count, json_lines=json_lines))


async def _schedules(session: Session, name: str | None, count: int, *, json_lines: bool) -> None:
    from bot.app import looked_ahead
    from bot.cli.as_json import as_line, schedule_row

    async with looked_ahead(session.settings, warned) as broadsheet:
        now = broadsheet.clock.now()
        known = broadsheet.schedules
        for state in [await known.get(name)] if name else await known.all():
            times = _times(state, count, now)
            if json_lines:
                click.echo(as_line({**schedule_row(state), "next": [t.isoformat() for t in times]}))
            else:
                _show(state, times)


async def _history(session: Session, name: str | None, most: int, *, json_lines: bool) -> None:
    from bot.app import opened
    from bot.cli.as_json import as_line, change_row
    from bot.database.audit import Audit

    async with opened(session.settings) as broadsheet:
        subjects = await broadsheet.schedules.ids(name) if name else ()
        changes = await Audit(broadsheet.database).changes(*subjects, most=most)
        names = {s.schedule.id: s.schedule.name for s in await broadsheet.schedules.all()}
    for change in changes:  # the last first: a schedule that's gone is named by what it was last
        settings = change.after or change.before or {}
        names.setdefault(change.subject, settings.get("name", change.subject))
    for change in changes:
        subject = _named(change, names)
        if json_lines:
            click.echo(as_line({"schedule": subject, **change_row(change)}))
        else:
            click.echo("\n".join(_told(change, subject)))
    if not changes and not json_lines:
        click.echo("No changes yet.")


def _named(change: "Change", names: Mapping[str, str]) -> str:
    """The schedule's name; behind it an edition's own part of its key, where it's about one."""
    id_, slash, rest = change.subject.partition("/")
    return names.get(change.subject) or f"{names.get(id_, id_)}{slash}{rest}"


def _told(change: "Change", name: str) -> list[str]:
    """What was done, and each setting that is another one since."""
    first = click.style(f"{change.at:%Y-%m-%d %H:%M} UTC", bold=True)
    lines = [f"{first}  {name} {change.what} by {change.who} ({change.place})"]
    if change.before and change.after:
        before, after = change.before, change.after
        lines += [
            f"  {key}: {_said(before.get(key))} → {_said(after.get(key))}"
            for key in sorted({*before, *after})
            if before.get(key) != after.get(key)
        ]
    return lines


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "all"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else str(value)


def _times(state: "ScheduleState", count: int, now: datetime) -> list[datetime]:
    """The next *count* times, in the schedule's zone; none while it's paused."""
    from digests.schedule.occurrences import occurrences

    if state.paused:
        return []
    schedule = state.schedule
    coming = occurrences(schedule.rhythm, schedule.zone, after=now, until=END)
    return [o.due.astimezone(schedule.zone) for o in islice(coming, count)]


def _show(state: "ScheduleState", times: list[datetime]) -> None:
    from bot.platforms.console.lines import MARKUP
    from bot.wording.schedules import NOT_TAKEN_UP, coming, rhythm

    out = screen()
    out.print(state.schedule.name, style="bold")
    out.print(f"  {rhythm(state.schedule, MARKUP)}", style="dim")
    for time in times:
        out.print(f"  {time:%a %d %b %Y %H:%M}")
    if not times:
        out.print(f"  {coming(state, MARKUP)}")
    if not state.taken_up:
        out.print(f"  {NOT_TAKEN_UP}", style="dim")
