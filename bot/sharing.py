"""Whose a database is: ours alone, by a lock on the state folder, or shared with other bots."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)

from bot import state
from bot.clock import Clock
from bot.database.archive import Archive
from bot.database.attendance import Attendance, Leave
from bot.database.engine import Database, file_of, is_shared, migrate, open_database
from bot.database.jobs import Jobs, usable
from bot.database.leases import Leases
from bot.database.migrations import OlderSchema
from bot.duties import ALL_ROLES, Role
from bot.errors import StateFolderError, UsageError
from bot.paths import exists
from bot.settings import DispatcherKind, Settings

Say = Callable[[str], None]
"""Tells whoever started the command."""


def for_run(settings: Settings, roles: Collection[Role], say: Say) -> AbstractContextManager[None]:
    """What keeps a second bot off a database that only one may run on (DESIGN D2, D3).

    Raises UsageError where there can be no others to have the rest of the *roles*.
    """
    if is_shared(settings.database_url.reveal()):
        return nullcontext()
    if set(roles) != ALL_ROLES:
        raise UsageError(
            "--role splits the work among several processes, and SQLite is for one: leave it out, "
            "or name a PostgreSQL in BROADSHEET_DATABASE"
        )
    return state.RunLock(settings.state).for_run(say)


@asynccontextmanager
async def database_of(settings: Settings, *, runs: bool, create: bool) -> AsyncIterator[Database]:
    """The settings' database, open; raises as `open_database` does.

    An older schema is brought up to date by the bot that *runs*, and by other commands only where
    no bot can be at work on it: else OlderSchema says what to do.
    """
    url = settings.database_url.reveal()
    async with AsyncExitStack() as stack:
        try:
            opened = open_database(url, create=create, older=runs)
            database = await stack.enter_async_context(opened)
        except OlderSchema as older:
            await _bring_up_to_date(settings, older)
            database = await stack.enter_async_context(open_database(url, older=False))
        yield database


def has_database(settings: Settings) -> bool:
    """Whether there's a database yet; one that others share is taken to be there."""
    path = file_of(settings.database_url.reveal())
    return path is None or exists(path)


async def _bring_up_to_date(settings: Settings, older: OlderSchema) -> None:
    """Raises *older* where others may be at work."""
    if is_shared(settings.database_url.reveal()):
        raise older
    try:
        with for_migrate(settings):
            await migrate(settings.database_url.reveal())
    except StateFolderError as in_use:
        raise older from in_use


def for_migrate(settings: Settings) -> AbstractContextManager[None]:
    """What keeps all others off the database while its schema changes; StateFolderError, if some.

    Who works on a shared one sees it, and ends.
    """
    if is_shared(settings.database_url.reveal()):
        return nullcontext()
    state.prepare(settings.state)
    return state.RunLock(settings.state).for_migrate()


def present(database: Database, clock: Clock, leave: Leave) -> AbstractAsyncContextManager[None]:
    """Within it, nobody moves or changes the *database* unnoticed; *leave* is told if it's done.

    Raises UsageError while it's being moved.
    """
    return Attendance(database, clock).present(leave) if database.shared else nullcontext()


async def check_not_moving(settings: Settings, database: Database, clock: Clock) -> None:
    """Raise UsageError while the *database* is copied to another: what's stored would be lost."""
    if database.shared:
        await Attendance(database, clock).check()
    else:
        state.RunLock(settings.state).check_not_moving()


@asynccontextmanager
async def for_import(
    settings: Settings, database: Database, archive: Archive, clock: Clock, say: Say
) -> AsyncIterator[bool]:
    """Whether what was imported is ours to file while the context lasts: no running bot does."""
    if not database.shared:
        with state.RunLock(settings.state).for_import(say) as ours:
            yield ours
        return
    async with Leases(database, clock).hold_if_free(Role.SCHEDULER) as lease:
        if lease is not None:
            archive.fence = lease.check
        yield lease is not None


def jobs_of(settings: Settings) -> Jobs | None:
    """Procrastinate's, where it's the dispatcher; raises UsageError where it's to be and can't."""
    url, wanted = settings.database_url.reveal(), settings.dispatcher
    if wanted is DispatcherKind.EMBEDDED or (wanted is None and not usable(url)):
        return None
    return Jobs(url)
