"""What tests share: both databases, how property tests run, where the platforms' schemas are."""

import asyncio
import gc
import logging
import os
import shutil
import signal
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from structlog.testing import capture_logs

from bot.database.engine import migrate, open_database
from bot.workers import CONTEXT
from tests.databases import PostgreSQLDatabases, server

# A busy machine isn't a failure, and the examples are the same each time: a red build can be made
# again. `--hypothesis-profile=explore` looks further.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", PATIENT, derandomize=True)
settings.register_profile("explore", PATIENT)
settings.load_profile("steady")

# A bot has two workers and spares their memory; tests have hundreds, each importing for a second.
CONTEXT.set_forkserver_preload(["bot.residents", "bot.collecting.lector", "digests.live"])

# The default shows every local variable of a traceback, which takes half a second.
PLAIN = structlog.dev.ConsoleRenderer(
    colors=False, exception_formatter=structlog.dev.plain_traceback
)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], PLAIN])

BOT = Path(__file__).parent / "bot"

IN_HASTE = ("collecting", "desk", "test_newsroom.py")
"""What `make test` tries on SQLite alone: all of it goes through modules that it tries on both."""


def pytest_configure(config):
    """Have nobody look for garbage among what is imported and collected: it stays."""
    gc.disable()


def pytest_collection_finish(session):
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before what is slow is left out
def pytest_collection_modifyitems(config, items):
    """Mark what is slow, and leave out the contract tests where the schemas aren't there.

    The schemas aren't ours to publish.
    """
    for item in items:
        place = item.path.relative_to(BOT).parts[0] if item.path.is_relative_to(BOT) else ""
        on = getattr(item, "callspec", None) and item.callspec.params.get("database_url")
        once = place in IN_HASTE or item.get_closest_marker("once_in_haste")
        if on == "postgresql" and once:
            item.add_marker(pytest.mark.slow)
    if "BROADSHEET_CONTRACTS" in os.environ:
        return
    needing = [item for item in items if item.get_closest_marker("contracts")]
    if needing:
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


@pytest.fixture(scope="session")
def contracts() -> Path:
    """The folder with the platforms' published schemas, for tests marked `contracts`."""
    folder = Path(os.environ["BROADSHEET_CONTRACTS"])
    assert folder.is_dir(), f"BROADSHEET_CONTRACTS names no folder: {folder}"
    return folder


@pytest.fixture(scope="session")
def postgresql_server():
    """The address of a real PostgreSQL."""
    with server() as address:
        yield address


@pytest.fixture(scope="session")
def postgresql(postgresql_server):
    """Makes databases on it."""
    databases = PostgreSQLDatabases(postgresql_server)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory):
    """A database without a row in it, made once: a test copies it."""
    path = tmp_path_factory.mktemp("template") / "broadsheet.sqlite"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(tmp_path, sqlite_file):
    """The address of a file of the test's own, its schema up to date."""
    (tmp_path / "state").mkdir(exist_ok=True)
    shutil.copy(sqlite_file, tmp_path / "state")
    return f"sqlite:///{tmp_path / 'state' / sqlite_file.name}"


@pytest.fixture
def postgresql_url(postgresql):
    """The address of a PostgreSQL database of the test's own, its schema up to date."""
    url = postgresql.migrated()
    yield url
    postgresql.take_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """Both, one after the other: whatever touches the database is tested on both."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
async def database(database_url):
    """The open database; its leases go by the test's clock."""
    async with open_database(database_url, own_time=False) as opened:
        yield opened


@pytest.fixture
def logged():
    """The events that were logged, as dicts."""
    with capture_logs() as events:
        yield events


@pytest.fixture
def interruptible():
    """Processes that hear interrupts; what a script starts in its background ignores them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def log_as_before():
    """For what begins the log: the next test's is pytest's own again."""
    root, ours = logging.getLogger(), logging.getLogger("bot")
    handlers, levels, events = root.handlers, (root.level, ours.level), structlog.get_config()
    yield
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    logging.captureWarnings(capture=False)
    structlog.configure(**events)
