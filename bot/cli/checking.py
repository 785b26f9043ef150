"""`check`: the settings in force, and whatever would keep the bot from working."""

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.session import Session

if TYPE_CHECKING:
    from bot.chat import Findings
    from bot.settings import Settings


@click.command("check")
@click.option("--json", "json_lines", is_flag=True, help="One object.")
@click.pass_obj
def check_command(session: Session, *, json_lines: bool) -> None:
    """Show the settings in force, or all that's wrong.

    Each stands with the place where it was set; secrets are masked.

    \b
    Examples:
      broadsheet check
      broadsheet --config broadsheet.yaml check --json
    """
    from bot import state
    from bot.settings import effective, notes

    settings = session.settings
    click.echo(effective(settings, as_json=json_lines), nl=False)
    for note in notes(settings):
        click.echo(note, err=True)
    state.prepare(settings.state)
    found = _asked(settings)
    for sentence in (*found.notes, *found.obstacles):
        click.echo(sentence, err=True)
    if found.obstacles:
        click.get_current_context().exit(1)


def _asked(settings: "Settings") -> "Findings":
    """What the chat platforms say; without one in use, nothing is loaded for it."""
    from bot.chat import Findings

    if set(settings.platforms) <= {"console"}:
        return Findings()
    from bot.connections import examined

    return asyncio.run(examined(settings))
