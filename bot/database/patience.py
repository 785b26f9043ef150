"""How long to wait before something that failed is tried again."""

from datetime import timedelta

LONGEST = timedelta(minutes=5)


def back_off(failures: int) -> timedelta:
    """Two seconds after the first failure, each time twice as long, at most five minutes."""
    return min(LONGEST, timedelta(seconds=2 ** min(failures, 16)))
