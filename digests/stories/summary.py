"""Summaries: a few sentences of a story's articles, word for word; nothing is made up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from digests.article import Article
from digests.stories.background import DOCUMENTS, document_frequency
from digests.stories.capping import LONGEST
from digests.stories.quotes import FEWEST_WORDS, Quote, quotes, terms
from digests.stories.story import Sentence
from digests.stories.terms import key
from digests.text import normalise

POSITION = 1.5
"""Weight of 1/place: what opens an article outweighs any centrality (at most 1), nothing after it
does. On raw news any value from 0.9 to 2 does as well, a line that falls evenly does worse."""

MOST = 3
"""Sentences of a summary."""

REPETITION = 0.35
"""Weight of likeness to what's already said (NEWSROOM)."""

SAME = 0.7
"""The cosine above which two sentences say the same (NEWSROOM)."""

TITLE = 0.8
"""The cosine above which a sentence only repeats the title, which is read just before it."""

NEW_VOICE = 0.2
"""What a publisher not yet heard gains, so that several are where they add something."""

SHORT = LONGEST // 2
"""Characters; two sentences that are shorter together bear a third."""

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A sentence that could be chosen: where it stands, what it says; *merit*: central, early."""

    article: int
    order: int
    quote: Quote
    vector: Vector
    merit: float


def summarise(articles: Sequence[Article], *, sentences: int | None = None) -> tuple[Sentence, ...]:
    """Some sentences of *articles* (the first named is the story's title), in reading order.

    At most *sentences*; without it two, and a third where these are short or where several
    publishers speak. What is central to all, stands early and isn't said yet, by the title or by
    another sentence. Of several publishers, what two say counts, and a second voice is heard if it
    adds something.
    """
    if len(articles) == 1 and not articles[0].text:
        excerpt = [Sentence(text=q.text, article=articles[0].id) for q in quotes(articles[0])]
        besides = [s for s in excerpt if not _opens(s.text, articles[0].title)]
        return tuple((besides or excerpt)[: sentences or MOST])
    voices = [_voice(article) for article in articles]
    title = _vectors([articles[0].title])[0] if articles else {}
    candidates = _candidates(articles, voices)
    telling = [c for c in candidates if not _opens(c.quote.text, articles[0].title)]
    candidates = telling or candidates
    chosen = _choose(candidates, title, voices, sentences or MOST)
    if sentences is None and len(set(voices)) == 1:
        chosen = _brief(chosen)
    return tuple(
        Sentence(text=c.quote.text, article=articles[c.article].id)
        for c in sorted(chosen, key=lambda c: (c.article, c.order))
    )


def _opens(sentence: str, title: str) -> bool:
    """Whether *title* was made from *sentence*: it's the beginning of it, cut where a clause ends.

    A name alone, as a title may be, is the beginning of many sentences.
    """
    bare = normalise(title).replace('"', "").rstrip(" .")
    said = normalise(sentence).replace('"', "")
    return len(terms(title)) >= FEWEST_WORDS and said.startswith(bare)


def _candidates(articles: Sequence[Article], voices: Sequence[str]) -> list[_Candidate]:
    found = [(n, order, q) for n, a in enumerate(articles) for order, q in enumerate(quotes(a))]
    vectors = _vectors([quote.text for *_, quote in found])
    centre = _centre([voices[n] for n, *_ in found], vectors)
    nearness = [_cosine(vector, centre) for vector in vectors]
    nearest = max(nearness, default=0.0) or 1.0
    return [
        _Candidate(
            article=n,
            order=order,
            quote=quote,
            vector=vector,
            merit=near / nearest + POSITION / (1 + order),
        )
        for (n, order, quote), vector, near in zip(found, vectors, nearness, strict=True)
    ]


def _centre(owners: Sequence[str], vectors: Sequence[Vector]) -> Vector:
    """What all sentences say together; where there are several *owners*, what two of them say."""
    total: dict[str, float] = {}
    holders: dict[str, set[str]] = {}
    for owner, vector in zip(owners, vectors, strict=True):
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
            holders.setdefault(term, set()).add(owner)
    shared = {term: weight for term, weight in total.items() if len(holders[term]) > 1}
    return _unit(shared or total)


def _choose(
    candidates: Sequence[_Candidate], title: Vector, voices: Sequence[str], count: int
) -> list[_Candidate]:
    """Greedily the best that isn't said yet (MMR); ties to the one that stands first."""
    said: list[Vector] = []
    chosen: list[_Candidate] = []
    waiting = [c for c in candidates if _cosine(c.vector, title) <= TITLE]
    while len(chosen) < count:
        heard = {voices[c.article] for c in chosen}
        fitting = [
            (c.merit + gain - REPETITION * likeness, -n)
            for n, c in enumerate(waiting)
            if (likeness := max((_cosine(c.vector, s) for s in said), default=0.0)) <= SAME
            and _is_anchored(c, chosen)
            for gain in [NEW_VOICE if heard and voices[c.article] not in heard else 0.0]
        ]
        if not fitting:
            break
        best = waiting.pop(-max(fitting)[1])
        chosen.append(best)
        said.append(best.vector)
    return chosen or list(candidates[:count])


def _brief(chosen: list[_Candidate]) -> list[_Candidate]:
    """The first chosen two, and the third only where these are SHORT."""
    length = sum(len(c.quote.text) for c in chosen[:2])
    return chosen if length < SHORT else chosen[:2]


def _is_anchored(candidate: _Candidate, chosen: Iterable[_Candidate]) -> bool:
    """Whether *candidate* can be understood: a dangling sentence only after the one before it."""
    before = candidate.article, candidate.quote.place - 1
    return not candidate.quote.dangling or any((c.article, c.quote.place) == before for c in chosen)


def _voice(article: Article) -> str:
    """Who speaks; an article without a publisher speaks for itself."""
    return article.publisher.name if article.publisher else article.id


def _vectors(texts: Sequence[str]) -> list[Vector]:
    """*texts* as unit vectors of their terms, by how rare these are in newspapers."""
    found = [Counter(terms(text)) for text in texts]
    known = sorted({term for counts in found for term in counts})
    held = document_frequency(np.array([key(term) for term in known], dtype=np.uint32))
    rarity = dict(zip(known, np.log((DOCUMENTS + 1) / (held + 0.5)).tolist(), strict=True))
    return [
        _unit({t: (1 + log(c)) * max(0.0, rarity[t]) for t, c in counts.items()})
        for counts in found
    ]


def _unit(weights: Mapping[str, float]) -> Vector:
    length = sqrt(sum(w * w for w in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def _cosine(left: Vector, right: Vector) -> float:
    if len(right) < len(left):
        left, right = right, left
    return sum(weight * right.get(term, 0.0) for term, weight in left.items())
