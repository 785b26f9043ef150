"""Heavy pure work in processes of its own, so that the event loop never stalls (DESIGN D18)."""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from multiprocessing import forkserver, resource_tracker
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

Subject = TypeVar("Subject")


CONTEXT = multiprocessing.get_context("forkserver")
"""Workers are forked from a process that has no threads and nothing in memory.

What it had imported would be there twice: Python writes to all it looks at, so that hardly a page
stays shared (fork server with the workers' modules 28 MB, without 8; half a second a worker).
"""
CONTEXT.set_forkserver_preload([])


def start_ahead() -> None:
    """Begin to make what workers are forked from, so that its start goes on beside our imports.

    Returns at once; done already, it does nothing. Without it, the first piece of work does it.
    """
    resource_tracker.ensure_running()  # first: its own start lets interrupts through again
    with _interrupts_held():
        forkserver.ensure_running()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """What is started meanwhile never sees a terminal's Ctrl-C: it inherits that they're held."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class WorkLost(Exception):
    """The work overran its deadline, failed, or took its process down; what it held is gone."""


class Resident(Generic[Subject]):
    """An object that lives in a process of its own and is spoken to by method name.

    After WorkLost a fresh one stands in its place, as *make* builds it: what it held is for the
    caller to put back.
    """

    def __init__(self, make: Callable[..., Subject], *args: object) -> None:
        self._make = partial(
            ProcessPool,
            max_workers=1,
            context=CONTEXT,
            initializer=_settle,
            initargs=(make, args),
        )
        self._pool = self._make()

    async def call(self, method: str, *args: object, deadline: timedelta) -> Any:  # noqa: ANN401 - the method's own result
        """What the object's *method* gives for *args*; raises WorkLost past *deadline*.

        Also where its process ended since it was last called, as the system ends one that takes
        too much memory: nothing was done then, but what the object held is gone.
        """
        start_ahead()
        with suppress(BrokenProcessPool):
            if self._pool.active:
                return await _outcome(self._pool, _ask, (method, args), deadline)
        await self.rest()
        raise WorkLost("its process ended while it waited")

    async def rest(self) -> None:
        """End its process, with what it held, until it's called again; not during a call."""
        resting, self._pool = self._pool, self._make()
        await _end(resting)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await _end(self._pool)


async def _outcome(
    pool: ProcessPool, work: Callable[..., Any], args: tuple[object, ...], deadline: timedelta
) -> Any:  # noqa: ANN401 - pebble's futures carry any result
    future = pool.schedule(work, args, timeout=deadline.total_seconds())
    try:
        return await asyncio.wrap_future(future)
    except TimeoutError as overrun:
        raise WorkLost("it took longer than its deadline") from overrun
    except ProcessExpired as death:
        raise WorkLost(f"its process ended with {death.exitcode}") from death


async def _end(pool: ProcessPool) -> None:
    """Stop the processes at once: what they'd still be doing is done again from the database."""
    pool.stop()  # type: ignore[no-untyped-call]
    await asyncio.to_thread(pool.join)


def _leave_interrupts_to_the_parent() -> None:
    """A terminal's Ctrl-C reaches every process of its group; only the parent decides what ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Settled:
    """Where the worker process keeps its resident; empty in every other process."""

    make: Callable[[], Any] = staticmethod(lambda: None)
    subject: Any = None


def _settle(make: Callable[..., object], args: tuple[object, ...]) -> None:
    _leave_interrupts_to_the_parent()
    _Settled.make = staticmethod(partial(make, *args))
    _Settled.subject = _Settled.make()


def _ask(method: str, args: tuple[object, ...]) -> Any:  # noqa: ANN401 - the method's own result
    try:
        return getattr(_Settled.subject, method)(*args)
    except Exception as error:
        # It may be half changed: another stands in its place, as after a death.
        _Settled.subject = _Settled.make()
        raise WorkLost(f"{type(error).__name__}: {error}") from error
