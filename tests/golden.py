"""Golden files: what is sent, as JSON whose changes a reviewer reads as a diff."""

import json
import os
from pathlib import Path

RENEWS = os.environ.get("GOLDEN") == "renew"


def agrees_with(file: Path, sent: object) -> None:
    """Fail where *sent* isn't what *file* holds; `make golden` writes it there instead."""
    words = json.dumps(sent, indent=2, ensure_ascii=False) + "\n"
    if RENEWS:
        file.parent.mkdir(exist_ok=True)
        file.write_text(words, encoding="utf-8")
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    assert words == known, f"{file.name} differs: `make golden` writes it again; review the diff"
