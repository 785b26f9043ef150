"""What somebody wrote, as an error repeats it: in one line, and not endlessly."""

LONGEST = 60
"""Characters: enough to know it by, few enough for a phone."""

_CONTROLS = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}
"""What JSON may hold as it is: U+009B, say, begins an escape sequence."""


def quoted(text: str) -> str:
    """*text* in quotes; of a longer one its beginning, and behind it how long it is."""
    begun = text[: 2 * LONGEST]
    line = " ".join("".join(c if c.isprintable() else " " for c in begun).split())
    if len(line) <= LONGEST and len(begun) == len(text):
        return f'"{line}"'
    return f'"{line[:LONGEST].rstrip()}…" ({len(text):,} characters)'


def legible(text: str) -> str:
    """*text* with all spelled out that would break a line, turn it round or steer a terminal."""
    return text if text.isprintable() else repr(text)[1:-1]


def legible_json(line: str) -> str:
    """*line* of JSON, the same to who reads it, without what a terminal would obey."""
    return line.translate(_CONTROLS)


def cut(text: str) -> str:
    """*text* as `quoted` shows it, without the quotes."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"
