"""The seed documents and the example settings together: what a first `make run` shows."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from digests.digest import Candidate, assemble, latest
from digests.reading.documents import read_document
from digests.stories.composition import compose
from digests.stories.ranking import score
from digests.stories.terms import read
from digests.topic_filer import TopicFiler
from digests.topics import Topic
from digests.wording import dateline, tally
from tests.builders import HONG_KONG, NOW, edition, schedule

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def topics():
    example = yaml.safe_load((ROOT / "deploy" / "broadsheet.example.yaml").read_text("utf-8"))
    return [
        Topic(name=t["name"], tags=tuple(t.get("tags", ())), match=tuple(t.get("match", ())))
        for t in example["topics"]
    ]


@pytest.fixture(scope="module")
def candidates(topics):
    filer = TopicFiler(topics)
    found = []
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        reading = read_document(
            path.read_bytes(), name=path.name, source="seeds", source_ref=path.name, first_seen=NOW
        )
        for article in reading.articles:
            told = compose(article.id, [article], {})
            weight = score(told, now=NOW, length=timedelta(days=1))
            found.append(Candidate(story=told, filings=filed(filer, article), score=weight))
    return found


def filed(filer, article):
    return filer.filed(article.id, [filer.found(article, read(article))], lambda: [article])


def layout(digest):
    return {s.topic: {_short(x) for x in s.stories} for s in digest.sections}


def _short(story):
    return " ".join(story.title.split()[:4])


def test_each_seed_story_stands_under_the_topic_that_an_editor_would_choose(candidates, topics):
    named = tuple(t.name for t in topics)
    found = assemble(edition(schedule=schedule(topics=named, first_now=True)), candidates, topics)
    assert list(layout(found.digest).items()) == [
        ("Funding", {"Alibaba, Tencent among investors"}),
        ("Start-ups & people", {"The Entrepreneurial Boom in"}),
        ("Policy & chips", {"China's tech sector is"}),
        (
            "AI",
            {
                "China's tech elite lead",
                "Cedars-Sinai establishes center for",
                "How OpenAI may keep",
            },
        ),
    ]
    assert found.left_out == ()


def test_latest_shows_all_of_them(candidates, topics):
    assert len(latest(candidates, topics, now=NOW, zone=HONG_KONG).stories) == 6
    assert len(latest(candidates, topics, now=NOW, zone=HONG_KONG, topic="ai").stories) >= 3


def test_every_filing_says_why(candidates):
    assert all(f.reason for c in candidates for f in c.filings)


def test_every_seed_story_has_a_summary_of_its_own(candidates):
    summaries = [" ".join(s.text for s in c.story.summary) for c in candidates]
    assert all(summaries)
    assert len(set(summaries)) == 6


def test_the_first_line_is_true(candidates, topics):
    digest = assemble(edition(), candidates, topics).digest
    assert dateline(digest) == "Sunday 22 November 2026"
    assert tally(digest).startswith("6 stories from 4 publishers, ")
