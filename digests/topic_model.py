"""What stories learn from each other: which words go with a topic's words, and with none.

Naive Bayes fitted by expectation and maximisation (EM), with a class for what belongs to no topic,
since that's what most stories are (NEWSROOM). Tagged stories teach; the others are guessed, learnt
from and guessed again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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

    def __init__(self, lessons: Sequence[Lesson], keywords: Mapping[str, frozenset[str]]) -> None:
        """Learn from *lessons*; *keywords* are the terms by which a topic is known beforehand."""
        self._topics = tuple(keywords)
        held = Counter(term for lesson in lessons for term in lesson.terms)
        self._places = {term: place for place, term in enumerate(sorted(held))}
        self._rarity = _rarity(held, self._places, stories=len(lessons))
        known = [
            [self._places[t] for t in sorted(k) if t in self._places] for k in keywords.values()
        ]
        self._fit(_Stories([self._weighted(lesson.terms) for lesson in lessons]), lessons, known)

    def leanings(self, terms: Mapping[str, float], *, reasons: int = 3) -> Mapping[str, Leaning]:
        """How a story with *terms* leans, for each topic; what's missing to 1 belongs to none."""
        places, weights = self._weighted(terms)
        evidence = self._logs[:, places] @ weights / FULL + self._priors
        shares = _normalised(evidence[np.newaxis])[0]
        names = [term for term in terms if term in self._places]
        return {
            topic: Leaning(
                share=float(shares[n]), terms=self._speaking(n, names, places, weights)[:reasons]
            )
            for n, topic in enumerate(self._topics)
        }

    def telling(self, topic: str, *, besides: frozenset[str], count: int) -> tuple[str, ...]:
        """The terms that speak most for *topic* among its stories, without those of *besides*."""
        n = self._topics.index(topic)
        gain = np.exp(self._logs[n]) * (self._logs[n] - self._logs[-1])
        names = list(self._places)
        best = (names[at] for at in np.argsort(-gain, kind="stable") if gain[at] > 0)
        return tuple(
            term
            for term, _ in zip((t for t in best if t not in besides), range(count), strict=False)
        )

    def _weighted(self, terms: Mapping[str, float]) -> tuple[Places, Rows]:
        """The places and TF-IDF weights of those *terms* that are known."""
        known = {self._places[t]: count for t, count in terms.items() if t in self._places}
        places = np.fromiter(known, dtype=np.intp, count=len(known))
        counts = np.fromiter(known.values(), dtype=np.float64, count=len(known))
        return places, np.maximum(0, 1 + np.log(np.maximum(counts, 1e-9))) * self._rarity[places]

    def _fit(self, stories: "_Stories", lessons: Sequence[Lesson], known: list[list[int]]) -> None:
        """Guess from keywords, learn from the guesses, guess again."""
        taught = self._taught(lessons)
        start = np.full((len(self._topics) + 1, len(self._places)), UNSEEN)
        start += ANYWHERE * UNTAGGED * stories.words(np.ones((len(lessons), 1)), len(self._places))
        guess = _first_guess(stories, known)
        for topic, places in enumerate(known):
            start[topic, places] += KEYWORDS / max(1, len(places))
        is_taught = taught.sum(axis=1, keepdims=True) > 0
        weight = np.where(is_taught, TAGGED, UNTAGGED)
        for _ in range(ROUNDS):
            guess = np.where(is_taught, taught, guess)
            counts = start + stories.words(guess * weight, len(self._places))
            self._logs = np.log(counts / counts.sum(axis=1, keepdims=True))
            prior = guess.sum(axis=0) + 1
            self._priors = np.log(prior / prior.sum())
            guess = _normalised(stories.evidence(self._logs) / FULL + self._priors)

    def _taught(self, lessons: Sequence[Lesson]) -> Rows:
        """Each tagged story's topics, in equal shares; a row of zeros for an untagged one."""
        taught = np.zeros((len(lessons), len(self._topics) + 1))
        for row, lesson in enumerate(lessons):
            for topic in lesson.tagged:
                taught[row, self._topics.index(topic)] = 1 / len(lesson.tagged)
        return taught

    def _speaking(
        self, topic: int, names: list[str], places: Places, weights: Rows
    ) -> tuple[str, ...]:
        gain = weights * (self._logs[topic, places] - self._logs[-1, places])
        order = np.argsort(-gain, kind="stable")
        return tuple(names[at] for at in order if gain[at] > 0)


class _Stories:
    """The weights of all stories' terms as one run of numbers: *rows* says whose each is."""

    def __init__(self, weighted: Sequence[tuple[Places, Rows]]) -> None:
        self.count = len(weighted)
        lengths = [len(places) for places, _ in weighted]
        self.rows = np.repeat(np.arange(self.count), lengths)
        self.places = np.concatenate([places for places, _ in weighted])
        self.weights = np.concatenate([weights for _, weights in weighted])
        norms = np.sqrt(np.bincount(self.rows, self.weights**2, minlength=self.count))
        self.unit = self.weights / np.maximum(norms, 1e-9)[self.rows]

    def words(self, shares: Rows, terms: int) -> Rows:
        """What each term counts for in each class, each story being of unit length."""
        return np.array(
            [np.bincount(self.places, self.unit * s[self.rows], minlength=terms) for s in shares.T]
        )

    def evidence(self, logs: Rows) -> Rows:
        """What each story's terms say for each class, longer texts the more."""
        spoken = [
            np.bincount(self.rows, self.weights * log[self.places], self.count) for log in logs
        ]
        return np.array(spoken, dtype=np.float64).T


def _rarity(held: Counter[str], places: Mapping[str, int], *, stories: int) -> Rows:
    """As in `stories.vectors`: by the stories that hold a term, and the newspapers of the world."""
    live = np.array([held[term] for term in places], dtype=np.float64)
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
