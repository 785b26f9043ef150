"""The terminal that commands print to."""

from rich.console import Console


def screen() -> Console:
    """Standard output, as wide and as colourful as it is; article text is never read as markup."""
    return Console(markup=False, emoji=False, highlight=False)
