"""`run`: the bot itself."""

import asyncio
from typing import TYPE_CHECKING

import click

from bot.cli.screen import screen
from bot.cli.session import Session
from bot.paths import exists
from bot.workers import start_ahead

if TYPE_CHECKING:
    from bot.duties import Role


@click.command("run")
@click.option("--serve", is_flag=True, help="Go on when standard input has ended.")
@click.option(
    "--role",
    "roles",
    metavar="ROLE,…",
    help="Do only this of the work, beside others on one PostgreSQL.",
)
@click.pass_obj
def run_command(session: Session, *, serve: bool, roles: str | None) -> None:
    """Collect, post what is due, answer /news.

    On the console alone it reads standard input: with a terminal at a prompt, where Ctrl-C or
    Ctrl-D ends it; else line by line, and the end of input ends it once what is pending is done.

    On a PostgreSQL several may run beside each other: each does all there is to do and takes over
    from one that dies, or only some of it: --role scheduler,collector files, issues and collects,
    --role worker posts, --role slack and discord answer people there.

    \b
    Examples:
      broadsheet run
      broadsheet run --serve
    """
    settings = session.settings
    if not exists(settings.state):  # then all is to be read; later, most often nothing
        start_ahead()
    from bot import process

    chosen = _chosen(roles)
    asyncio.run(process.run(settings, screen(), reread=session.read, serve=serve, roles=chosen))


def _chosen(typed: str | None) -> "frozenset[Role]":
    """The roles named in *typed*, or all; raises BadParameter with those there are."""
    from bot.duties import ALL_ROLES

    if typed is None:
        return ALL_ROLES
    names = {name.strip() for name in typed.split(",")}
    if unknown := names - ALL_ROLES:
        there = ", ".join(sorted(ALL_ROLES))
        raise click.BadParameter(
            f"{', '.join(sorted(unknown))!r}: take some of {there}, with commas between them",
            param_hint="--role",
        )
    return frozenset(role for role in ALL_ROLES if role in names)
