"""Commands that answer at once: any `/news` text, and a digest before it's due."""

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.dates import Date
from bot.cli.screen import screen, warned
from bot.cli.session import Session

if TYPE_CHECKING:
    from bot.app import Broadsheet
    from bot.commands.replies import Reply


@click.command("ask", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, metavar="TEXT…")
@click.option("--json", "as_payload", is_flag=True, help="The messages as they'd be sent.")
@click.pass_obj
def ask_command(session: Session, words: tuple[str, ...], *, as_payload: bool) -> None:
    """Answer as /news would.

    TEXT is latest, story WORDS, search WORDS, topics, schedule … or help.

    \b
    Examples:
      broadsheet ask latest AI
      broadsheet ask 'search "language model" topic:AI'
      broadsheet ask help schedule
    """
    for word in words:
        if (
            word[1:] and word.startswith("-") and not word[1:].isdecimal()
        ):  # "latest -5" is for the grammar
            raise click.NoSuchOption(word)
    asyncio.run(_ask(session, " ".join(words), as_payload=as_payload))


async def _ask(session: Session, text: str, *, as_payload: bool) -> None:
    from bot.app import looked_ahead, opened
    from bot.commands.grammar import parse
    from bot.commands.queries import AskHelp, AskSchedule, NotUnderstood

    query, settings = parse(text), session.settings
    match query:
        case AskHelp() | NotUnderstood():
            open_ = looked_ahead(settings, lambda _: None)
        case AskSchedule(verb="list" | "show"):
            open_ = looked_ahead(settings, warned)
        case AskSchedule(verb="preview"):
            open_ = looked_ahead(settings, warned, reads=True)
        case _:
            open_ = opened(settings)
    async with open_ as broadsheet:
        reply = await broadsheet.desk.answer(query, broadsheet.asker)
        await _show(broadsheet, reply, "console", as_payload=as_payload)


@click.command("preview")
@click.argument("schedule", metavar="SCHEDULE")
@click.option("--on", "day", type=Date(), help="As of this date, YYYY-MM-DD.")
@click.option(
    "--as",
    "platform",
    type=click.Choice(["console", "slack", "discord", "discord-webhook"]),
    default="console",
    help="Whose rendering is shown.",
)
@click.option("--json", "as_payload", is_flag=True, help="The messages as they'd be sent.")
@click.pass_obj
def preview_command(
    session: Session, schedule: str, day: datetime | None, platform: str, *, as_payload: bool
) -> None:
    """Show what a schedule's next digest would say.

    Nothing is posted, and nothing counts as told.

    \b
    Examples:
      broadsheet preview morning-brief
      broadsheet preview morning-brief --on 2026-11-24 --as slack --json
    """
    on = day.date() if day else None
    asyncio.run(_preview(session, schedule, on, platform, as_payload=as_payload))


async def _preview(
    session: Session, name: str, on: date | None, platform: str, *, as_payload: bool
) -> None:
    from bot.app import looked_ahead
    from bot.commands.replies import DigestReady

    async with looked_ahead(session.settings, warned, reads=True) as broadsheet:
        schedule = (await broadsheet.schedules.get(name)).schedule
        reply = DigestReady(await broadsheet.press.preview(schedule, on=on))
        await _show(broadsheet, reply, platform, as_payload=as_payload)


async def _show(
    broadsheet: "Broadsheet", reply: "Reply", platform: str, *, as_payload: bool
) -> None:
    """Print *reply* for people, or as the messages that *platform* would be sent."""
    from bot.cli.as_json import as_line
    from bot.connections import renderers
    from bot.platforms.console.adapter import Console

    if not as_payload:
        await Console(broadsheet.desk, screen(), broadsheet.asker).show(reply)
        return
    for message in renderers(broadsheet.settings)[platform](reply):
        click.echo(as_line(message.payload))
