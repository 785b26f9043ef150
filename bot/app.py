"""The composition root: builds the parts from the settings; `connections` knows the platforms."""

import gc
import sys
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from rich.console import Console as Screen

from bot import state
from bot.chat import Platform
from bot.clock import Clock, SystemClock
from bot.collecting.collector import Collector
from bot.collecting.folders import FolderCollector
from bot.collecting.imports import Imported, Importer, Onlooker
from bot.collecting.reader import Lectern, Reader
from bot.commands.queries import Asker
from bot.connections import connected, in_use
from bot.database.archive import Archive
from bot.database.coming import Coming
from bot.database.documents import Documents
from bot.database.engine import Database
from bot.database.furniture import KnownFurniture
from bot.database.gates import Gates
from bot.database.jobs import Jobs
from bot.database.leases import Leases
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox
from bot.database.overview import Overview
from bot.database.schedules import Schedules
from bot.database.told import Memory
from bot.desk import Desk
from bot.desk.front_page import FrontPages
from bot.desk.reading_room import ReadingRoom
from bot.desk.schedule_desk import ScheduleDesk
from bot.desk.suggestions import Suggestions
from bot.duties import ALL_ROLES, Role
from bot.memory import give_back, share_one_stock
from bot.newsroom import Newsroom
from bot.platforms.console.adapter import Console, whoever_sits_there
from bot.publishing.delivery import Delivery
from bot.publishing.locating import Locator
from bot.publishing.press import Press
from bot.publishing.shared_gate import SharedGate
from bot.residents import lector, live_window
from bot.running import Running
from bot.secrets import Secret
from bot.settings import Settings, Source
from bot.sharing import check_not_moving, database_of, for_import, has_database, jobs_of
from bot.ticker import Ticker
from bot.workers import Resident

log = structlog.get_logger(__name__)

TURN = 0.0005
"""Seconds for which one thread may keep the others from Python. An answer reads some forty rows,
and asks for its turn after each: at the default of 5 ms that's a fifth of a second while words are
indexed beside it (p99 of `latest` during an import: 243 ms, so: 82 ms)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadsheet:
    """The parts, opened together; a command takes what it needs.

    *platforms* are those that are connected, by name: none but in the running bot.
    """

    settings: Settings
    clock: Clock
    database: Database
    archive: Archive
    schedules: Schedules
    ledger: Ledger
    outbox: Outbox
    newsroom: Newsroom
    press: Press
    ticker: Ticker
    desk: Desk
    platforms: dict[str, Platform]
    jobs: Jobs | None

    @property
    def asker(self) -> Asker:
        """Whoever sits at the terminal."""
        return whoever_sits_there(self.settings.zone)


@asynccontextmanager
async def looked_ahead(
    settings: Settings, say: Callable[[str], None], *, reads: bool = False
) -> AsyncIterator[Broadsheet]:
    """As `opened`; before the first run, on a database that's gone afterwards.

    It holds what the sources hold, if it *reads* them. *say* is given a sentence that says so.
    """
    if has_database(settings):
        async with opened(settings) as broadsheet:
            yield broadsheet
        return
    say(f"Nothing ran in the state folder {settings.state} yet; this is by {settings.file} alone.")
    with TemporaryDirectory(prefix="broadsheet-ahead-") as made:
        folder = Path(made)
        passing = replace(settings, state=folder, database_url=Secret(state.database_url(folder)))
        async with opened(passing, create=True) as broadsheet:
            if reads:
                async with Resident(lector) as reading:
                    await _collector(broadsheet, reading).collect()
            yield broadsheet


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Clock | None = None,
    create: bool = False,
    assembles: bool = False,
) -> AsyncIterator[Broadsheet]:
    """All parts on the settings' database, which isn't made unless *create* says so.

    Only who holds the lock *assembles* editions; any other leaves that to the running bot.
    """
    clock = clock or SystemClock()
    share_one_stock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(
            database_of(settings, runs=assembles, create=create)
        )
        window = await stack.enter_async_context(
            Resident(live_window, settings.topics, settings.granularity, settings.state)
        )
        coming = None if assembles else _coming(settings, clock)
        archive, schedules = Archive(database), Schedules(database, coming)
        newsroom = Newsroom(archive, window, clock)
        ticker = Ticker()
        jobs = await _jobs(settings, stack) if assembles else None
        announce = None if jobs is None else jobs.announce
        work = (in_use(settings), settings.topics, ticker, clock)
        press = Press(database, newsroom, *work, assembles=assembles, announce=announce)
        platforms: dict[str, Platform] = {}
        yield Broadsheet(
            settings=settings,
            clock=clock,
            database=database,
            archive=archive,
            schedules=schedules,
            ledger=Ledger(database),
            outbox=Outbox(database),
            newsroom=newsroom,
            press=press,
            ticker=ticker,
            desk=_desk(settings, database, schedules, press, platforms, clock),
            platforms=platforms,
            jobs=jobs,
        )


async def _jobs(settings: Settings, stack: AsyncExitStack) -> Jobs | None:
    jobs = jobs_of(settings)
    if jobs is not None:
        await stack.enter_async_context(jobs.opened())
    return jobs


def _desk(
    settings: Settings,
    database: Database,
    schedules: Schedules,
    press: Press,
    platforms: Mapping[str, Platform],
    clock: Clock,
) -> Desk:
    archive = Archive(database)
    return Desk(
        ReadingRoom(archive, schedules, settings.topics),
        ScheduleDesk(schedules, press, settings, platforms),
        FrontPages(archive, schedules, Ledger(database), Memory(database)),
        Suggestions(archive, schedules, settings.topics),
        clock,
    )


def _coming(settings: Settings, clock: Clock) -> Coming:
    return Coming(schedules=settings.schedules, renamed=settings.renamed, now=clock.now())


@asynccontextmanager
async def serving(
    broadsheet: Broadsheet, screen: Screen, *, roles: Collection[Role] = ALL_ROLES
) -> AsyncIterator[Running]:
    """The running bot: what collects, wakes up, posts and answers, ended in the reverse order."""
    settings, clock, database = broadsheet.settings, broadsheet.clock, broadsheet.database
    sys.setswitchinterval(TURN)
    async with AsyncExitStack() as stack:
        reading = await stack.enter_async_context(Resident(lector))
        ticker = await stack.enter_async_context(broadsheet.ticker)
        console = Console(broadsheet.desk, screen, broadsheet.asker)
        for platform in connected(
            settings, broadsheet.desk, database, clock, console=console, roles=roles
        ):
            if isinstance(platform, AbstractAsyncContextManager):
                await stack.enter_async_context(platform)
            broadsheet.platforms[platform.name] = platform
        posting = broadsheet.platforms if Role.WORKER in roles else {}
        gate = SharedGate(Gates(database, clock), clock) if database.shared else None
        delivery = await stack.enter_async_context(
            Delivery(database, posting, ticker, clock, gate=gate, jobs=broadsheet.jobs)
        )
        gc.collect()
        gc.freeze()  # what's imported stays: each look through all of it would take 70 ms
        yield Running(
            settings=settings,
            archive=broadsheet.archive,
            schedules=broadsheet.schedules,
            overview=Overview(database),
            ledger=broadsheet.ledger,
            newsroom=broadsheet.newsroom,
            collector=_collector(broadsheet, reading),
            press=broadsheet.press,
            desk=broadsheet.desk,
            delivery=delivery,
            ticker=ticker,
            console=console,
            platforms=broadsheet.platforms,
            locator=Locator(broadsheet.platforms),
            clock=clock,
            roles=roles,
            leases=Leases(database, clock) if database.shared else None,
        )


def _collector(broadsheet: Broadsheet, reading: Lectern) -> Collector:
    """What looks at the sources, and has them read by *reading*."""
    documents = Documents(broadsheet.database)
    reader = Reader(reading, KnownFurniture(broadsheet.database))

    def of(source: Source) -> FolderCollector:
        return FolderCollector(source, reader, documents, broadsheet.clock)

    return Collector(broadsheet.settings.sources, broadsheet.newsroom, of, reader)


async def import_paths(
    settings: Settings, paths: Sequence[Path], progress: Onlooker, say: Callable[[str], None]
) -> Imported:
    """Store what *paths* hold; make stories of it too, unless a running bot does."""
    state.prepare(settings.state)
    async with AsyncExitStack() as stack:
        broadsheet = await stack.enter_async_context(opened(settings, create=True))
        await check_not_moving(settings, broadsheet.database, broadsheet.clock)
        async with Resident(lector) as reading:  # gone before the filing: its memory is needed
            reader = Reader(reading, KnownFurniture(broadsheet.database))
            importer = Importer(broadsheet.archive, reader, settings.sources, broadsheet.clock)
            imported = await importer.take(paths, progress)
        give_back()
        newsroom = broadsheet.newsroom
        files = for_import(settings, broadsheet.database, broadsheet.archive, broadsheet.clock, say)
        if await stack.enter_async_context(files):
            await newsroom.caught_up(await newsroom.through(), progress.filed)
            imported.filed = True
        return imported
