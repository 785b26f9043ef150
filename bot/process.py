"""The process of the running bot: its lock, its signals, its log, and settings read again."""

import asyncio
import os
import sys
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from signal import SIGHUP, SIGINT, SIGTERM

import structlog
from rich.console import Console as Screen

from bot import state
from bot.app import opened, serving
from bot.database.engine import is_shared
from bot.duties import ALL_ROLES, Role
from bot.errors import BotError, UsageError
from bot.log import start_log
from bot.roll import enrolled, on_the_roll
from bot.running import Running, signals
from bot.settings import Settings, remember
from bot.sharing import for_run, present

log = structlog.get_logger(__name__)


async def run(
    settings: Settings,
    screen: Screen,
    *,
    reread: Callable[[], Settings],
    serve: bool = False,
    roles: Collection[Role] = ALL_ROLES,
) -> None:
    """The bot, until it's told to stop; with *serve* also beyond the end of standard input.

    SIGINT and SIGTERM end it in order, SIGHUP has it *reread* its settings. Of *roles* it has only
    some where others have the rest; raises UsageError where no others can be. Ends in order, and
    raises why, where the database mustn't be worked on any longer.
    """
    from bot.platforms.console.typed import at_a_prompt, typed

    state.prepare(settings.state)
    # Its lines would stand between the digest and the answers of whoever types there.
    quiet = _talks(settings) and at_a_prompt() and sys.stderr.isatty()
    _start_log(settings, quiet=quiet)
    stop, reload = asyncio.Event(), asyncio.Event()
    reasons: list[BotError] = []

    def leave(reason: BotError) -> None:
        reasons.append(reason)
        stop.set()

    with for_run(settings, roles, say):
        async with AsyncExitStack() as stack:
            stack.enter_context(signals({SIGINT: stop.set, SIGTERM: stop.set, SIGHUP: reload.set}))
            await asyncio.sleep(0)  # an interrupt from before ends it here, with nothing open
            stack.enter_context(enrolled(settings.state))
            broadsheet = await stack.enter_async_context(
                opened(settings, create=True, assembles=True)
            )
            await stack.enter_async_context(present(broadsheet.database, broadsheet.clock, leave))
            running = await stack.enter_async_context(serving(broadsheet, screen, roles=roles))
            remember(settings.found, settings.state)
            reloading = asyncio.create_task(_reload(reload, running, reread, quiet=quiet))
            stack.callback(reloading.cancel)
            asked = typed(settings.state / "history") if _talks(settings) else None
            await running.run(asked, stop=stop, serve=serve)
    if reasons:
        raise reasons[0]


def say(sentence: str) -> None:
    """Tell whoever started the command."""
    print(sentence, file=sys.stderr)  # noqa: T201 - a person waits for it


def ask_for_reload(settings: Settings) -> str:
    """Have the running bot read its settings again; what became of that, for people."""
    bots = on_the_roll(settings.state)
    if not bots:
        elsewhere = "; bots on other machines are asked there"
        raise UsageError(
            f"no bot runs on the state folder {settings.state}, so nothing is reloaded; or "
            f"{state.VARIABLE} names another folder than `run` uses"
            f"{elsewhere if is_shared(settings.database_url.reveal()) else ''}"
        )
    for pid in bots:
        os.kill(pid, SIGHUP)
    ids = ", ".join(map(str, bots))
    if len(bots) == 1:
        return f"The bot (process {ids}) reads {settings.file} again."
    return f"The bots (processes {ids}) read {settings.file} again."


async def _reload(
    asked: asyncio.Event, running: Running, reread: Callable[[], Settings], *, quiet: bool
) -> None:
    """Whenever asked, go on with the settings as they are now, or with the old if they're bad."""
    while True:
        await asked.wait()
        asked.clear()
        try:
            settings = await asyncio.to_thread(reread)
            remember(settings.found, running.settings.state)
            await running.use(settings)
            _start_log(settings, quiet=quiet)
        except BotError as refusal:
            log.error("settings not reloaded", reason=str(refusal))  # noqa: TRY400 - the reason says it all
        except Exception:  # the edge of a task: it can be asked for again
            log.exception("settings not reloaded")


def _talks(settings: Settings) -> bool:
    """Whether standard input is a conversation: only where no chat platform is in use."""
    return set(settings.platforms) <= {"console"}


def _start_log(settings: Settings, *, quiet: bool) -> None:
    start_log(
        level=settings.log_level(quiet=quiet),
        as_json=settings.log.format == "json",
        secrets=settings.unsayable,
    )
