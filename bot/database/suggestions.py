"""What may be meant while somebody still types: stories by their titles, publishers by name.

Functions on a connection; `archive` gives them their transactions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, or_, select

from bot.database import search, stories
from bot.database.dialects import dialect_of, insert
from bot.database.tables.archive import publishers
from bot.database.tables.archive import stories as stored
from digests.article import Article
from digests.search import corrections, parse_terms
from digests.stories.story import Story, StoryId
from digests.text import normalise
from digests.typeahead import LONGEST_TYPED, Group, Term, near_beginnings, parse_typing

WEIGHED = 8
"""Articles that are looked at for each story that's wanted: a story is told by several."""

MOST_READINGS = 6
"""Words that one beginning with a slip may stand for, the commonest."""

UTC_ZONE = ZoneInfo("UTC")

TELLS = "SELECT story, moment FROM memberships JOIN articles USING (seq) WHERE seq {one_of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedStory:
    """A story that may be meant; *publishers* as `Story.publishers`, *first_seen* in UTC."""

    story: StoryId
    title: str
    publishers: tuple[str, ...]
    first_seen: datetime


def suggest(db: Connection, typed: str, limit: int) -> list[SuggestedStory]:
    """Stories that have all words of *typed* in a title of theirs, the newest first.

    A slip is forgiven where no title has the word as typed. Where no title has them all, what a
    search finds; where *typed* says nothing, the newest.
    """
    groups = parse_typing(typed)
    if not groups:
        return _told(db, db.scalars(_NEWEST, {"most": limit}))
    found = _titled(db, groups, limit)
    if not found:
        read = [_read(db, group) for group in groups]
        found = _titled(db, read, limit) if read != list(groups) else []
    return found or _searched(db, typed[:LONGEST_TYPED], limit)


def publishers_named(db: Connection, typed: str, limit: int) -> list[str]:
    """Publishers of whose name a word begins with *typed*, those heard from last first."""
    begun = normalise(typed[:LONGEST_TYPED])
    name = publishers.c.folded
    named = or_(
        name.startswith(begun, autoescape=True), name.contains(f" {begun}", autoescape=True)
    )
    newest = select(publishers.c.name).order_by(publishers.c.found.desc(), publishers.c.name)
    return list(db.scalars((newest.where(named) if begun else newest).limit(limit)))


def note_publishers(db: Connection, told: Iterable[Article], now: datetime) -> None:
    """Remember the publishers of what was told *now*."""
    names = {article.publisher.name for article in told if article.publisher}
    if names:
        heard = insert(db, publishers)
        heard = heard.on_conflict_do_update(
            index_elements=[publishers.c.name], set_={"found": heard.excluded.found}
        )
        rows = [{"name": n, "folded": normalise(n), "found": now} for n in sorted(names)]
        db.execute(heard, rows)


# Made once, as in `search`: making a statement takes longer than answering it.
_NEWEST = (
    select(stored.c.id)
    .order_by(stored.c.first_seen.desc(), stored.c.id.desc())
    .limit(bindparam("most"))
)


def _titled(db: Connection, groups: Sequence[Group], limit: int) -> list[SuggestedStory]:
    dialect = dialect_of(db)
    seqs = dialect.titles_with(db, groups, limit * WEIGHED)
    newest: dict[StoryId, int] = {}
    for story, moment in dialect.rows(db, TELLS, seqs) if seqs else ():
        newest[story] = max(moment, newest.get(story, moment))
    ids = sorted(newest, key=lambda id_: (newest[id_], id_), reverse=True)
    return _told(db, ids[:limit])


def _searched(db: Connection, typed: str, limit: int) -> list[SuggestedStory]:
    ranking = search.find(db, parse_terms(typed), fill=limit, zone=UTC_ZONE)
    return _told(db, [id_ for id_, _ in ranking.stories[:limit]])


def _told(db: Connection, ids: Iterable[StoryId]) -> list[SuggestedStory]:
    ordered = list(ids)
    told = stories.told(db, ordered)
    return [_suggestion(told[id_]) for id_ in ordered if id_ in told]


def _suggestion(story: Story) -> SuggestedStory:
    return SuggestedStory(
        story=story.id,
        title=story.title,
        publishers=story.publishers,
        first_seen=story.first_seen,
    )


def _read(db: Connection, group: Group) -> Group:
    """*group* as it's meant: itself where a title has it, else what is a slip away."""
    dialect = dialect_of(db)
    if dialect.titles_with(db, [group], 1):
        return group
    typed = group[0]
    meant = [Term(word) for word in corrections(typed.text, search.candidates(db, typed.text))]
    if typed.begun:
        begun = dialect.beginnings(db, near_beginnings(typed.text))
        best = sorted(begun, key=lambda beginning: (-begun[beginning], beginning))
        meant += [Term(beginning, begun=True) for beginning in best[:MOST_READINGS]]
    return (*group, *meant)
