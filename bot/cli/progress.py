"""How far a long command is, on standard error where somebody looks at it."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class ImportProgress:
    """Two bars: what is read and stored, then what is filed into stories."""

    def __init__(self) -> None:
        screen = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=screen,
            transient=True,
            disable=not screen.is_terminal,
        )
        self._stored = 0
        self._reading = self._bars.add_task("reading", total=None)
        self._filing = self._bars.add_task("filing", total=None, visible=False)

    def read(self, done: int, total: int | None = None) -> None:
        """*done* articles are stored; *total* of them, where that's known."""
        self._stored = done
        self._bars.update(self._reading, completed=done, total=total)

    def filed(self, done: int) -> None:
        """*done* of the articles stand in stories."""
        self._bars.update(self._filing, completed=done, total=self._stored, visible=True)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()
