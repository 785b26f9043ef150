"""What processes logged, line by line: who reads it at seven in the morning wants one of each."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

GRAVE = {"error", "critical"}


def complaints(path: Path) -> list[Mapping[str, Any]]:
    """The grave lines in *path*, of a log for machines; what is no line of it counts as one."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            entry = {"level": "critical", "event": line}
        if entry["level"] in GRAVE:
            found.append(entry)
    return found


def fault(entries: Iterable[Mapping[str, Any]]) -> str | None:
    """What is wrong with those complaints: none at all, a traceback, or one that is repeated."""
    said: Counter[str] = Counter()
    for entry in entries:
        if "exception" in entry or "Traceback" in entry["event"]:
            return f"a traceback with “{entry['event']}”"
        who = (entry[name] for name in ("event", "job", "platform", "name") if name in entry)
        said[" ".join(map(str, who))] += 1
    if not said:
        return "nothing said"
    what, times = said.most_common(1)[0]
    return None if times == 1 else f"“{what}” {times} ×"
