"""A story brought in line with the articles that tell it, when some were withdrawn or are old."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from digests.article import ArticleId
from digests.stories.story import Story, Telling


def without(story: Story, gone: Collection[ArticleId]) -> Story | None:
    """*story* as those tell it who are left, None where nobody is.

    Its picture goes too: whose it was isn't kept.
    """
    left = [telling for telling in story.tellings if telling.article not in gone]
    if not left:
        return None
    if len(left) == len(story.tellings):
        return story
    told = next((t for t in left if t.title == story.title), left[0])
    return replace(
        _retold(story, left),
        title=told.title,
        url=told.url,
        summary=tuple(s for s in story.summary if s.article not in gone),
        image=None,
    )


def joined(story: Story, earlier: Iterable[Telling]) -> Story:
    """*story* with the tellings that it had *earlier* and that still belong to it."""
    here = set(story.articles)
    lacking = [telling for telling in earlier if telling.article not in here]
    return _retold(story, [*story.tellings, *lacking]) if lacking else story


def _retold(story: Story, tellings: Iterable[Telling]) -> Story:
    ordered = tuple(sorted(tellings, key=lambda t: (t.when, t.article)))
    return replace(
        story,
        tellings=ordered,
        first_seen=min(t.first_seen for t in ordered),
        updated=max(t.first_seen for t in ordered),
        published=min((t.published for t in ordered if t.published), default=None),
    )
