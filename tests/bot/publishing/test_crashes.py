"""From a schedule that is due to the last receipt, stopped at every commit and every post."""

import pytest

from tests.torture.crashes import POSTS, crashed

COMMITS = 14
"""More than a run makes, as the last of these tests sees to."""


@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("write", range(1, COMMITS))
async def test_a_crash_at_any_commit_of_a_day_loses_nothing_and_doubles_nothing(
    database_url, write, before
):
    _, outcome = await crashed(database_url, write=write, before=before)
    assert outcome.passed, outcome


@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("post", range(1, POSTS + 1))
async def test_a_crash_at_any_post_loses_nothing_and_doubles_nothing(database_url, post, before):
    _, outcome = await crashed(database_url, post=post, before=before)
    assert outcome.passed, outcome


async def test_these_are_all_the_commits_there_are(database_url):
    stopping, outcome = await crashed(database_url)
    assert outcome.passed, outcome
    assert 6 < stopping.writes < COMMITS
