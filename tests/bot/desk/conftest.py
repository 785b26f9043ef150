"""A desk over a real database, with the seeds filed as the running process would file them."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands.queries import Asker
from bot.commands.replies import EditionOrdered, Progress, Viewpoint
from bot.database.archive import Archive
from bot.database.audit import Audit
from bot.database.ledger import Ledger
from bot.database.schedules import Schedules
from bot.database.told import Memory
from bot.desk import Desk
from bot.desk.front_page import FrontPages
from bot.desk.reading_room import ReadingRoom
from bot.desk.schedule_desk import ScheduleDesk
from bot.desk.suggestions import Suggestions
from bot.settings import find_settings, load, read_environment
from digests.changes import Changes
from digests.digest import Digest
from digests.live import LiveWindow
from digests.reading.documents import read_document
from tests.builders import HONG_KONG, NOW, filed_story
from tests.fakes.clock import StoppedClock

SEEDS = Path(__file__).parents[3] / "seeds"

FILE = """
timezone: Europe/London
topics:
  - name: Funding
    match: [raised, investors, backers]
  - name: Policy & chips
    match: [sanctions, restricted]
  - name: AI
    tags: [AI]
schedules:
  - name: morning-brief
    channel: console
    every: weekday at 09:00
    timezone: Asia/Hong_Kong
    topics: [Funding, AI]
"""


class FakePress:
    """Remembers what was asked of it; an extra edition comes as far as *progress*."""

    def __init__(self):
        self.previewed = []
        self.ran = []
        self.progress = Progress.ENQUEUED

    async def preview(self, schedule):
        self.previewed.append(schedule)
        return Digest(
            heading=schedule.heading, since=NOW, until=NOW, zone=schedule.zone, sections=()
        )

    async def run(self, schedule, *, who):
        self.ran.append((schedule, who))
        return EditionOrdered(schedule, f"{schedule.id}/extra/1", self.progress)


@pytest.fixture
def archive(database):
    return Archive(database)


@pytest.fixture
def schedules(database):
    return Schedules(database)


@pytest.fixture
def audit(database):
    return Audit(database)


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "broadsheet.yaml").write_text(FILE.lstrip())
    environment = read_environment({"BROADSHEET_STATE": "state"}, tmp_path)
    return load(find_settings(None, environment, tmp_path), environment)


@pytest.fixture
def press():
    return FakePress()


@pytest.fixture
def reading_room(archive, schedules, settings):
    return ReadingRoom(archive, schedules, settings.topics)


@pytest.fixture
def schedule_desk(schedules, press, settings):
    return ScheduleDesk(schedules, press, settings)


@pytest.fixture
def desk_of(database, archive, schedules, settings):
    """A desk of a reading room and a schedule desk."""

    def made(reading_room, schedule_desk):
        return Desk(
            reading_room,
            schedule_desk,
            FrontPages(archive, schedules, Ledger(database), Memory(database)),
            Suggestions(archive, schedules, settings.topics),
            StoppedClock(),
        )

    return made


@pytest.fixture
def desk(desk_of, reading_room, schedule_desk):
    return desk_of(reading_room, schedule_desk)


@pytest.fixture
def seen():
    return Viewpoint(NOW, HONG_KONG)


@pytest.fixture
def at_the_console():
    return Asker(platform="console", user="console", zone=HONG_KONG, admin=True, channel="console")


@pytest.fixture
def in_slack():
    """An admin of one workspace, in one of its channels."""
    return Asker(
        platform="slack",
        user="U012",
        zone=ZoneInfo("Europe/London"),
        admin=True,
        channel="slack:T024/C0123",
        workspace="T024",
    )


@pytest.fixture
def reader(in_slack):
    return replace(in_slack, user="U777", admin=False)


@pytest.fixture
def tell(archive):
    """Store articles and file each as a story of its own."""

    async def told(*articles, topics=()):
        await archive.store(articles)
        await archive.unfiled(10_000)
        stories = tuple(filed_story(a, topics=topics) for a in articles)
        await archive.file(Changes(stories=stories), [a.id for a in articles])
        return [filed.story for filed in stories]

    return told


@pytest.fixture
async def seeds(archive, settings):
    """The four seed documents' six articles, clustered and filed."""
    await file_seeds(archive, settings.topics)


async def file_seeds(archive, topics):
    for path in sorted(SEEDS.glob("*.txt")):
        reading = read_document(
            path.read_bytes(), name=path.name, source="seeds", source_ref=path.name, first_seen=NOW
        )
        await archive.store(reading.articles)
    window = LiveWindow(topics)
    batch = await archive.unfiled(100)
    changes = window.take(batch)
    await archive.file(changes, [article.id for article in batch])
    await archive.file(window.regroup(), [])
