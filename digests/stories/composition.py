"""A story put together from the articles that tell it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from digests.article import Article, ArticleId, Image
from digests.stories.addressing import addressing
from digests.stories.releases import is_release
from digests.stories.story import Story, StoryId, Telling
from digests.stories.subject import on_subject
from digests.stories.summary import by_rarity, summarise

MINORITY = 5
"""Fewer than one full article in so many doesn't speak for the stubs beside it."""
TITLES = 64
"""Articles, the earliest, of whose titles one is the story's, and which may be summarised."""
SUMMARISED = 8
"""Articles that a summary is taken from: more say nothing that these don't."""
_SMALLEST = 200
"""Pixels; what is narrower or lower is an icon or a tracking dot, not a picture."""
_SHARP = 1200 * 630
"""Pixels; what is larger looks no better in chat."""
_NO_PICTURE = re.compile(
    r"logo|icon|avatar|sprite|placeholder|spacer|tracking|default[-_]?(image|thumb|share)|\.svg|\.ico",
    re.IGNORECASE,
)


def compose(
    story: StoryId, articles: Iterable[Article], reprints: Mapping[ArticleId, ArticleId | None]
) -> Story:
    """The story that *articles* (at least one) tell; *reprints* says which repeats which, if any.

    Reprints have no say in title and summary where there's another telling, and stubs none where
    the full articles aren't a small minority: one of them may be about something else besides. Nor
    is summarised what only shares the title's subject.
    """
    told = sorted(articles, key=_when)
    voices = [a for a in told if not reprints.get(a.id)] or told
    voices = _heard(voices)
    nearest = _medoid(voices)
    voices = [nearest, *(a for a in voices if a is not nearest)]
    dates = [a.published for a in told if a.published]
    return Story(
        id=story,
        title=nearest.title,
        url=nearest.url,
        summary=summarise(on_subject(voices[:TITLES])[:SUMMARISED], among=voices[:TITLES]),
        tellings=tuple(_telling(a, reprints.get(a.id)) for a in told),
        first_seen=min(a.first_seen for a in told),
        updated=max(a.first_seen for a in told),
        published=min(dates, default=None),
        image=_picture([nearest, *told]),
        language=_commonest(a.language for a in voices),
        quality=max((a.quality for a in told if a.quality is not None), default=None),
        heat=max((a.heat for a in told if a.heat is not None), default=None),
        addressing=round(fmean(map(addressing, voices[:SUMMARISED])), 3),
    )


def _when(article: Article) -> tuple[object, ...]:
    """Sort key: published, else first seen; ties by id."""
    return article.published or article.first_seen, article.id


def _heard(voices: list[Article]) -> list[Article]:
    full = [a for a in voices if not a.stub]
    return full if len(full) * MINORITY >= len(voices) else voices


def _telling(article: Article, reprint_of: ArticleId | None) -> Telling:
    return Telling(
        article=article.id,
        title=article.title,
        first_seen=article.first_seen,
        url=article.url,
        publisher=article.publisher,
        published=article.published,
        reprint_of=reprint_of,
        released=is_release(article),
    )


def _medoid(articles: Sequence[Article]) -> Article:
    """The article whose title is nearest to all titles, rare words first; ties to the earliest.

    What all of a subject say ("Microsoft", "cloud") tells no event.
    """
    titles = by_rarity([a.title for a in articles[:TITLES]])
    # The sum of a title's cosines with all others is its product with the sum of all rows.
    nearness = (titles @ titles.sum(axis=0)).round(5).tolist()
    nearest: int = nearness.index(max(nearness))
    return articles[nearest]


def _picture(articles: Sequence[Article]) -> Image | None:
    """The largest real picture, up to what chat can show; ties to the first."""
    pictures = [i for a in articles for i in a.images if _is_picture(i)]
    return max(pictures, key=_sharpness, default=None)


def _is_picture(image: Image) -> bool:
    sizes = (image.width, image.height)
    return not _NO_PICTURE.search(image.url) and all(s is None or s >= _SMALLEST for s in sizes)


def _sharpness(image: Image) -> int:
    return min((image.width or 0) * (image.height or 0), _SHARP)


def _commonest(languages: Iterable[str | None]) -> str | None:
    known = Counter(language for language in languages if language)
    return min(known, key=lambda language: (-known[language], language), default=None)
