"""Quotation marks: whether a sentence has both of each pair, and what it takes to have them."""

import re

from digests.stories.capping import breaks_off

# A straight mark that opens stands before a word, one that closes behind one.
_OPENS = re.compile(r"(?:^|[\s(])\"(?=\S)")
_LOOSE_STOP = re.compile(r"(?<=\w)\s(?=[.,](?:\s|$))|(?<=[™®])\s(?=[.,](?:\s|$))")
_LOOSE = re.compile(r"(?<=[.!?,])\s(?=[”\"]$)")


def is_half_quoted(text: str) -> bool:
    """Whether *text* has one mark of a pair only: the quotation began before it or goes on."""
    if "„" in text:  # closed by “ in German, by ” in Polish
        return text.count("„") != text.count("“") + text.count("”")
    straight = text.count('"') % 2
    return straight != abs(text.count("“") - text.count("”"))  # one may be closed by the other


def mended(text: str) -> str:
    """*text* with the mark that a quotation lost where it was cut into sentences.

    And without blanks before a full stop or a comma, as tags leave them when they're taken out.
    Marks are only added to a whole sentence: what breaks off says so itself.
    """
    if " ." in text or " ," in text:
        text = _LOOSE_STOP.sub("", text)
    if not any(mark in text for mark in '"“”'):
        return text
    text = _LOOSE.sub("", text)
    if not is_half_quoted(text) or "„" in text or breaks_off(text):
        return text
    if text.count('"') % 2:
        return f'{text}"' if text.count('"') == 1 and _OPENS.search(text) else f'"{text}'
    surplus = text.count("“") - text.count("”")
    return f"{text}”" if surplus == 1 else f"“{text}" if surplus == -1 else text
