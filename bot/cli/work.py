"""The worker processes of commands that read or file, made while the rest is imported."""

from bot.workers import import_once, start_ahead

WORK = ("bot.residents", "bot.collecting.lector", "digests.live")
"""What workers do: they come to life with it imported."""


def prepare_workers(*, soon: bool) -> None:
    """Say what workers will do, and begin to make them where they're needed *soon*."""
    import_once(*WORK)
    if soon:
        start_ahead()
