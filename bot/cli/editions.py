"""`editions`: the ledger, and what to do with editions that wait for a decision."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Any

import click

from bot.cli.dates import Date
from bot.cli.session import Session
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.database.outcomes import EditionRecord
    from digests.schedule.edition import EditionKey

DATE = Date()


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """What `editions` and `editions list` both take."""
    options = (
        click.option("--schedule", help="Only this schedule's, by name or id, removed or not."),
        click.option("--since", type=DATE, help="Only those due since this date, YYYY-MM-DD."),
        click.option("--json", "json_lines", is_flag=True, help="One object per edition."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("editions", invoke_without_command=True)
@_filters
@click.pass_context
def editions_command(context: click.Context, /, **filters: Any) -> None:  # noqa: ANN401 - options
    """Show every edition; decide about held ones.

    \b
    Examples:
      broadsheet editions
      broadsheet editions list --schedule morning-brief --since 2026-11-01 --json
    """
    if context.invoked_subcommand is None:
        context.invoke(list_editions, **filters)


@editions_command.command("list")
@_filters
@click.pass_obj
def list_editions(
    session: Session, schedule: str | None, since: datetime | None, *, json_lines: bool
) -> None:
    """Show the editions, oldest due first.

    \b
    Examples:
      broadsheet editions list --since 2026-11-01
    """
    asyncio.run(_list(session, schedule, since, json_lines=json_lines))


@editions_command.command("release")
@click.argument("key")
@click.option("--posted", is_flag=True, help="Somebody has seen it there: count it as posted.")
@click.pass_obj
def release_edition(session: Session, key: str, *, posted: bool) -> None:
    """Let a held edition go on.

    It's looked for once more, and posted if it isn't there.

    \b
    Examples:
      broadsheet editions release KEY
      broadsheet editions release KEY --posted
    """
    _decide(session, key, "released", lambda o, k, **by: o.release(k, posted=posted, **by))


@editions_command.command("retry")
@click.argument("key")
@click.pass_obj
def retry_edition(session: Session, key: str) -> None:
    """Post failed and held parts again.

    \b
    Examples:
      broadsheet editions retry KEY
    """
    _decide(session, key, "to be posted again", lambda o, k, **by: o.retry(k, **by))


@editions_command.command("skip")
@click.argument("key")
@click.pass_obj
def skip_edition(session: Session, key: str) -> None:
    """Give up what an edition hasn't posted.

    Its stories compete again.

    \b
    Examples:
      broadsheet editions skip KEY
    """
    _decide(session, key, "given up", lambda o, k, **by: o.skip(k, **by))


async def _list(
    session: Session, name: str | None, since: datetime | None, *, json_lines: bool
) -> None:
    from bot.app import opened
    from bot.cli.as_json import as_line, edition_row

    async with opened(session.place) as broadsheet:
        schedules = await broadsheet.schedules.ids(name) if name else ()
        begin = since.replace(tzinfo=UTC) if since else None
        records = await broadsheet.ledger.editions(*schedules, since=begin)
    for record in records:
        click.echo(as_line(edition_row(record)) if json_lines else "\n".join(_shown(record)))
    if not records and not json_lines:
        click.echo("No editions yet.")


def _shown(record: "EditionRecord") -> list[str]:
    """Four lines at most: what it is, what became of it, of what it was made, and why."""
    counts = [
        f"{record.stories} told",
        f"{record.carried} carried" if record.carried else "",
        f"{record.passed_over} passed over" if record.passed_over else "",
        f"{record.posted} of {record.parts} parts" if record.parts else "",
    ]
    posted = f", posted {record.posted_at:%Y-%m-%d %H:%M} UTC" if record.posted_at else ""
    lines = [
        click.style(record.key, bold=True) + f"  {record.schedule} to {record.channel}",
        f"  {record.state}, due {record.due:%Y-%m-%d %H:%M} UTC{posted}; "
        + ", ".join(filter(None, counts)),
    ]
    if record.window is not None:
        since, until = record.window.since, record.window.until
        lines.append(f"  of what came from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC")
    return [*lines, f"  {record.why}"] if record.why else lines


Decision = Callable[..., Awaitable[int]]


def _decide(session: Session, key: str, outcome: str, decide: Decision) -> None:
    from digests.schedule.edition import EditionKey

    try:
        edition = EditionKey.parse(key)
    except ValueError as problem:
        raise UsageError(f"{problem}; `broadsheet editions` lists the keys") from problem
    count = asyncio.run(_decided(session, edition, decide))
    click.echo(f"{key}: {count} part{'' if count == 1 else 's'} {outcome}.")


async def _decided(session: Session, key: "EditionKey", decide: Decision) -> int:
    from bot.app import opened

    async with opened(session.place) as broadsheet:
        now = broadsheet.clock.now()
        return await decide(broadsheet.outbox, key, who=f"{getuser()} at a shell", now=now)
