"""Words on the command line: paths that can't be one, and refusals that repeat no endless word."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENAMETOOLONG
from pathlib import Path
from typing import Any

import click

from digests.quoting import cut

_LONG = re.compile(r"\S{61,}")
_MOST = 600
"""Characters of a refusal; the longest of our own has 250."""

_TOO_LONG = "that's no path: a name in it is longer than any file's"


class PathWord(click.Path):
    """A path; one that the system can't even look for is refused in a sentence."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's own
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """The path that *value* spells."""
        path = Path(str(super().convert(value, param, ctx)))
        try:
            path.lstat()
        except OSError as problem:
            if problem.errno == ENAMETOOLONG:
                self.fail(f"{cut(str(path))}: {_TOO_LONG}", param, ctx)
        return path


@contextmanager
def in_short() -> Iterator[None]:
    """Cut what a refusal of click's repeats of what was typed."""
    try:
        yield
    except click.ClickException as refusal:
        words = _LONG.sub(lambda long: cut(long[0]), refusal.message)
        if len(words) > _MOST:
            words = f"{words[:_MOST]}…"
        refusal.message = words  # type: ignore[misc]  # what kind it is, and its hint, stay
        raise
