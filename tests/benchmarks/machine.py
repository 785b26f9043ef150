"""What this machine can do in general, to be read beside every absolute figure; and its memory.

`python -m tests.benchmarks.machine` prints it.
"""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

FSYNCS = 200
LOOP = 5_000_000


def fsyncs_a_second(folder: Path) -> float:
    """How often a page that was written to a file in *folder* can be made to last."""
    path = folder / "fsync"
    with path.open("wb") as file:
        began = time.perf_counter()
        for _ in range(FSYNCS):
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
        took = time.perf_counter() - began
    path.unlink()
    return FSYNCS / took


def loops_a_second() -> float:
    """Millions of turns of a loop that adds and multiplies, in plain Python."""
    began = time.perf_counter()
    total = 0
    for number in range(LOOP):
        total = (total + number * number) & 0xFFFF
    return LOOP / (time.perf_counter() - began) / 1e6


def summary() -> str:
    """One line about the machine, measured now."""
    with TemporaryDirectory() as folder:
        fsyncs = fsyncs_a_second(Path(folder))
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, load {load:.1f}, {fsyncs:,.0f} fsyncs/s, "
        f"{loops_a_second():.1f} million turns/s of a fixed loop"
    )


class Use(NamedTuple):
    """What a process takes: memory in MB, processor time so far in seconds."""

    megabytes: float
    seconds: float


def use(pid: int | None = None) -> dict[int, Use]:
    """What *pid* (ours where none is given) takes, and every process below it.

    Pages that several processes share are counted in parts (Linux's PSS), so that the sum is what
    all of them together take from the machine.
    """
    found: dict[int, Use] = {}
    waiting = [pid or os.getpid()]
    while waiting:
        one = waiting.pop()
        try:
            found[one] = Use(_pss(one), _seconds(one))
            children = [p.read_text() for p in Path(f"/proc/{one}/task").glob("*/children")]
        except (FileNotFoundError, ProcessLookupError):
            continue
        waiting += [int(child) for each in children for child in each.split()]
    return found


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    print(summary())
