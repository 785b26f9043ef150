"""What stories learn from each other: which words go with a topic's words, and with none.

Naive Bayes fitted by expectation and maximisation (EM), with a class for what belongs to no topic,
since that's what most stories are (NEWSROOM). Tagged stories teach; the others are guessed, learnt
from and guessed again.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digests.stories.background import DOCUMENTS, document_frequency
from digests.stories.terms import key

ROUNDS = 8
KEYWORDS = 30.0
TAGGED = 0.6
UNTAGGED = 0.3
"""Rounds of EM, and what a topic's keywords together, a tagged and an untagged story count for.

With more for the tagged, a few of them pass for all that a topic can be: measured, it got worse.
"""

UNSEEN = 0.025
"""What each word counts for in each topic before anything is seen: a third of one occurrence."""

ANYWHERE = 0.05
"""The share of all stories' words that each topic has from the start, so that none dies out."""

FULL = 50.0
"""About the length of the vector of a title and a paragraph of 40 words. What a text says counts by
its vector's length over this: a headline says less than a paragraph, and mustn't sound as sure."""

Rows = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A story to learn from: how often it has each term, and the topics it's tagged with."""

    terms: Mapping[str, float]
    tagged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """How likely a story belongs to a topic, from 0 to 1, and the terms that say so, best first."""

    share: float
    terms: tuple[str, ...]


class TopicModel:
    """The words of each topic and of none, as learnt from many stories."""

    def __init__(
        self,
        lessons: Iterable[Lesson],
        topics: Sequence[str],
        keywords: Callable[[Iterable[str]], Mapping[str, frozenset[str]]],
    ) -> None:
        """Learn from *lessons*; *keywords* says by which of their terms a topic is known."""
        self._topics = tuple(topics)
        self._places: dict[str, int] = {}
        stories = _Stories(lessons, self._places)
        self.lessons = stories.count
        self._own = keywords(self._places)
        self._rarity = _rarity(stories.places, self._places, stories=stories.count)
        stories.weigh(self._rarity)
        known = [[self._places[t] for t in sorted(self._own[topic])] for topic in self._topics]
        self._fit(stories, known)

    def leanings(
        self, terms: Mapping[str, float], *, reasons: int = 3, least: float = 0.0
    ) -> Mapping[str, Leaning]:
        """How a story with *terms* leans, for each topic; what's missing to 1 belongs to none.

        A share below *least* needs no terms.
        """
        places, weights = self._weighted(terms)
        evidence = self._logs[:, places] @ weights / FULL + self._priors
        shares = _normalised(evidence[np.newaxis])[0]
        names = [term for term in terms if term in self._places]
        return {
            topic: Leaning(
                share=share,
                terms=self._speaking(n, names, places, weights)[:reasons] if share >= least else (),
            )
            for n, (topic, share) in enumerate(zip(self._topics, shares.tolist(), strict=False))
        }

    def telling(self, topic: str, *, count: int) -> tuple[str, ...]:
        """The terms that speak most for *topic* among its stories, but those it's known by."""
        n = self._topics.index(topic)
        gain = np.exp(self._logs[n]) * (self._logs[n] - self._logs[-1])
        names = list(self._places)
        best = sorted(
            (at for at in np.flatnonzero(gain > 0)), key=lambda at: (-gain[at], names[at])
        )
        own = self._own[topic]
        return tuple(islice((names[at] for at in best if names[at] not in own), count))

    def _weighted(self, terms: Mapping[str, float]) -> tuple[Places, Rows]:
        """The places and TF-IDF weights of those *terms* that are known."""
        known = {self._places[t]: count for t, count in terms.items() if t in self._places}
        places = np.fromiter(known, dtype=np.intp, count=len(known))
        counts = np.fromiter(known.values(), dtype=np.float64, count=len(known))
        return places, _damped(counts) * self._rarity[places]

    def _fit(self, stories: "_Stories", known: list[list[int]]) -> None:
        """Guess from keywords, learn from the guesses, guess again."""
        taught = stories.taught(self._topics)
        start = np.full((len(self._topics) + 1, len(self._places)), UNSEEN)
        start += ANYWHERE * UNTAGGED * stories.words(np.ones((stories.count, 1)), len(self._places))
        guess = _first_guess(stories, known)
        for topic, places in enumerate(known):
            start[topic, places] += KEYWORDS / max(1, len(places))
        is_taught = taught.sum(axis=1, keepdims=True) > 0
        weight = np.where(is_taught, TAGGED, UNTAGGED)
        for _ in range(ROUNDS):
            guess = np.where(is_taught, taught, guess)
            counts = start + stories.words(guess * weight, len(self._places))
            self._logs = np.log(counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)
            prior = guess.sum(axis=0) + 1
            self._priors = np.log(prior / prior.sum())
            guess = _normalised(stories.evidence(self._logs) / FULL + self._priors)

    def _speaking(
        self, topic: int, names: list[str], places: Places, weights: Rows
    ) -> tuple[str, ...]:
        gain = weights * (self._logs[topic, places] - self._logs[-1, places])
        order = np.argsort(-gain, kind="stable")
        return tuple(names[at] for at in order if gain[at] > 0)


class _Stories:
    """The weights of all stories' terms as one run of numbers: *rows* says whose each is."""

    def __init__(self, lessons: Iterable[Lesson], numbers: dict[str, int]) -> None:
        """Count the terms of *lessons*; *numbers* is given each term's place."""
        places, counts, lengths = array("i"), array("f"), array("i")
        self._tagged: list[tuple[int, tuple[str, ...]]] = []
        for row, lesson in enumerate(lessons):
            places.extend(numbers.setdefault(term, len(numbers)) for term in lesson.terms)
            counts.extend(lesson.terms.values())
            lengths.append(len(lesson.terms))
            if lesson.tagged:
                self._tagged.append((row, lesson.tagged))
        self.count = len(lengths)
        self.rows = np.repeat(np.arange(self.count, dtype=np.int32), np.array(lengths, np.int32))
        self.places = np.array(places, dtype=np.int32)
        self._counts = np.array(counts, dtype=np.float32)

    def weigh(self, rarity: Rows) -> None:
        """Weigh terms by how often they occur, which is forgotten then, and by their *rarity*."""
        self.weights = _damped(self._counts)
        del self._counts  # a million numbers, where a window is full
        self.weights *= rarity.astype(np.float32)[self.places]
        norms = np.sqrt(np.bincount(self.rows, self.weights**2, minlength=self.count))
        unit = np.maximum(norms, 1e-9)[self.rows]
        self.unit = np.divide(self.weights, unit, out=unit).astype(np.float32)

    def taught(self, topics: Sequence[str]) -> Rows:
        """Each tagged story's topics, in equal shares; a row of zeros for an untagged one."""
        taught = np.zeros((self.count, len(topics) + 1))
        for row, tagged in self._tagged:
            for topic in tagged:
                taught[row, topics.index(topic)] = 1 / len(tagged)
        return taught

    def words(self, shares: Rows, terms: int) -> Rows:
        """What each term counts for in each class, each story being of unit length."""
        columns = shares.T.astype(np.float32)
        return np.array(
            [np.bincount(self.places, self.unit * s[self.rows], minlength=terms) for s in columns]
        )

    def evidence(self, logs: NDArray[np.float32]) -> Rows:
        """What each story's terms say for each class, longer texts the more."""
        spoken = [
            np.bincount(self.rows, self.weights * log[self.places], self.count) for log in logs
        ]
        return np.array(spoken, dtype=np.float64).T


def _damped(counts: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """1 + the logarithm of *counts*, down to 0."""
    return np.asarray(np.maximum(0, 1 + np.log(np.maximum(counts, 1e-9))))


def _rarity(held: NDArray[np.int32], places: Mapping[str, int], *, stories: int) -> Rows:
    """As in `stories.vectors`: by the stories that hold a term, and the newspapers of the world."""
    live = np.bincount(held, minlength=len(places))
    everywhere = document_frequency(np.array([key(t) for t in places], dtype=np.uint32))
    rarity: Rows = np.log((stories + DOCUMENTS) / (live + everywhere + 0.5))
    return np.maximum(rarity, 0)


def _first_guess(stories: _Stories, known: list[list[int]]) -> Rows:
    """By keywords alone: in proportion to their weights, and none where there's no keyword."""
    guess = np.zeros((stories.count, len(known) + 1))
    for topic, places in enumerate(known):
        hits = stories.unit * np.isin(stories.places, places)
        guess[:, topic] = np.bincount(stories.rows, hits, minlength=stories.count)
    guess[guess.sum(axis=1) == 0, -1] = 1
    shares: Rows = guess / guess.sum(axis=1, keepdims=True)
    return shares


def _normalised(evidence: Rows) -> Rows:
    """From logarithms to shares that sum to 1 in each row."""
    shares = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
