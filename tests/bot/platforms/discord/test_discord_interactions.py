"""What people ask on Discord, through a real gateway's socket to the desk and back."""

import asyncio
import shutil

import pytest
from discord import Permissions

from bot.database.archive import Archive
from bot.database.engine import open_database
from digests.topics import Topic
from tests.bot.desk.conftest import file_seeds
from tests.fakes.discord.server import PATIENCE
from tests.fakes.discord.shapes import every

TOPICS = (
    Topic(name="Funding", tags=(), match=("raised", "investors", "backers")),
    Topic(name="AI", tags=("AI",), match=()),
)

DEFERRED, DEFERRED_UPDATE, CHOICES = 5, 6, 8
EPHEMERAL = 1 << 6

pytestmark = pytest.mark.usefixtures("present")


@pytest.fixture(scope="module")
def seeded_file(tmp_path_factory, sqlite_file):
    """A database with the seeds filed, made once: a test copies it."""
    path = tmp_path_factory.mktemp("seeded") / "broadsheet.sqlite"
    shutil.copy(sqlite_file, path)

    async def fill():
        async with open_database(f"sqlite:///{path}") as database:
            await file_seeds(Archive(database), TOPICS)

    asyncio.run(fill())
    return path


@pytest.fixture
def database_url(seeded_file, tmp_path):
    shutil.copy(seeded_file, tmp_path / "seeded.sqlite")
    return f"sqlite:///{tmp_path / 'seeded.sqlite'}"


async def test_a_command_is_answered_in_private_after_a_promise(people):
    answer = await people.ask("news", "latest", {"topic": "Funding"})
    assert answer.callback == {"type": DEFERRED, "data": {"flags": EPHEMERAL}}
    assert answer.private
    assert "Mistral" in answer.text or "Funding" in answer.text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (("news", "latest"), "Latest"),
        (("news", "latest", {"topic": "AI", "count": 2}), "AI"),
        (("news", "story", {"words": "zhipu"}), "Zhipu"),
        (("news", "similar", {"words": "zhipu"}), ""),
        (("news", "search", {"words": "chips", "since": "2020-01-01", "page": 1}), "chip"),
        (("news", "topics"), "Funding"),
        (("news", "help"), "latest"),
        (("news", "help", {"verb": "search"}), "search"),
        (("news", "search", {"words": "x", "since": "someday"}), "since"),
    ],
)
async def test_every_readers_verb_is_answered(people, path, says):
    answer = await people.ask(*path)
    assert says.casefold() in answer.text.casefold()
    assert answer.private


class TestButtons:
    async def test_details_of_a_story_come_in_private_to_whoever_clicked(self, people):
        latest = await people.ask("news", "latest")
        menu = next(c for c in latest.custom_ids if c.startswith("news:1:choose"))
        options = [
            o["value"]
            for c in _components(latest)
            if c.get("custom_id") == menu
            for o in c["options"]
        ]
        details = await people.click(latest, custom_id=menu, values=options[:1])
        assert details.kind == DEFERRED
        assert details.private
        assert details.text

    async def test_share_says_it_again_for_everybody(self, people):
        latest = await people.ask("news", "latest", {"topic": "AI"})
        shared = await people.click(latest, "Share")
        assert shared.callback["data"]["flags"] == 0
        assert not shared.private
        assert not [id_ for id_ in shared.custom_ids if ":share:" in id_]
        assert any(line in shared.text for line in latest.text.splitlines() if "http" in line)

    async def test_who_shares_is_named_and_nobody_is_pinged(self, people):
        topics = await people.ask("news", "topics")
        shared = await people.click(topics, "Share")
        assert f"Shared by <@{people.reader['id']}>" in shared.text
        assert shared.said[-1]["allowed_mentions"] == {"parse": []}
        assert "Shared by" not in topics.text

    @pytest.mark.parametrize(
        ("threaded", "rights"),
        [
            (False, Permissions.none()),
            (False, Permissions(send_messages_in_threads=True)),
            (True, Permissions(send_messages=True)),
        ],
    )
    async def test_who_may_not_write_in_a_channel_cant_share_there(
        self, people, world, news, threaded, rights
    ):
        where = world.thread(news.id) if threaded else news.id
        topics = await people.ask("news", "topics", channel=where, rights=rights.value)
        shared = await people.click(topics, "Share", channel=where, rights=rights.value)
        assert shared.private
        assert "You may not write in this channel" in shared.text

    async def test_who_may_write_in_a_thread_alone_can_share_there(self, people, world, news):
        where, rights = world.thread(news.id), Permissions(send_messages_in_threads=True).value
        topics = await people.ask("news", "topics", channel=where, rights=rights)
        shared = await people.click(topics, "Share", channel=where, rights=rights)
        assert not shared.private

    async def test_the_pages_of_a_search_take_one_anothers_place(self, people, archive):
        found = await people.ask("news", "search", {"words": "the"})
        custom_id = "news:1:ask:search the page:2"
        turned = await people.click(found, custom_id=custom_id)
        assert turned.kind == DEFERRED_UPDATE
        assert turned.original["id"] == found.original["id"]

    async def test_a_button_that_cant_be_read_any_more_says_so(self, people):
        latest = await people.ask("news", "latest")
        answer = await people.click(latest, custom_id="somebody:else")
        assert "too old" in answer.text
        assert answer.private

    async def test_more_like_this_is_asked_by_a_button(self, people):
        story = await people.ask("news", "story", {"words": "zhipu"})
        more = await people.click(story, "More like this")
        assert more.private
        assert more.text


class TestSuggestions:
    async def test_stories_are_suggested_despite_a_slip_and_chosen_by_their_id(self, people):
        choices = await people.type("news", "story", {"words": "zhipo"}, focused="words")
        assert "Zhipu" in choices[0]["name"]
        story = await people.ask("news", "story", {"words": choices[0]["value"]})
        assert "Zhipu" in story.text

    async def test_topics_are_suggested(self, people):
        choices = await people.type("news", "latest", {"topic": "fund"}, focused="topic")
        assert [c["value"] for c in choices] == ["Funding"]

    async def test_a_list_of_topics_grows_by_its_last(self, people):
        options = {"name": "x", "every": "day at 09:00", "topics": "AI, fund"}
        choices = await people.type(
            "news-schedule", "add", options, focused="topics", as_admin=True
        )
        assert [c["value"] for c in choices] == ["AI, Funding"]

    async def test_publishers_are_suggested(self, people):
        options = {"words": "x", "from": "nik"}
        choices = await people.type("news", "search", options, focused="from")
        assert [c["value"] for c in choices] == ["Nikkei Asia"]

    async def test_schedules_are_suggested_to_their_own_admins_alone(self, people):
        add = {"name": "evening-brief", "every": "day at 18:30"}
        await people.ask("news-schedule", "add", add, as_admin=True)
        ask = ("news-schedule", "show", {"name": "eve"})
        mine = await people.type(*ask, focused="name", as_admin=True)
        assert [c["value"] for c in mine] == ["evening-brief"]
        assert await people.type(*ask, focused="name") == []

    async def test_what_is_ours_to_suggest_nothing_for_gets_an_empty_list(self, people):
        options = {"name": "x", "every": "day"}
        assert (
            await people.type("news-schedule", "add", options, focused="every", as_admin=True) == []
        )


class TestTrouble:
    async def test_answers_that_take_long_keep_no_promise_and_no_suggestion_waiting(
        self, people, fake, desk, monkeypatch
    ):
        done, answer = asyncio.Event(), desk.answer

        async def slowly(query, asker):
            await done.wait()
            return await answer(query, asker)

        monkeypatch.setattr(desk, "answer", slowly)
        asked = [
            await fake.answers.command("news", "topics", **people._where({})) for _ in range(20)
        ]
        await fake.has_been_called("interactions.answer", 20)
        assert await people.type("news", "latest", {"topic": "fund"}, focused="topic")
        assert not any(a.messages for a in asked)
        done.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(a.whole.wait() for a in asked))

    async def test_a_promise_that_came_too_late_is_in_the_log_and_the_next_is_answered(
        self, people, fake, logged
    ):
        fake.answers.next_is_dead = True
        await fake.answers.command("news", "latest", **people._where({}))
        await fake.has_been_called("interactions.answer")
        assert await people.ask("news", "topics")
        assert [e["event"] for e in logged if "interaction" in e["event"]] == [
            "interaction answered too late"
        ]

    @pytest.mark.parametrize("route", ["interactions.answer", "original.change"])
    @pytest.mark.parametrize("fault", ["lose the request", "lose the reply"])
    async def test_what_is_lost_on_its_way_is_said_again(self, people, fake, route, fault):
        fake.fail(route, fault)
        answer = await people.ask("news", "topics")
        assert "Funding" in answer.text

    async def test_what_discord_refuses_to_show_is_told_and_the_log_has_it(
        self, people, fake, logged
    ):
        fake.fail("original.change", "refuse")
        answer = await people.ask("news", "latest")
        assert "went wrong on our side" in answer.text
        (told,) = [e for e in logged if e["event"] == "interaction not answered"]
        assert told["query"] in answer.text

    async def test_a_desk_that_breaks_says_so_and_the_next_is_answered(
        self, people, archive, monkeypatch
    ):
        async def broken(*_, **__):
            raise OSError("disk full")

        monkeypatch.setattr(archive, "latest", broken)
        answer = await people.ask("news", "latest")
        assert "went wrong on our side" in answer.text
        assert (await people.ask("news", "topics")).text


def _components(answer):
    return [c for m in answer.messages for c in every(m["components"])]
