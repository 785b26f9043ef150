"""`export`: everything that is stored, in forms that other programs read."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from bot.cli.session import Session

if TYPE_CHECKING:
    from bot.app import Broadsheet

KINDS = click.Choice(["articles", "stories", "schedules"])


@click.command("export")
@click.argument("kind", type=KINDS)
@click.option("--json", "json_lines", is_flag=True, help="JSON Lines; schedules are YAML without.")
@click.pass_obj
def export_command(session: Session, kind: str, *, json_lines: bool) -> None:
    """Print all articles, stories or schedules.

    Articles and stories come as JSON Lines; schedules as YAML that a settings file takes, or as
    JSON Lines with --json.

    \b
    Examples:
      broadsheet export stories --json
      broadsheet export schedules
    """
    asyncio.run(_export(session, kind, json_lines=json_lines))


async def _export(session: Session, kind: str, *, json_lines: bool) -> None:
    from bot.app import opened

    async with opened(session.settings) as broadsheet:
        match kind:
            case "articles":
                await _articles(broadsheet)
            case "stories":
                await _stories(broadsheet)
            case _:
                await _schedules(broadsheet, json_lines=json_lines)


async def _articles(broadsheet: "Broadsheet") -> None:
    from bot.cli.as_json import as_line, exported_article
    from digests.stories.summary import summarise

    async for article in broadsheet.archive.articles():
        click.echo(as_line(exported_article(article, summarise([article]))))


async def _stories(broadsheet: "Broadsheet") -> None:
    from bot.cli.as_json import as_line, exported_story
    from digests.stories.ranking import score

    now = broadsheet.clock.now()
    async for filed in broadsheet.archive.all_stories():
        refs = await broadsheet.archive.references(filed.story.articles)
        weight = score(filed.story, now=now, length=timedelta(days=1))
        click.echo(as_line(exported_story(filed, refs, weight)))


async def _schedules(broadsheet: "Broadsheet", *, json_lines: bool) -> None:
    from bot.cli.as_json import as_line, schedule_row
    from bot.settings import as_yaml

    states = [state for state in await broadsheet.schedules.all() if state.taken_up]
    if not json_lines:
        standing = [replace(state.schedule, paused=state.paused) for state in states]
        click.echo(as_yaml(standing), nl=False)
        return
    for state in states:
        click.echo(as_line(schedule_row(state)))
