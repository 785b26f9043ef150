"""The terminal that commands print to."""

import shutil

import click
from rich.console import Console, ConsoleDimensions


def screen() -> Console:
    """Standard output, as wide and as colourful as it is; article text is never read as markup."""
    made = Console(markup=False, emoji=False, highlight=False)
    if made.is_dumb_terminal:  # rich takes it for 80 columns wide, whatever it and COLUMNS say
        made.size = ConsoleDimensions(*shutil.get_terminal_size())
    return made


def warned(sentence: str) -> None:
    """Say *sentence* beside the output: on standard error."""
    click.echo(sentence, err=True)
