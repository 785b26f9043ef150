"""Whoever applies each report to what they knew, knows what the window knows."""

from datetime import timedelta
from random import Random

import pytest

from digests.live import LiveWindow
from tests.builders import NOW, article

WORDS = [
    a + b for a in "ba do ka lin mor ren sta tov".split() for b in "do ka mi nor pel sur".split()
]


class Mirror:
    """What a reader of the reports knows; *gone* is what every report said so far."""

    def __init__(self):
        self.told = {}
        self.stories = {}
        self.gone = []

    def hear(self, changes):
        for membership in changes.memberships:
            self.told[membership.article] = membership.story
        for story, _ in changes.gone:
            del self.stories[story]
        self.stories.update({f.story.id: set(f.story.articles) for f in changes.stories})
        self.gone += changes.gone

    def forget(self, articles):
        for one in articles:
            self.told.pop(one, None)

    def agrees(self):
        by_story = {}
        for one, story in self.told.items():
            by_story.setdefault(story, set()).add(one)
        return by_story == self.stories


def reports(dice, events):
    """Three to six reports of each event, shuffled: neighbouring events share half their words."""
    made = []
    for event in range(events):
        subject = WORDS[event % 30 : event % 30 + 14]
        for _ in range(dice.randint(3, 6)):
            said = [*dice.sample(subject, 8), *dice.choices(WORDS, k=8)]
            dice.shuffle(said)
            when = NOW - timedelta(hours=dice.randint(0, 90))
            url = f"https://news.example.com/{dice.random()}"  # ids that don't hang on other tests
            made.append(article(" ".join(said[:5]), text=" ".join(said), published=when, url=url))
    dice.shuffle(made)
    return made


@pytest.mark.parametrize("seed", range(4))
def test_reports_of_changes_add_up_to_what_is_live(seed):
    dice = Random(seed)
    live, mirror, articles = LiveWindow([]), Mirror(), reports(dice, 16)
    for start in range(0, len(articles), 5):
        mirror.hear(live.take(articles[start : start + 5]))
        mirror.hear(live.regroup())
        assert mirror.agrees()
        withdrawn = [one.id for one in dice.sample(articles[: start + 5], 1)]
        mirror.forget(withdrawn)
        mirror.hear(live.withdraw(withdrawn))
        assert mirror.agrees()


def test_an_id_that_is_gone_names_the_story_that_took_its_articles():
    dice = Random(1)
    live, mirror = LiveWindow([]), Mirror()
    for one in reports(dice, 16):
        mirror.hear(live.take([one]))
        changes = live.regroup()
        mirror.hear(changes)
        assert all(heir in mirror.stories for _, heir in changes.gone)
    assert mirror.gone


def test_stories_go_on_under_their_ids_when_the_window_is_restored():
    dice = Random(3)
    live, mirror, articles = LiveWindow([]), Mirror(), reports(dice, 16)
    known = {}
    for changes in (live.take(articles), live.regroup()):
        mirror.hear(changes)
        known.update({m.article: m for m in changes.memberships})
    fresh = LiveWindow([])
    fresh.restore([(one, known[one.id]) for one in articles])
    assert fresh.regroup().gone == ()
    mirror.hear(fresh.take(reports(dice, 4)))
    mirror.hear(fresh.regroup())
    assert mirror.agrees()
