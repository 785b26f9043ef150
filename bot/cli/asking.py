"""Commands that answer at once: any `/news` text, and a digest before it's due."""

import asyncio
from datetime import date, datetime

import click

from bot.cli.screen import screen
from bot.cli.session import Session


@click.command("ask")
@click.argument("words", nargs=-1, metavar="TEXT…")
@click.pass_obj
def ask_command(session: Session, words: tuple[str, ...]) -> None:
    """Answer what /news would: latest, story WORDS, search WORDS, topics, schedule …, help.

    Example: broadsheet ask "latest AI"
    """
    asyncio.run(_ask(session, " ".join(words)))


async def _ask(session: Session, text: str) -> None:
    from bot.app import opened
    from bot.commands.grammar import parse
    from bot.platforms.console.adapter import Console

    async with opened(session.settings) as broadsheet:
        console = Console(broadsheet.desk, screen(), broadsheet.asker)
        await console.show(await broadsheet.desk.answer(parse(text), broadsheet.asker))


@click.command("preview")
@click.argument("schedule", metavar="SCHEDULE")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of this date, YYYY-MM-DD.")
@click.option(
    "--as",
    "platform",
    type=click.Choice(["console"]),
    default="console",
    help="Whose rendering is shown.",
)
@click.option("--json", "as_payload", is_flag=True, help="The messages as they'd be sent.")
@click.pass_obj
def preview_command(
    session: Session, schedule: str, day: datetime | None, platform: str, *, as_payload: bool
) -> None:
    """Show what a schedule's next digest would say, posting nothing.

    Example: broadsheet preview morning-brief
    """
    on = day.date() if day else None
    asyncio.run(_preview(session, schedule, on, platform, as_payload=as_payload))


async def _preview(
    session: Session, name: str, on: date | None, platform: str, *, as_payload: bool
) -> None:
    from bot.app import RENDERERS, opened
    from bot.cli.as_json import as_line
    from bot.commands.replies import DigestReady
    from bot.platforms.console.adapter import Console

    async with opened(session.settings) as broadsheet:
        schedule = (await broadsheet.schedules.get(name)).schedule
        reply = DigestReady(await broadsheet.press.preview(schedule, on=on))
        if not as_payload:
            await Console(broadsheet.desk, screen(), broadsheet.asker).show(reply)
            return
        for message in RENDERERS[platform](reply):
            click.echo(as_line(message.payload))
