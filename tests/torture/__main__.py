"""`make torture`: the long forms, one after another, with a table as their result (≤ 60 minutes).

`python -m tests.torture NAME …` runs some parts of it: crashes, kills, replicas, troubles, rates,
job_store, years, calendars. Its exit code is 0 if all passed, 1 if not, 130 if it was interrupted.
"""

import signal
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot.log import start_log
from bot.settings.shape import LogLevel
from tests.benchmarks import machine
from tests.torture.outcome import Outcome, say
from tests.torture.pieces import Piece, pieces

INTERRUPTED = 130


def main(parts: list[str]) -> int:
    """One piece that fails hides no other; what was found before an interruption is shown."""
    chosen = [piece for piece in pieces() if not parts or piece.part in parts]
    if unknown := set(parts) - {piece.part for piece in chosen}:
        names = ", ".join(dict.fromkeys(piece.part for piece in pieces()))
        raise SystemExit(f"no part is named {', '.join(sorted(unknown))}; there are {names}")
    start_log(level=LogLevel.ERROR, as_json=False, secrets=())
    # As Ctrl-C: what is under way is ended in order, with every process that it started. A shell
    # has its background jobs ignore that key.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    screen = Console(width=180)
    screen.print(machine.summary())
    table = Table("what", "must show", "found", "minutes", "", show_lines=True)
    code = 0
    try:
        for number, piece in enumerate(chosen, start=1):
            say(f"{number} of {len(chosen)}: {piece.what}")
            began = time.monotonic()
            outcome = outcome_of(piece)
            verdict = "passed" if outcome.passed else "FAILED"
            say(f"{verdict}: {outcome.found}")
            minutes = f"{(time.monotonic() - began) / 60:.1f}"
            table.add_row(outcome.what, outcome.must, outcome.found, minutes, verdict)
            code |= not outcome.passed
    except KeyboardInterrupt:
        table.add_row("interrupted", "", f"{len(chosen) - table.row_count} not finished", "", "")
        code = INTERRUPTED
    screen.print(table)
    return code


def outcome_of(piece: Piece) -> Outcome:
    """What came of *piece*, which may break off."""
    with TemporaryDirectory(prefix="broadsheet-torture-") as name:
        try:
            return piece.work(Path(name))
        except Exception as problem:  # noqa: BLE001 - the edge of a piece: it's a row of the table
            traceback.print_exc()
            found = f"it broke off: {type(problem).__name__}: {problem}"
            return Outcome(piece.what, "(to get to its end)", found, passed=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
