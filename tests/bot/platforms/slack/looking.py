"""What is in a payload, for tests to look at."""

import re
from collections.abc import Iterator

from digests.text import tidy

TOKEN = re.compile(r"<([^<>]*)>")
OURS = re.compile(
    r"https?://[\x21-\x7e]+?\|.*"
    r"|!date\^\d+\^(?:\{\w+\}|[ ,])+\|[^|]+"
    r"|\#[CG][A-Z0-9]+"
    r"|@[UW][A-Z0-9]+"
)
ENTITY = re.compile(r"&(?:amp|lt|gt);")
OUR_MARKS = re.compile(r"^(?:• )?\*[^*]*\*|^_[^_]*_$|`[^`]*`", re.MULTILINE)


def texts(node) -> Iterator[dict]:
    """All text objects anywhere in *node*."""
    if isinstance(node, dict):
        if node.get("type") in ("mrkdwn", "plain_text"):
            yield node
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for part in node:
            yield from texts(part)


def elements(node, kind) -> list[dict]:
    """All elements of *kind* anywhere in *node*, as "button"."""
    if isinstance(node, dict):
        own = [node] if node.get("type") == kind else []
        return own + [found for value in node.values() for found in elements(value, kind)]
    return [e for part in node for e in elements(part, kind)] if isinstance(node, list) else []


def said(payload) -> str:
    """All words of a message's blocks, as they're sent."""
    return "\n".join(text["text"] for text in texts(payload["blocks"]))


def escapes(payload) -> list[str]:
    """What in *payload* is markup but not ours, or can't be seen; [] if nothing is."""
    found = []
    marked = [t["text"] for t in texts(payload["blocks"]) if t["type"] == "mrkdwn"]
    for text in (*marked, payload.get("text", "")):
        found += [f"token {token}" for token in TOKEN.findall(text) if not OURS.fullmatch(token)]
        shown = TOKEN.sub(lambda m: m[1].partition("|")[2] if "|" in m[1] else "", text)
        if "<" in shown or ">" in shown or "&" in ENTITY.sub("", shown):
            found.append(f"unescaped {text}")
        if re.search(r"[*_~`]", OUR_MARKS.sub("", shown)):
            found.append(f"marks {text}")
        if re.search(r"^(?:&gt;|>)", shown, re.MULTILINE):
            found.append(f"quotes {text}")
    for text in (*(t["text"] for t in texts(payload["blocks"])), payload.get("text", "")):
        found += [f"unseen {line!r}" for line in text.split("\n") if tidy(line) != line.strip()]
    return found
