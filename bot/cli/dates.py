"""Dates on the command line."""

from datetime import datetime
from typing import Any

import click

FIRST, LAST = 1970, 2999
"""Years: what is before or after a date, in any zone, has to be one too."""


class Date(click.DateTime):
    """A calendar date, YYYY-MM-DD, as its midnight without a zone."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's own
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """The date that *value* spells; whatever is none is refused in a sentence."""
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f'"{value}" is no date; write it as 2026-11-23', param, ctx)
        if not FIRST <= found.year <= LAST:
            self.fail(f"write a date of the years {FIRST} to {LAST}", param, ctx)
        return found
