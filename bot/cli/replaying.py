"""`replay`: what would have been published, day by day, from what the archive holds."""

import asyncio
from contextlib import aclosing
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.dates import Date
from bot.cli.screen import screen
from bot.cli.session import Session
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import Broadsheet
    from bot.database.outcomes import EditionRecord
    from bot.publishing.replay import Replayed
    from digests.schedule.schedule import Schedule

DAY = Date()


@click.command("replay")
@click.option("--from", "first", type=DAY, required=True, help="The first date, YYYY-MM-DD.")
@click.option("--to", "last", type=DAY, required=True, help="The last date.")
@click.option("--schedule", "name", help="Only this schedule's.")
@click.option("--json", "json_lines", is_flag=True, help="One object per edition.")
@click.pass_obj
def replay_command(
    session: Session, first: datetime, last: datetime, name: str | None, *, json_lines: bool
) -> None:
    """Show what would have been published.

    The schedules as they are now, run over the archive: articles appear when they were published,
    else first seen. Paused ones stay out unless --schedule names them. Nothing is posted, and
    nothing counts as told.

    \b
    Examples:
      broadsheet replay --from 2026-11-01 --to 2026-11-07
      broadsheet replay --from 2026-11-01 --to 2026-11-07 --schedule morning-brief --json
    """
    if first > last:
        raise UsageError(f"--from {first:%Y-%m-%d} is later than --to {last:%Y-%m-%d}")
    asyncio.run(_replay(session, first.date(), last.date(), name, json_lines=json_lines))


async def _replay(
    session: Session, first: date, last: date, name: str | None, *, json_lines: bool
) -> None:
    from bot.app import opened
    from bot.platforms.console.render import render
    from bot.publishing.replay import replay

    async with opened(session.settings) as broadsheet:
        schedules = await _chosen(broadsheet, name)
        topics, count = broadsheet.settings.topics, 0
        editions = replay(broadsheet.database, schedules, topics, render, first=first, last=last)
        async with aclosing(editions):
            async for one in editions:
                count += 1
                await _show(broadsheet, one, json_lines=json_lines)
    if not count and not json_lines:
        click.echo("No edition would have come in that time.")


async def _chosen(broadsheet: "Broadsheet", name: str | None) -> "Sequence[Schedule]":
    """The schedule of that name or id, be it paused; without one, all but those that are."""
    if name is not None:
        return [(await broadsheet.schedules.get(name)).schedule]
    states = await broadsheet.schedules.all()
    if paused := ", ".join(state.schedule.name for state in states if state.paused):
        click.echo(f"Left out, as they're paused: {paused}. --schedule replays one.", err=True)
    return [state.schedule for state in states if not state.paused]


async def _show(broadsheet: "Broadsheet", one: "Replayed", *, json_lines: bool) -> None:
    from bot.cli.as_json import as_line, edition_row
    from bot.platforms.console.adapter import Console

    if json_lines:
        click.echo(as_line({**edition_row(one.record), "messages": list(one.payloads)}))
        return
    record = one.record
    day = one.key.day or record.due.date()
    click.echo(click.style(f"{day}  {record.schedule}", bold=True) + f"  {outcome(record)}")
    console = Console(broadsheet.desk, screen(), broadsheet.asker)
    for payload in one.payloads:
        await console.say(payload)


def outcome(record: "EditionRecord") -> str:
    """In a few words, what would have become of an edition."""
    if record.why is not None:
        return f"not made: {record.why}"
    if record.stories:
        return f"{record.stories} told, {record.carried} carried"
    return "nothing new"
