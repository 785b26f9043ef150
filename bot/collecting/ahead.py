"""One step ahead: the next is begun while the one before it is made use of."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

_T = TypeVar("_T")


async def ahead(steps: AsyncGenerator[_T]) -> AsyncGenerator[_T]:
    """What *steps* gives, each begun while the one before it is made use of."""
    async with aclosing(steps):
        coming = asyncio.create_task(_next(steps))
        try:
            while (step := await coming) is not None:
                coming = asyncio.create_task(_next(steps))
                yield step
        finally:
            coming.cancel()
            await asyncio.wait([coming])


async def _next(steps: AsyncGenerator[_T]) -> _T | None:
    return await anext(steps, None)
