"""Platforms that keep what they're sent in a file, and fail in every way that platforms do."""

import asyncio
import random
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from bot.chat import PostFailed, PostUnclear, Receipt
from tests.fakes.sink import LOST_AFTER, LOST_BEFORE, REFUSED


class FaultySink:
    """A channel's messages are lines of a file, so that they outlive whoever posts them."""

    name = "slack"
    readable = True

    def __init__(self, path: Path, *, seed: int, slow: float = 0.01) -> None:
        self._path = path
        self._chance = random.Random(seed)
        self._slow = slow

    def limits(self, channel):
        return ()

    def limits_of_reading(self, channel):
        return ()

    async def post(self, channel, payload, *, send_key, under=None):
        await asyncio.sleep(self._chance.uniform(0, self._slow))
        fate = self._chance.random()
        if fate < REFUSED:
            raise PostFailed(str(channel), "429", retry=True, wait=timedelta(milliseconds=100))
        if fate < REFUSED + LOST_BEFORE:
            raise PostUnclear("the connection was cut")
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{channel}\t{send_key}\t{payload['text']}\n")
        await asyncio.sleep(self._chance.uniform(0, self._slow))
        if fate < REFUSED + LOST_BEFORE + LOST_AFTER:
            raise PostUnclear("500 Internal Server Error")
        return Receipt(channel=str(channel), message=send_key)

    async def find(self, channel, send_key, *, under, since, until):
        there = any(key == send_key for _, key, _ in posted(self._path))
        return Receipt(channel=str(channel), message=send_key) if there else None


def posted(path: Path) -> list[tuple[str, str, str]]:
    """Channel, send key and text of each message, as they came."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


def by_channel(path: Path) -> dict[str, list[str]]:
    """The texts of each channel, in order."""
    found = defaultdict(list)
    for channel, _, text in posted(path):
        found[channel].append(text)
    return found
