"""Stories as rows: their tellings, their topics, and where those lead that are gone.

Functions on a connection; `archive` gives them their transactions.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Text, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.articles import numbers
from bot.database.dialect import insert
from bot.database.rows import Row, chunks, story_of, story_row
from bot.database.tables.archive import articles, filings, forwards, memberships, stories
from bot.database.tables.columns import UtcDateTime
from bot.database.tellings import joined, without
from digests.article import ArticleId
from digests.live import Changes, FiledStory
from digests.stories.story import Membership, Story, StoryId
from digests.topics import ELSEWHERE, Filing

Gone = tuple[tuple[StoryId, StoryId | None], ...]


async def file(db: AsyncConnection, changes: Changes) -> None:
    """Keep what the newsroom made of some articles: who tells what, the stories, their topics.

    A story's tellings become exactly its members: an article that was withdrawn meanwhile is left
    out, one that left the live window stays in.
    """
    told = {filed.story.id: filed.story for filed in changes.stories}
    before = await _told(db, told)
    await _keep(db, told.values())
    await _join(db, [*_memberships(told.values()), *changes.memberships])
    await _forward(db, changes.gone)
    final = await _agree(db, told, before)
    await _file_under(
        db, [replace(f, story=final[f.story.id]) for f in changes.stories if f.story.id in final]
    )


def _memberships(told: Iterable[Story]) -> Iterable[Membership]:
    for story in told:
        for telling in story.tellings:
            yield Membership(article=telling.article, story=story.id, reprint_of=telling.reprint_of)


async def _told(db: AsyncConnection, ids: Iterable[StoryId]) -> dict[StoryId, Story]:
    found: dict[StoryId, Story] = {}
    for some in chunks(sorted(ids)):
        rows = await db.execute(select(stories.c.id, stories.c.told).where(stories.c.id.in_(some)))
        found |= {row.id: story_of(row.told) for row in rows}
    return found


async def _keep(db: AsyncConnection, told: Iterable[Story]) -> None:
    rows = [story_row(story) for story in told]
    if not rows:
        return
    added = insert(stories)
    columns = {name: added.excluded[name] for name in rows[0] if name != "id"}
    await db.execute(added.on_conflict_do_update(index_elements=[stories.c.id], set_=columns), rows)
    # A story that was gone and is here again leads to itself.
    for some in chunks([row["id"] for row in rows]):
        await db.execute(delete(forwards).where(forwards.c.old.in_(some)))


async def _join(db: AsyncConnection, members: Iterable[Membership]) -> None:
    latest = {m.article: m for m in members}
    seqs = await numbers(db, latest)
    rows: list[Row] = [
        {"seq": seq, "story": latest[i].story, "reprint_of": latest[i].reprint_of}
        for i, seq in seqs.items()
    ]
    if rows:
        added = insert(memberships)
        moved = {name: added.excluded[name] for name in ("story", "reprint_of")}
        await db.execute(
            added.on_conflict_do_update(index_elements=[memberships.c.seq], set_=moved), rows
        )


async def _forward(db: AsyncConnection, gone: Gone) -> None:
    """Let old ids lead to the stories that took their members; the rest of their members follow."""
    leads = dict(gone)
    for old in leads:
        new = _end(old, leads)
        there = new and await db.scalar(select(stories.c.id).where(stories.c.id == new))
        if there:
            for table in (memberships, forwards):
                await db.execute(update(table).where(table.c.story == old).values(story=new))
            led = insert(forwards).values(old=old, story=new)
            await db.execute(
                led.on_conflict_do_update(index_elements=[forwards.c.old], set_={"story": new})
            )
            await db.execute(delete(stories).where(stories.c.id == old))
        else:
            await drop_untold(db, [old])


def _end(story: StoryId, leads: dict[StoryId, StoryId | None]) -> StoryId | None:
    """Where *story* leads in the end; None where it leads nowhere."""
    passed = {story}
    end = leads[story]
    while end in leads and end not in passed:
        passed.add(end)
        end = leads[end]
    return None if end in passed else end


async def _agree(
    db: AsyncConnection, told: dict[StoryId, Story], before: dict[StoryId, Story]
) -> dict[StoryId, Story]:
    """Bring each story's tellings in line with its members; those without any are gone."""
    final: dict[StoryId, Story] = {}
    members = await _members(db, told)
    for id_, story in told.items():
        here = members.get(id_, set())
        earlier = before[id_].tellings if id_ in before else ()
        whole = joined(story, (t for t in earlier if t.article in here))
        left = without(whole, set(whole.articles) - here)
        if left is not None:
            final[id_] = left
    await _keep(db, [story for id_, story in final.items() if story != told[id_]])
    await drop_untold(db, told.keys() - final.keys())
    return final


async def _members(db: AsyncConnection, ids: Iterable[StoryId]) -> dict[StoryId, set[ArticleId]]:
    found: dict[StoryId, set[ArticleId]] = {}
    member = select(memberships.c.story, articles.c.id).join(articles)
    for some in chunks(sorted(ids)):
        for row in await db.execute(member.where(memberships.c.story.in_(some))):
            found.setdefault(row.story, set()).add(row.id)
    return found


async def _file_under(db: AsyncConnection, filed: Iterable[FiledStory]) -> None:
    """Keep under which topics stories stand; what fits nowhere is under ELSEWHERE."""
    rows: list[Row] = []
    ids: list[StoryId] = []
    for one in filed:
        ids.append(one.story.id)
        nowhere = Filing(story=one.story.id, topic=ELSEWHERE, score=0, reason="")
        rows += [
            {
                "story": one.story.id,
                "topic": filing.topic,
                "score": filing.score,
                "reason": filing.reason,
                "first_seen": one.story.first_seen,
            }
            for filing in one.filings or (nowhere,)
        ]
    for some in chunks(ids):
        await db.execute(delete(filings).where(filings.c.story.in_(some)))
    if rows:
        await db.execute(insert(filings), rows)


async def drop_untold(db: AsyncConnection, ids: Collection[StoryId]) -> None:
    """Remove those of *ids* that no article tells any more."""
    told = select(memberships.c.seq).where(memberships.c.story == stories.c.id).exists()
    for some in chunks(sorted(ids)):
        await db.execute(delete(stories).where(stories.c.id.in_(some), ~told))


async def untell(db: AsyncConnection, gone: dict[int, ArticleId]) -> None:
    """Take withdrawn articles (number → id) out of the stories that they told."""
    lost: dict[StoryId, set[ArticleId]] = {}
    for seqs in chunks(sorted(gone)):
        left = delete(memberships).where(memberships.c.seq.in_(seqs))
        for row in await db.execute(left.returning(memberships.c.seq, memberships.c.story)):
            lost.setdefault(row.story, set()).add(gone[row.seq])
    await drop_untold(db, lost)
    told = await _told(db, lost)
    pared = [without(story, lost[id_]) for id_, story in told.items()]
    await _keep(db, [story for story in pared if story is not None])
    for story in pared:
        if story is not None:
            moved = update(filings).where(filings.c.story == story.id)
            await db.execute(moved.values(first_seen=story.first_seen))


async def filed(db: AsyncConnection, ids: Iterable[StoryId]) -> list[FiledStory]:
    """Those of *ids* that are there, in that order, with their filings, best first."""
    ordered = list(dict.fromkeys(ids))
    told = await _told(db, ordered)
    under: dict[StoryId, list[Filing]] = {}
    best = select(filings).where(filings.c.score > 0)
    best = best.order_by(filings.c.score.desc(), filings.c.topic)
    for some in chunks(ordered):
        for row in await db.execute(best.where(filings.c.story.in_(some))):
            filing = Filing(story=row.story, topic=row.topic, score=row.score, reason=row.reason)
            under.setdefault(row.story, []).append(filing)
    return [
        FiledStory(story=told[id_], filings=tuple(under.get(id_, ())))
        for id_ in ordered
        if id_ in told
    ]


async def whereabouts(db: AsyncConnection, id_: str) -> StoryId | None:
    """The story of that id, else the one that took its members, else the article's."""
    forward = select(forwards.c.story).where(forwards.c.old == id_)
    member = select(memberships.c.story).join(articles).where(articles.c.id == id_)
    for way in (select(stories.c.id).where(stories.c.id == id_), forward, member):
        if (found := await db.scalar(way)) is not None:
            return str(found)
    return None


async def between(
    db: AsyncConnection, after: int, through: int, carried: Collection[ArticleId]
) -> list[StoryId]:
    """The stories told by an article with *after* < number ≤ *through*, or by one of *carried*."""
    span = memberships.c.seq.between(after + 1, through)
    found = set((await db.scalars(select(memberships.c.story).distinct().where(span))).all())
    member = select(memberships.c.story).join(articles)
    for some in chunks(sorted(carried)):
        found.update((await db.scalars(member.where(articles.c.id.in_(some)))).all())
    return sorted(found)


async def latest(db: AsyncConnection, count: int, topics: Collection[str]) -> list[StoryId]:
    """The *count* stories first seen last, under any of *topics*; under none at all means all."""
    if not topics:
        newest = select(stories.c.id).order_by(stories.c.first_seen.desc(), stories.c.id.desc())
        return list((await db.scalars(newest.limit(count))).all())
    found: dict[StoryId, datetime] = {}
    for topic in sorted(set(topics)):
        under = select(filings.c.story, filings.c.first_seen).where(filings.c.topic == topic)
        under = under.order_by(filings.c.first_seen.desc(), filings.c.story.desc()).limit(count)
        found |= {row.story: row.first_seen for row in await db.execute(under)}
    return sorted(found, key=lambda id_: (found[id_], id_), reverse=True)[:count]


async def topic_counts(db: AsyncConnection, since: datetime) -> dict[str, tuple[int, str | None]]:
    """For each topic how many stories were first seen *since* then, and the newest one's title."""
    recent = filings.c.first_seen >= since
    counted = select(filings.c.topic, func.count()).where(recent).group_by(filings.c.topic)
    counts: dict[str, tuple[int, str | None]] = {}
    for topic, count in (await db.execute(counted)).all():
        newest = select(stories.c.title).join(filings).where(filings.c.topic == topic)
        newest = newest.order_by(filings.c.first_seen.desc(), filings.c.story.desc()).limit(1)
        counts[topic] = (count, await db.scalar(newest))
    return counts


async def following(db: AsyncConnection, last: Story | None, limit: int) -> list[StoryId]:
    """The first stories after *last*, by the time they were first seen, then by id."""
    key = tuple_(stories.c.first_seen, stories.c.id)
    ordered = select(stories.c.id).order_by(stories.c.first_seen, stories.c.id).limit(limit)
    if last is not None:
        ordered = ordered.where(key > tuple_(last.first_seen, last.id, types=[UtcDateTime, Text]))
    return list((await db.scalars(ordered)).all())
