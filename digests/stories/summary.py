"""Summaries: a few sentences of a story's articles, word for word; nothing is made up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from digests.article import Article
from digests.stories.background import rarity
from digests.stories.capping import LONGEST
from digests.stories.heads import headed
from digests.stories.quotes import FEWEST_WORDS, Quote, plain, quotes, terms
from digests.stories.story import Sentence
from digests.stories.terms import keys
from digests.text import normalise

POSITION = 1.5
"""Weight of 1/place: what opens an article outweighs any centrality (at most 1), nothing after it
does. On raw news any value from 0.9 to 2 does as well, a line that falls evenly does worse."""

MOST = 3
"""Sentences of a summary."""

READ = 40
"""Sentences of a lone article that are looked at: what matters has been said by then."""

TOGETHER, EACH = 24, 4
"""Sentences of several articles that are looked at, and of each at least: of what opens them there
is enough to choose from."""

RELATED = 0.15
"""The cosine with the title, or with the sentence chosen first, from which what another article
than the title's says belongs to it."""

OPENS = 0.4
"""The same for what opens a summary though it isn't the title's article's: nothing before it says
what it belongs to. A third of what shares a subject alone reaches it, most of what tells the event
does."""

REPETITION = 0.35
"""Weight of likeness to what's already said (NEWSROOM)."""

SAME, RETOLD = 0.7, 0.5
"""The cosine above which two sentences of one article say the same (NEWSROOM), and two of
different articles: these word one event each in its own way, so less says as much."""

TITLE = 0.8
"""The cosine above which a sentence only repeats the title, which is read just before it."""

NEW_VOICE = 0.2
"""What a publisher not yet heard gains, so that several are where they add something."""

SHORT = LONGEST * 2 // 5
"""Characters; two sentences that are shorter together bear a third."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A sentence that could be chosen: its place, its row of words; *merit*: central, early."""

    article: int
    order: int
    quote: Quote
    row: int
    merit: float


def summarise(
    articles: Sequence[Article], *, among: Sequence[Article] = (), sentences: int | None = None
) -> tuple[Sentence, ...]:
    """Some sentences of *articles* (the first named is the story's title), in reading order.

    At most *sentences*; without it two, and a third where these are short or where several
    publishers speak. What is central to all, stands early and isn't said yet, by the title or by
    another sentence. Of several publishers, what two say counts, and a second voice is heard if it
    adds something. *among* are all who tell the story, and may know a name that an excerpt lost.
    """
    most = sentences or MOST
    if len(articles) == 1 and not articles[0].text:
        return _headed(_as_it_is(articles[0])[:most], among or articles)
    voices = [_voice(article) for article in articles]
    found = _quoted(articles)
    said = by_rarity([*(q.text for *_, q in found), *(a.title for a in articles[:1])])
    candidates = _candidates(found, voices, said)
    telling = [c for c in candidates if not _opens(c.quote.text, articles[0].title)]
    candidates = telling or candidates
    chosen = _choose(candidates, said @ said.T, voices, most)
    if sentences is None and len(set(voices)) == 1:
        chosen = _brief(chosen)
    told = tuple(
        Sentence(text=c.quote.text, article=articles[c.article].id)
        for c in sorted(chosen, key=lambda c: (c.article, c.order))
    )
    return _headed(told or _as_they_are(articles)[:most], among or articles)


def _headed(summary: Iterable[Sentence], among: Sequence[Article]) -> tuple[Sentence, ...]:
    """*summary* with the heads of compounds that excerpts lost (a text begins where it begins)."""
    excerpts = {a.id for a in among if not a.text}
    return tuple(
        replace(said, text=whole)
        if said.article in excerpts and (whole := headed(said.text, among)) != said.text
        else said
        for said in summary
    )


def _as_they_are(articles: Sequence[Article]) -> tuple[Sentence, ...]:
    """The beginning of the first that says a word of the title; where none does, of the first."""
    told = [found for article in articles if (found := _as_it_is(article))]
    title = set(terms(articles[0].title)) if articles else set()
    speaking = (found for found in told if any(title.intersection(terms(s.text)) for s in found))
    return next(speaking, told[0] if told else ())


def _as_it_is(article: Article) -> tuple[Sentence, ...]:
    """The beginning of *article*, without the sentence that its title was made from."""
    excerpt = [Sentence(text=q.text, article=article.id) for q in plain(article, READ)]
    besides = [s for s in excerpt if not _opens(s.text, article.title)]
    return tuple(besides or excerpt)


def _opens(sentence: str, title: str) -> bool:
    """Whether *title* was made from *sentence*: it's the beginning of it, cut where a clause ends.

    A name alone, as a title may be, is the beginning of many sentences.
    """
    bare = normalise(title).replace('"', "").rstrip(" .")
    said = normalise(sentence).replace('"', "")
    return len(terms(title)) >= FEWEST_WORDS and said.startswith(bare)


def by_rarity(texts: Sequence[str]) -> Matrix:
    """*texts* as rows of unit length, a column for each term, by its rarity in newspapers."""
    places: dict[str, int] = {}
    found = [[places.setdefault(term, len(places)) for term in terms(text)] for text in texts]
    counts = np.zeros((len(texts), len(places)), dtype=np.float32)
    rows = np.repeat(np.arange(len(texts)), [len(row) for row in found])
    np.add.at(counts, (rows, np.array([*chain.from_iterable(found)], dtype=np.intp)), 1)
    weights = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * rarity(keys([*places]))
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    return np.asarray(weights / np.maximum(lengths, 1e-9), dtype=np.float32)


def _quoted(articles: Sequence[Article]) -> list[tuple[int, int, Quote]]:
    """The sentences to choose from: of which article, the how-manieth of its quotes, the quote."""
    each = max(EACH, TOGETHER // len(articles)) if len(articles) > 1 else READ
    return [
        (n, order, quote)
        for n, article in enumerate(articles)
        for order, quote in enumerate(quotes(article, each))
    ]


def _candidates(
    found: Sequence[tuple[int, int, Quote]], voices: Sequence[str], said: Matrix
) -> list[_Candidate]:
    rows = said[: len(found)]
    nearness = (rows @ _centre([voices[n] for n, *_ in found], rows)).tolist()
    nearest = max(nearness, default=0.0) or 1.0
    return [
        _Candidate(
            article=n,
            order=order,
            quote=quote,
            row=row,
            merit=near / nearest + POSITION / (1 + order),
        )
        for row, ((n, order, quote), near) in enumerate(zip(found, nearness, strict=True))
    ]


def _centre(owners: Sequence[str], rows: Matrix) -> Matrix:
    """What all sentences say together; where there are several *owners*, what two of them say."""
    total: Matrix = rows.sum(axis=0)
    each = dict.fromkeys(owners)
    if len(each) > 1:
        of = np.array([[owner == one for owner in owners] for one in each])
        shared = np.count_nonzero(of @ (rows > 0), axis=0) > 1
        total = total * shared if shared.any() else total
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def _choose(
    candidates: Sequence[_Candidate], alike: Matrix, voices: Sequence[str], count: int
) -> list[_Candidate]:
    """Greedily the best that isn't said yet (MMR); ties to the one that stands first.

    *alike* is how much each row says of what another does; the last row is the title. What is
    chosen first is the title's article's, if that says anything besides the title. Where nobody
    does, one sentence that repeats it.
    """
    chosen: list[_Candidate] = []
    likeness = alike.tolist()
    waiting = [c for c in candidates if likeness[c.row][-1] <= TITLE]
    speaks = any(c.article == 0 and not c.quote.dangling for c in waiting)
    while len(chosen) < count:
        heard = {voices[c.article] for c in chosen}
        waiting = [c for c in waiting if not _is_said(c, chosen, likeness)]
        fitting = [
            (c.merit + gain - REPETITION * said, -n)
            for n, c in enumerate(waiting)
            if _is_anchored(c, chosen) and _is_related(c, chosen, likeness)
            if chosen or c.article == 0 or not speaks
            for said in [max((likeness[c.row][one.row] for one in chosen), default=0.0)]
            for gain in [NEW_VOICE if heard and voices[c.article] not in heard else 0.0]
        ]
        if not fitting:
            break
        chosen.append(waiting.pop(-max(fitting)[1]))
    if chosen:
        return chosen
    repeating = (c for c in candidates if c.article == 0 or likeness[c.row][-1] >= OPENS)
    return list(islice(repeating, 1))


def _brief(chosen: list[_Candidate]) -> list[_Candidate]:
    """The first chosen two, and the third only where these are SHORT."""
    length = sum(len(c.quote.text) for c in chosen[:2])
    return chosen if length < SHORT else chosen[:2]


def _is_said(
    candidate: _Candidate, chosen: Sequence[_Candidate], likeness: Sequence[Sequence[float]]
) -> bool:
    """Whether one of *chosen* says already what *candidate* does."""
    return any(
        likeness[candidate.row][c.row] > (SAME if c.article == candidate.article else RETOLD)
        for c in chosen
    )


def _is_related(
    candidate: _Candidate, chosen: Sequence[_Candidate], likeness: Sequence[Sequence[float]]
) -> bool:
    """Whether *candidate* is the title's article's, or near to the title or what opens it all."""
    if candidate.article == 0:
        return True
    if not chosen:
        return likeness[candidate.row][-1] >= OPENS
    return max(likeness[candidate.row][row] for row in (-1, chosen[0].row)) >= RELATED


def _is_anchored(candidate: _Candidate, chosen: Iterable[_Candidate]) -> bool:
    """Whether *candidate* can be understood: a dangling sentence only after the one before it."""
    before = candidate.article, candidate.quote.place - 1
    return not candidate.quote.dangling or any((c.article, c.quote.place) == before for c in chosen)


def _voice(article: Article) -> str:
    """Who speaks; an article without a publisher speaks for itself."""
    return article.publisher.name if article.publisher else article.id
