"""The worker processes of commands that read or file, started while the rest is imported."""

from bot.workers import start_ahead

WORK = ("bot.collecting.lector", "digests.live")
"""What workers do: they come to life with it imported."""


def start_workers() -> None:
    """Begin to make what workers are forked from; returns at once."""
    start_ahead(*WORK)
