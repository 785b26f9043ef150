"""What the newsroom makes of articles, kept: stories, who tells them, their topics, old ids.

Functions on a connection; `archive` gives them their transactions.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from bot.database.articles import numbers
from bot.database.dialects import insert
from bot.database.rows import Row, chunks, story_row
from bot.database.stories import told as presented
from bot.database.tables.archive import articles, filings, forwards, memberships, stories
from bot.database.tellings import joined, without
from digests.article import ArticleId
from digests.changes import Changes, FiledStory
from digests.stories.story import Membership, Story, StoryId
from digests.topics import ELSEWHERE, Filing

Gone = tuple[tuple[StoryId, StoryId | None], ...]


def file(db: Connection, changes: Changes) -> None:
    """Keep what the newsroom made of some articles: who tells what, the stories, their topics.

    A story's tellings become exactly its members: an article that was withdrawn meanwhile is left
    out, one that left the live window stays in.
    """
    told = {filed.story.id: filed.story for filed in changes.stories}
    before = presented(db, told)
    _keep(db, told.values())
    _join(db, [*_memberships(told.values()), *changes.memberships])
    _forward(db, changes.gone)
    final = _agree(db, told, before)
    _file_under(
        db, [replace(f, story=final[f.story.id]) for f in changes.stories if f.story.id in final]
    )


def _memberships(told: Iterable[Story]) -> Iterable[Membership]:
    for story in told:
        for telling in story.tellings:
            yield Membership(article=telling.article, story=story.id, reprint_of=telling.reprint_of)


def _keep(db: Connection, told: Iterable[Story]) -> None:
    rows = [story_row(story) for story in told]
    if not rows:
        return
    added = insert(db, stories)
    columns = {name: added.excluded[name] for name in rows[0] if name != "id"}
    db.execute(added.on_conflict_do_update(index_elements=[stories.c.id], set_=columns), rows)
    # A story that was gone and is here again leads to itself.
    for some in chunks([row["id"] for row in rows]):
        db.execute(delete(forwards).where(forwards.c.old.in_(some)))


def _join(db: Connection, members: Iterable[Membership]) -> None:
    latest = {m.article: m for m in members}
    seqs = numbers(db, latest)
    rows: list[Row] = [
        {"seq": seq, "story": latest[i].story, "reprint_of": latest[i].reprint_of}
        for i, seq in seqs.items()
    ]
    if rows:
        added = insert(db, memberships)
        moved = {name: added.excluded[name] for name in ("story", "reprint_of")}
        db.execute(
            added.on_conflict_do_update(index_elements=[memberships.c.seq], set_=moved), rows
        )


def _forward(db: Connection, gone: Gone) -> None:
    """Let old ids lead to the stories that took their members; the rest of their members follow."""
    leads = dict(gone)
    for old in leads:
        new = _end(old, leads)
        there = new and db.scalar(select(stories.c.id).where(stories.c.id == new))
        if there:
            for table in (memberships, forwards):
                db.execute(update(table).where(table.c.story == old).values(story=new))
            led = insert(db, forwards).values(old=old, story=new)
            db.execute(
                led.on_conflict_do_update(index_elements=[forwards.c.old], set_={"story": new})
            )
            db.execute(delete(stories).where(stories.c.id == old))
        else:
            drop_untold(db, [old])


def _end(story: StoryId, leads: dict[StoryId, StoryId | None]) -> StoryId | None:
    """Where *story* leads in the end; None where it leads nowhere."""
    passed = {story}
    end = leads[story]
    while end in leads and end not in passed:
        passed.add(end)
        end = leads[end]
    return None if end in passed else end


def _agree(
    db: Connection, told: dict[StoryId, Story], before: dict[StoryId, Story]
) -> dict[StoryId, Story]:
    """Bring each story's tellings in line with its members; those without any are gone."""
    final: dict[StoryId, Story] = {}
    members = _members(db, told)
    for id_, story in told.items():
        here = members.get(id_, set())
        earlier = before[id_].tellings if id_ in before else ()
        whole = joined(story, (t for t in earlier if t.article in here))
        left = without(whole, set(whole.articles) - here)
        if left is not None:
            final[id_] = left
    _keep(db, [story for id_, story in final.items() if story != told[id_]])
    drop_untold(db, told.keys() - final.keys())
    return final


def _members(db: Connection, ids: Iterable[StoryId]) -> dict[StoryId, set[ArticleId]]:
    found: dict[StoryId, set[ArticleId]] = {}
    member = select(memberships.c.story, articles.c.id).join(articles)
    for some in chunks(sorted(ids)):
        for row in db.execute(member.where(memberships.c.story.in_(some))):
            found.setdefault(row.story, set()).add(row.id)
    return found


def _file_under(db: Connection, filed: Iterable[FiledStory]) -> None:
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
        db.execute(delete(filings).where(filings.c.story.in_(some)))
    if rows:
        db.execute(insert(db, filings), rows)


def headings(db: Connection) -> list[str]:
    """The topics under which stories stand, ELSEWHERE too, by name."""
    found: list[str] = []
    first = select(func.min(filings.c.topic))
    topic = db.scalar(first)
    while topic is not None:  # each read off the index, however many stories stand there
        found.append(topic)
        topic = db.scalar(first.where(filings.c.topic > topic))
    return found


def topic_counts(db: Connection, since: datetime) -> dict[str, tuple[int, str | None]]:
    """For each topic how many stories were first seen *since* then, and the newest one's title."""
    counts: dict[str, tuple[int, str | None]] = {}
    for topic in headings(db):
        under = filings.c.topic == topic
        recent = select(func.count()).where(under, filings.c.first_seen >= since)
        if count := db.scalar(recent):
            newest = select(stories.c.title).join(filings).where(under)
            newest = newest.order_by(filings.c.first_seen.desc(), filings.c.story.desc()).limit(1)
            counts[topic] = (count, db.scalar(newest))
    return counts


def take_from(db: Connection, topic: str, most: int) -> int:
    """Let the latest *most* stories under *topic* stand there no more; gives how many there were.

    Those that stand nowhere else are under ELSEWHERE from now on.
    """
    under = select(filings.c.story).where(filings.c.topic == topic)
    ids = (db.scalars(under.order_by(filings.c.first_seen.desc()).limit(most))).all()
    for some in chunks(ids):
        db.execute(delete(filings).where(filings.c.topic == topic, filings.c.story.in_(some)))
        stands = select(filings.c.topic).where(filings.c.story == stories.c.id).exists()
        left = select(stories.c.id, stories.c.first_seen).where(stories.c.id.in_(some), ~stands)
        rows = [
            {
                "story": row.id,
                "topic": ELSEWHERE,
                "score": 0,
                "reason": "",
                "first_seen": row.first_seen,
            }
            for row in db.execute(left)
        ]
        if rows:
            db.execute(insert(db, filings), rows)
    return len(ids)


def drop_untold(db: Connection, ids: Collection[StoryId]) -> None:
    """Remove those of *ids* that no article tells any more."""
    told = select(memberships.c.seq).where(memberships.c.story == stories.c.id).exists()
    for some in chunks(sorted(ids)):
        db.execute(delete(stories).where(stories.c.id.in_(some), ~told))


def untell(db: Connection, gone: dict[int, ArticleId]) -> None:
    """Take withdrawn articles (number → id) out of the stories that they told."""
    lost: dict[StoryId, set[ArticleId]] = {}
    for seqs in chunks(sorted(gone)):
        left = delete(memberships).where(memberships.c.seq.in_(seqs))
        for row in db.execute(left.returning(memberships.c.seq, memberships.c.story)):
            lost.setdefault(row.story, set()).add(gone[row.seq])
    drop_untold(db, lost)
    told = presented(db, lost)
    pared = [without(story, lost[id_]) for id_, story in told.items()]
    _keep(db, [story for story in pared if story is not None])
    for story in pared:
        if story is not None:
            moved = update(filings).where(filings.c.story == story.id)
            db.execute(moved.values(first_seen=story.first_seen))
