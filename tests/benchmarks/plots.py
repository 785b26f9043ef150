"""Draws what `imports` wrote: articles a second and memory, over how many there are.

`python -m tests.benchmarks plots [SERIES [PICTURE]]`; without any, imports.json of this folder
becomes imports.png beside it.
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

HERE = Path(__file__).parent
WANTED = 400
"""Articles a second, end to end (issue 3)."""
MOST = 250
"""MB of all processes."""

Points = list[tuple[int, float]]


def line(axes: Axes, points: Points, label: str) -> None:
    done, values = zip(*points, strict=True)
    axes.plot(done, values, marker=".", label=label)


def draw(series: Path, picture: Path) -> None:
    """Draw *series* into *picture*, a PNG."""
    found = json.loads(series.read_text())
    figure, (speed, memory) = plt.subplots(2, 1, figsize=(8, 7), sharex=True, layout="constrained")
    line(speed, found["stored"], "read, stored, indexed")
    line(speed, found["filed"], "made into stories, filed")
    speed.axhline(WANTED, linestyle=":", color="grey", label=f"{WANTED}/s")
    speed.set_ylabel("articles a second")
    line(memory, found["megabytes"], "all processes (PSS)")
    memory.axhline(MOST, linestyle=":", color="grey", label=f"{MOST} MB")
    memory.set_ylabel("MB")
    memory.set_xlabel(f"articles\n{found['machine']}")
    for axes in (speed, memory):
        axes.set_ylim(bottom=0)
        axes.legend()
    figure.savefig(picture, dpi=110)
    plt.close(figure)


def main() -> None:
    series = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "imports.json"
    picture = Path(sys.argv[2]) if len(sys.argv) > 2 else series.with_suffix(".png")
    draw(series, picture)
    print(picture)
