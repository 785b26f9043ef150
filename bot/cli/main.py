"""The command line: one group, a module for each kind of command, exit codes 0, 1 and 2."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from bot import __version__
from bot.cli.session import Session
from bot.cli.words import PathWord, in_short
from bot.errors import BotError, SettingsError, UsageError

COMMANDS: Mapping[str, str] = {
    "run": "bot.cli.running",
    "preview": "bot.cli.asking",
    "ask": "bot.cli.asking",
    "check": "bot.cli.checking",
    "schedules": "bot.cli.timetable",
    "read": "bot.cli.articles",
    "import": "bot.cli.articles",
    "export": "bot.cli.exporting",
    "editions": "bot.cli.editions",
    "replay": "bot.cli.replaying",
    "migrate": "bot.cli.upkeep",
    "reload": "bot.cli.upkeep",
    "version": "bot.cli.upkeep",
}
"""Where each command is; only the one that is asked for is imported, so that it starts at once."""

STARTING = ("run", "reload", "check")
"""Where settings with mistakes keep something from starting, or may have been meant to."""


class Commands(click.Group):
    """The commands, in the order in which an admin meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name])
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; it would look for the nearest name among commands that are imported."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as unknown:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx) from unknown

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, in short."""
        with in_short():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """Run the command; what goes wrong is a sentence on standard error, and an exit code."""
        try:
            with in_short():
                return super().invoke(ctx)
        except SettingsError as refusal:
            starts = ctx.invoked_subcommand in STARTING
            click.echo(str(refusal) if starts else "\n".join(refusal.problems), err=True)
            ctx.exit(2)
        except UsageError as refusal:
            click.echo(str(refusal), err=True)
            ctx.exit(2)
        except BotError as failure:
            click.echo(str(failure), err=True)
            ctx.exit(1)
        except BrokenPipeError:
            # Whoever reads us has seen enough, as `head` does; what is left to flush goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=PathWord(),
    metavar="FILE",
    help="Settings file; else BROADSHEET_CONFIG, ./broadsheet.yaml, the bot's last, the example.",
)
@click.version_option(__version__, prog_name="broadsheet", message="%(prog)s %(version)s")
@click.pass_context
def broadsheet(context: click.Context, config: Path | None) -> None:
    """A news digest bot: reads articles, groups them into stories, posts digests."""
    context.obj = Session(config)


def main() -> None:
    """Run the command that was typed; 0 done, 1 failed, 2 bad usage or settings."""
    broadsheet(prog_name="broadsheet")
