"""The archive: every article and story that was kept, found again by number, id, topic or words.

Each method is one transaction; what it takes is in the modules beside this one.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.clock import Clock, SystemClock
from bot.database import (
    articles,
    filing,
    indexing,
    live,
    marks,
    retention,
    search,
    stories,
    suggestions,
)
from bot.database.articles import STEP, Outcome
from bot.database.dialects.dialect import Indexed
from bot.database.engine import Database
from bot.database.indexing import indexed
from bot.database.rows import chunks
from bot.database.search import Found
from bot.database.suggestions import SuggestedStory
from digests.article import Article, ArticleId
from digests.changes import Changes, FiledStory
from digests.search import SearchTerms
from digests.stories.story import Membership, Story, StoryId
from digests.topics import ELSEWHERE

UTC_ZONE = ZoneInfo("UTC")

_P = ParamSpec("_P")
_T = TypeVar("_T")


FILED_UNDER = "filed under topics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the articles that were stored; *through* is the archive's highest number.

    An article that was withdrawn and is there again counts as changed.
    """

    new: tuple[ArticleId, ...]
    changed: tuple[ArticleId, ...]
    repeated: tuple[ArticleId, ...]
    through: int


def store(db: Connection, batch: Sequence[Article], now: datetime) -> Stored:
    """Keep *batch*, found *now*; new articles are numbered in its order, and their words indexed.

    Of several versions in it the last is judged, so that the same batch again changes nothing.
    """
    versions: dict[ArticleId, list[Article]] = {}
    for article in batch:
        versions.setdefault(article.id, []).append(article)
    outcomes: dict[ArticleId, Outcome] = {}
    found: list[Indexed] = []
    for some in chunks(list(versions.values()), STEP):
        kept = articles.store(db, some, now)
        outcomes |= kept.outcomes
        again = kept.articles(Outcome.CHANGED)
        indexing.unindex(db, [seq for seq, _ in again])
        found += [indexed(seq, one) for seq, one in (*kept.articles(Outcome.NEW), *again)]
    indexing.index(db, found)
    new, changed, repeated = (
        tuple(id_ for id_, outcome in outcomes.items() if outcome is wanted)
        for wanted in (Outcome.NEW, Outcome.CHANGED, Outcome.REPEATED)
    )
    suggestions.note_publishers(db, batch, now)
    through = articles.through(db)
    return Stored(new=new, changed=changed, repeated=repeated, through=through)


def withdraw(
    db: Connection,
    source: str,
    refs: Collection[str],
    still: Collection[tuple[str, ArticleId]] = (),
) -> tuple[ArticleId, ...]:
    """Take back what *refs* of *source* told, but for what they *still* tell (reference, id).

    Gives the articles that nothing tells any more: neither candidates nor answers from now on.
    """
    gone = articles.withdraw(db, source, refs, still)
    filing.untell(db, gone)
    indexing.unindex(db, gone)
    return tuple(gone.values())


class Archive:
    """What was read, and what the newsroom made of it.

    Where several processes may be the newsroom, one after another, each of its writes begins with
    the *fence*: it raises where that is another by now.
    """

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._database = database
        self._clock = clock or SystemClock()
        # What the newsroom is working on, as it was when it was given out: a version stored
        # meanwhile, by an import say, hasn't been noticed when that work is filed.
        self._offered: dict[ArticleId, int] = {}
        self.fence: Callable[[Connection], None] | None = None

    async def store(self, batch: Sequence[Article]) -> Stored:
        """Keep *batch*: its identities, versions and numbers are those of DESIGN D6 and D10."""
        return await self._database.change(store, batch, self._clock.now())

    async def withdraw(self, source: str, refs: Collection[str]) -> tuple[ArticleId, ...]:
        """Take back what *refs* of *source* told; gives the articles that nobody tells now."""
        return await self._database.change(withdraw, source, refs)

    async def through(self) -> int:
        """The highest number given so far; 0 in an empty archive."""
        return await self._database.consult(articles.through)

    async def filed_through(self) -> int:
        """The highest number up to which the newsroom has taken notice of everything."""
        return await self._database.consult(articles.filed_through)

    async def unfiled(self, limit: int, after: ArticleId | None = None) -> Sequence[Article]:
        """The first *limit* articles by date of which the newsroom hasn't taken notice.

        With *after*, those that come after that one: so those before can be filed meanwhile.
        """
        offered = await self._database.consult(articles.unfiled, limit, after)
        self._offered |= {article.id: version for article, version in offered}
        return [article for article, _ in offered]

    async def withdrawn_unnoticed(self) -> Sequence[ArticleId]:
        """The withdrawn articles of which the newsroom hasn't taken notice."""
        withdrawn = await self._database.consult(articles.withdrawn_unnoticed)
        self._offered |= withdrawn
        return list(withdrawn)

    async def set_aside(self, article: ArticleId) -> None:
        """Offer *article* no more, unless it changes: it can't be worked on."""
        await self._as_newsroom(articles.notice, self._versions([article]))

    async def file(self, changes: Changes, taken: Sequence[ArticleId]) -> None:
        """Keep *changes*, of which *taken*, as last offered, were the occasion."""
        await self._as_newsroom(_file, changes, self._versions(taken))

    async def _as_newsroom(
        self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        def fenced(db: Connection) -> _T:
            if self.fence is not None:
                self.fence(db)
            return work(db, *args, **named)

        return await self._database.change(fenced)

    def _versions(self, taken: Iterable[ArticleId]) -> dict[ArticleId, int | None]:
        return {id_: self._offered.pop(id_, None) for id_ in taken}

    async def live(
        self, since: datetime, most: int | None = None
    ) -> AsyncIterator[tuple[Article, Membership]]:
        """All articles, by date, of stories that have one published or first seen since then.

        Of more than *most* of those, only the stories of the latest count.
        """
        members = await self._database.consult(live.members, since, most)
        for some in chunks(members, STEP):
            for pair in await self._database.consult(live.pairs, some):
                yield pair

    async def candidates(
        self, after: int, through: int, carried: Collection[ArticleId]
    ) -> Sequence[FiledStory]:
        """The stories with an article of *after* < number ≤ *through*, or with one of *carried*.

        An article that was withdrawn and is back has the number under which it came back.
        """
        return await self._database.consult(stories.between, after, through, carried)

    async def story(self, id_: str) -> FiledStory | None:
        """The story of that id, or the one that took its members; also by an article's id."""
        return next(iter(await self.stories([id_])), None)

    async def stories(self, ids: Iterable[StoryId]) -> Sequence[FiledStory]:
        """Those of *ids* that there are, in that order, each once; old ids lead to new stories."""
        return await self._database.consult(stories.found, ids)

    async def latest(self, count: int, topics: Collection[str] = ()) -> Sequence[FiledStory]:
        """The *count* stories first seen last, under any of *topics* where some are named."""
        return await self._database.consult(stories.latest, count, topics)

    async def topic_counts(self, since: datetime) -> Mapping[str, tuple[int, str | None]]:
        """For each topic (ELSEWHERE too) how many stories it got since then; the newest's title."""
        return await self._database.consult(filing.topic_counts, since)

    async def search(
        self,
        terms: SearchTerms,
        *,
        limit: int,
        offset: int = 0,
        zone: ZoneInfo = UTC_ZONE,
        loosely: bool = False,
    ) -> Found:
        """The stories that fit *terms*, best first, from *offset* on; `since:` is in *zone*.

        A page is filled up with such as lack a word, *loosely* with such as hold any.
        """
        return await self._database.consult(
            search.page, terms, limit=limit, offset=offset, zone=zone, loosely=loosely
        )

    async def suggest(self, typed: str, *, limit: int = 25) -> Sequence[SuggestedStory]:
        """Stories that may be meant by what is *typed* so far, its last word only begun.

        The newest first; of nothing typed, the newest there are. Slips are forgiven.
        """
        return await self._database.consult(suggestions.suggest, typed, limit)

    async def publishers(self, typed: str, *, limit: int = 25) -> Sequence[str]:
        """Publishers with a word in their name that begins so; those heard from last first."""
        return await self._database.consult(suggestions.publishers_named, typed, limit)

    async def articles(self) -> AsyncIterator[Article]:
        """All articles but the withdrawn, by number; a few in memory at a time."""
        after = 0
        while some := await self._database.consult(articles.following, after, STEP):
            for _, article in some:
                yield article
            after, _ = some[-1]

    async def all_stories(self) -> AsyncIterator[FiledStory]:
        """All stories, by the time they were first seen; a few in memory at a time."""
        last: Story | None = None
        while some := await self._database.consult(stories.following, last, STEP):
            for one in some:
                yield one
            last = some[-1].story

    async def keep_under(self, topics: Collection[str]) -> None:
        """Let stories stand under *topics* only; those that are left with none are "Elsewhere".

        What isn't live isn't filed anew when topics change: it leaves those that are gone.
        """
        for topic in await self._database.consult(filing.headings):
            if topic not in topics and topic != ELSEWHERE:
                while await self._as_newsroom(filing.take_from, topic, STEP):
                    pass

    async def filed_under(self) -> int | None:
        """The checksum of the topics under which the stories were filed last."""
        return await self._database.consult(marks.mark, FILED_UNDER)

    async def note_filed_under(self, checksum: int) -> None:
        """Remember that the stories are filed under the topics of that checksum."""
        await self._as_newsroom(marks.set_mark, FILED_UNDER, checksum)

    async def references(self, ids: Collection[ArticleId]) -> Mapping[ArticleId, str]:
        """Where each of *ids* was found first: its `source_ref`."""
        return await self._database.consult(articles.references, ids)

    async def forget(self, before: datetime) -> int:
        """Delete what was found last before then, a little at a time; gives how many articles.

        What stands in a folder stays, and so do stories of which an article does.
        """
        forgotten, place = await self._database.change(retention.forget, before, None)
        while place is not None:
            step, place = await self._database.change(retention.forget, before, place)
            forgotten += step
        return forgotten

    async def tidy(self) -> None:
        """Put the search index in order, a little at a time: what comes in leaves it in pieces."""
        while await self._database.change(indexing.tidy):
            pass


def _file(db: Connection, changes: Changes, taken: Mapping[ArticleId, int | None]) -> None:
    filing.file(db, changes)
    articles.notice(db, taken)
