"""Commands about the installation itself."""

import asyncio
from pathlib import Path

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
@click.option("--from", "source", metavar="DATABASE", help="Move what is in there …")
@click.option("--to", "target", metavar="DATABASE", help="… into this one, which is empty.")
@click.pass_obj
def migrate_command(session: Session, *, source: str | None, target: str | None) -> None:
    """Bring the database up to date, as run does, or move to another.

    With --from sqlite:////PATH and --to postgresql://USER@HOST/NAME all that the one holds is
    copied into the other, what was told and what waits to be posted included; how many rows each
    table had and has is printed. End the bot first. The old database is left as it was.

    \b
    Examples:
      broadsheet migrate
    """
    from bot.database.engine import file_of, migrate
    from bot.sharing import for_migrate

    if (source is None) != (target is None):
        raise click.UsageError("--from and --to go together: where to move from, and where to")
    if source and target:
        _move(source, target, session.settings.state)
        return
    url = session.settings.database_url.reveal()
    with for_migrate(session.settings):
        asyncio.run(migrate(url))
    path = file_of(url)
    where = f"in {path.parent}" if path else "that BROADSHEET_DATABASE names"
    click.echo(f"The database {where} is up to date.")


def _move(source: str, target: str, folder: Path) -> None:
    from bot.moving import move_installation

    moved = move_installation(
        source, target, lambda table: click.echo(table, err=True), folder=folder
    )
    width = max(len(one.table) for one in moved)
    click.echo(f"{'':{width}}  {'before':>9}  {'after':>9}")
    for one in moved:
        click.echo(f"{one.table:{width}}  {one.before:>9,}  {one.after:>9,}")
    click.echo("Everything is there. Now name the new one in BROADSHEET_DATABASE.")


@click.command("reload")
@click.pass_obj
def reload_command(session: Session) -> None:
    """Have the running bot read its settings again.

    They're checked first; where they have a mistake, nothing is changed.

    \b
    Examples:
      broadsheet reload
    """
    from bot import process

    click.echo(process.ask_for_reload(session.read_as_the_bot()))
