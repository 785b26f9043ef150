from datetime import UTC, datetime, timedelta
from pathlib import Path

from digests.live import LiveWindow
from digests.reading.documents import read_document
from digests.stories.granularity import Granularity
from digests.stories.live_stories import UNDATED, LiveStories
from digests.stories.terms import read

SEEDS = Path(__file__).parents[3] / "seeds"
FIRST_SEEN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def seeds():
    return [
        article
        for document in sorted(SEEDS.glob("*.txt"))
        for article in read_document(
            document.read_bytes(),
            name=document.name,
            source="seeds",
            source_ref=document.name,
            first_seen=FIRST_SEEN,
        ).articles
    ]


def test_the_seeds_are_six_stories_one_by_one_and_all_at_once():
    together, alone = LiveWindow([]), LiveWindow([])
    assert len(together.take(seeds()).stories) == 6
    assert together.regroup().stories == ()
    for article in seeds():
        assert len(alone.take([article]).stories) == 1
    assert alone.regroup().gone == ()


def test_the_seeds_stay_six_stories_when_each_has_a_reprint():
    live = LiveWindow([])
    again = [
        {
            "source_ref": f"{a.source_ref} again",
            "url": None,
            "first_seen": FIRST_SEEN + timedelta(hours=1),
        }
        for a in seeds()
    ]
    copies = [replaced(a, **fields) for a, fields in zip(seeds(), again, strict=True)]
    live.take([*seeds(), *copies])
    settled = live.regroup()
    assert settled.gone == ()


def test_no_two_seeds_come_near_the_bar_for_undated_articles():
    live = LiveStories(Granularity.EVENT)
    live.add([(article, read(article)) for article in seeds()])
    pairs = [(a, b) for a in range(6) for b in range(a)]
    assert max(live._index.alike([a], [b]) for a, b in pairs) < UNDATED - 0.005


def replaced(article, **fields):
    kept = {
        name: getattr(article, name)
        for name in (
            "source",
            "title",
            "published",
            "publisher",
            "excerpt",
            "text",
            "tags",
            "language",
        )
    }
    return type(article)(**{**kept, **fields})
