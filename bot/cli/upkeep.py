"""Commands about the installation itself."""

import asyncio

import click

from bot import __version__
from bot.cli.session import Session


@click.command("version")
def version_command() -> None:
    """Say which version this is.

    \b
    Examples:
      broadsheet version
    """
    click.echo(f"broadsheet {__version__}")


@click.command("migrate")
@click.pass_obj
def migrate_command(session: Session) -> None:
    """Bring the database up to date, as run does.

    \b
    Examples:
      broadsheet migrate
    """
    from bot.database.engine import migrate

    asyncio.run(migrate(session.settings.database_url.reveal()))
    click.echo(f"The database in {session.settings.state} is up to date.")


@click.command("reload")
@click.pass_obj
def reload_command(session: Session) -> None:
    """Have the running bot read its settings again.

    They're checked first; where they have a mistake, nothing is changed.

    \b
    Examples:
      broadsheet reload
    """
    from bot import app

    click.echo(app.ask_for_reload(session.settings))
