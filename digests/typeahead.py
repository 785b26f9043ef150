"""What somebody is still typing: words that stand there whole, and the last, only begun."""

from collections.abc import Iterator
from string import ascii_lowercase
from typing import NamedTuple

from digests.search import search_words, unspaced_query, unspaced_terms, written_words
from digests.text import normalise

LONGEST_TYPED = 200
"""Characters that are looked at; nobody types as much before looking at what is offered."""

SHORTEST_BEGINNING = 4
"""Letters; with one letter changed, a shorter beginning is anybody's."""


class Term(NamedTuple):
    """A word as it's written in an index, or only its beginning."""

    text: str
    begun: bool = False


Group = tuple[Term, ...]
"""What may stand for one word that was typed: one of it has to fit."""


def title_terms(title: str) -> list[str]:
    """What a title is suggested by: its words for searching and as they're written, each once."""
    terms = (*search_words(title), *written_words(title), *unspaced_terms(title))
    return list(dict.fromkeys(terms))


def parse_typing(text: str) -> tuple[Group, ...]:
    """A group for each word of *text*, each once; none where it says nothing.

    The last word is taken as begun, until something stands behind it.
    """
    plain = normalise(text[:LONGEST_TYPED])
    written = written_words(plain)
    groups: list[Group] = [(Term(word),) for word in search_words(plain)]
    if written and plain.endswith(written[-1]) and not text[-1:].isspace():
        *_, (whole,) = groups
        groups[-1] = _once(Term(written[-1], begun=True), whole)
    groups += [(Term(term),) for term in unspaced_query(plain)]
    return tuple(dict.fromkeys(groups))


def near_beginnings(word: str) -> set[str]:
    """All that *word*, the beginning of another, may have meant by one slip of a key.

    A letter more, less or other, two neighbours swapped; none for what is short.
    """
    if len(word) < SHORTEST_BEGINNING or any(map(str.isdigit, word)):
        return set()
    return set(_one_edit(word)) - {word}


def _one_edit(word: str) -> Iterator[str]:
    letters = {*ascii_lowercase, *word} if word.isascii() else set(word)
    for at in range(len(word)):
        before, here, after = word[:at], word[at], word[at + 1 :]
        yield before + after
        yield from (before + letter + after for letter in letters)
        yield from (before + letter + here + after for letter in letters)
        if after:
            yield before + after[0] + here + after[1:]


def _once(*terms: Term) -> Group:
    return tuple(t for n, t in enumerate(terms) if n == 0 or t.text != terms[0].text)
