"""What quality benchmarks share: rows of a devdata folder in, its scorers' figures out."""

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scored(folder: Path, scorer: str, gold: Iterable[Row], predicted: Iterable[Row]) -> Row:
    """What *scorer* of *folder* says of *predicted*; raises CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch, name) for name in ("gold.jsonl", "predicted.jsonl")]
        for path, found in zip(paths, (gold, predicted), strict=True):
            path.write_text("".join(f"{json.dumps(row)}\n" for row in found), "utf-8")
        command = [sys.executable, scorer, *map(str, paths), "--json"]
        run = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(run.stdout)
