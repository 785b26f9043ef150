"""`run`: the bot itself."""

import asyncio

import click

from bot.cli.screen import screen
from bot.cli.session import Session
from bot.cli.work import prepare_workers


@click.command("run")
@click.option("--serve", is_flag=True, help="Go on when standard input has ended.")
@click.pass_obj
def run_command(session: Session, *, serve: bool) -> None:
    """Collect, post what is due, answer /news.

    On the console alone it reads standard input: with a terminal at a prompt, where Ctrl-C or
    Ctrl-D ends it; else line by line, and the end of input ends it once what is pending is done.

    \b
    Examples:
      broadsheet run
      broadsheet run --serve
    """
    settings = session.settings
    # The first run has all to read; a later one, most often nothing.
    prepare_workers(soon=not settings.state.exists())
    from bot import app

    asyncio.run(app.run(settings, screen(), reread=session.read, serve=serve))
